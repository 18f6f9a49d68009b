package import Basics
package import EventLoop
import Foundation
package import Postgres

/// Every SQL statement about shipments.
@Loop package struct ShipmentStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        s.id, s.order_id, s.carrier, s.tracking_number, s.tracking_url, s.status, s.shipped_at, s.promised_at,
        s.delivered_at, s.late_noted_at, s.version
        """

    /// The shipments of these orders with their events, in the order they were sent.
    package func shipments(of orders: [ID<Order>]) async throws -> [Shipment] {
        async let rows = connection.rows(
            Shipment.init,
            """
            SELECT \(Self.columns)
            FROM shipments AS s
            WHERE s.order_id = ANY (\(orders))
            ORDER BY s.order_id, s.shipped_at, s.id
            """)
        async let events = connection.rows(
            { row in
                (
                    try row["shipment_id"] as UUID,
                    Shipment.Event(at: try row["at"], place: try row["place"], text: try row["text"])
                )
            },
            """
            SELECT e.shipment_id, e.at, e.place, e.text
            FROM shipment_events AS e
            JOIN shipments AS s ON s.id = e.shipment_id
            WHERE s.order_id = ANY (\(orders))
            ORDER BY e.shipment_id, e.at, e.id
            """)
        let (shipments, all) = try await (rows, events)
        let byShipment = Dictionary(grouping: all, by: \.0)
        return shipments.map { shipment in
            var shipment = shipment
            shipment.events = byShipment[shipment.id.uuid, default: []].map(\.1)
            return shipment
        }
    }

    func insert(_ shipment: Shipment, now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO shipments (id, order_id, carrier, tracking_number, tracking_url, status, shipped_at, promised_at,
                delivered_at, created_at, updated_at)
            VALUES (\(shipment.id), \(shipment.orderID), \(shipment.carrier), \(shipment.trackingNumber),
                \(shipment.trackingURL), \(shipment.status), \(shipment.shippedAt), \(shipment.promisedAt),
                \(shipment.deliveredAt), \(now), \(now))
            """)
    }

    /// Stores everything about the shipment; a new promise may be broken anew.
    func update(_ shipment: Shipment, promiseChanged: Bool, now: Date) async throws {
        try await connection.execute(
            """
            UPDATE shipments
            SET carrier = \(shipment.carrier), tracking_number = \(shipment.trackingNumber),
                tracking_url = \(shipment.trackingURL), status = \(shipment.status), shipped_at = \(shipment.shippedAt),
                promised_at = \(shipment.promisedAt), delivered_at = \(shipment.deliveredAt),
                late_noted_at = CASE WHEN \(promiseChanged) THEN NULL ELSE late_noted_at END,
                updated_at = \(now), version = version + 1
            WHERE id = \(shipment.id)
            """)
    }

    func add(_ event: Shipment.Event, to shipment: ID<Shipment>, now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO shipment_events (id, shipment_id, at, place, text, recorded_at)
            VALUES (\(ID<Shipment.Event>.make(at: now)), \(shipment), \(event.at), \(event.place), \(event.text), \(now))
            """)
    }

    /// Marks the shipments whose day has passed without them, at most `limit`, each once.
    ///
    /// - Returns: Their orders' ids with the shipment.
    func markLate(now: Date, limit: Int) async throws -> [Shipment] {
        try await connection.rows(
            Shipment.init,
            """
            UPDATE shipments AS s
            SET late_noted_at = \(now), updated_at = \(now), version = version + 1
            WHERE s.id IN (
                SELECT n.id
                FROM shipments AS n
                WHERE n.promised_at < \(now) AND n.delivered_at IS NULL AND n.late_noted_at IS NULL
                ORDER BY n.promised_at, n.id
                LIMIT \(limit)
                FOR UPDATE SKIP LOCKED)
            RETURNING \(Self.columns)
            """)
    }
}
