import Basics
import EventLoop
import Foundation
import Imports
import Postgres

/// The statements that read and write parcels by the hundred.
@Loop struct ShipmentImportStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The ids of orders by the shop's own number, or else by ours.
    func orders(_ references: [String]) async throws -> [String: UUID] {
        let numbers = references.map { Int($0.drop { $0 == "#" }) }
        let found = try await connection.rows(
            { row in (try row["name"] as String, try row["id"] as UUID) },
            """
            SELECT r.name, o.id
            FROM unnest(\(references)::text[], \(numbers)::bigint[]) AS r (name, number)
            JOIN orders AS o ON o.reference = r.name
                OR o.number = r.number AND NOT EXISTS (SELECT FROM orders AS s WHERE s.reference = r.name)
            ORDER BY r.name, o.id
            """)
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    /// The parcels with these ids or of these orders, locked in one order so that imports do not deadlock.
    func shipments(ids: [UUID] = [], orders: [UUID] = []) async throws -> [StoredRecord<ShipmentSnapshot>] {
        try await connection.rows(
            StoredRecord.init,
            """
            SELECT s.version, jsonb_build_object(
                'id', s.id, 'order_id', s.order_id, 'carrier', s.carrier, 'tracking_number', s.tracking_number,
                'tracking_url', s.tracking_url, 'status', s.status, 'shipped_at', extract(epoch FROM s.shipped_at),
                'promised_at', extract(epoch FROM s.promised_at),
                'delivered_at', extract(epoch FROM s.delivered_at),
                'events', ARRAY(
                    SELECT jsonb_build_object('at', extract(epoch FROM e.at), 'place', e.place, 'text', e.text)
                    FROM shipment_events AS e
                    WHERE e.shipment_id = s.id
                    ORDER BY e.at, e.text))::text AS state
            FROM shipments AS s
            WHERE s.id = ANY (\(ids)) OR s.order_id = ANY (\(orders))
            ORDER BY s.id
            FOR UPDATE OF s
            """)
    }

    /// Makes parcels with their events and a line on each customer's timeline.
    func insert(_ shipments: [ShipmentSnapshot], at now: Date) async throws {
        guard !shipments.isEmpty else { return }
        let json = try SnapshotJSON.text(shipments)
        try await connection.execute(
            """
            INSERT INTO shipments (id, order_id, carrier, tracking_number, tracking_url, status, shipped_at, promised_at,
                delivered_at, created_at, updated_at)
            SELECT r.id, r.order_id, r.carrier, r.tracking_number, r.tracking_url, r.status, to_timestamp(r.shipped_at),
                to_timestamp(r.promised_at), to_timestamp(r.delivered_at), \(now), \(now)
            FROM jsonb_to_recordset(\(json)::jsonb) AS r (\(Self.record))
            """)
        try await note("shipment.sent", "shipped_at", json)
        try await writeEvents(json, at: now)
    }

    /// Stores everything about these parcels; their versions grow by one, and a new promise may be broken anew.
    func update(_ shipments: [ShipmentSnapshot], at now: Date) async throws {
        guard !shipments.isEmpty else { return }
        let json = try SnapshotJSON.text(shipments)
        try await connection.execute(
            """
            UPDATE shipments AS s
            SET carrier = r.carrier, tracking_number = r.tracking_number, tracking_url = r.tracking_url,
                status = r.status, shipped_at = to_timestamp(r.shipped_at),
                promised_at = to_timestamp(r.promised_at), delivered_at = to_timestamp(r.delivered_at),
                late_noted_at = CASE WHEN s.promised_at IS NOT DISTINCT FROM to_timestamp(r.promised_at)
                    THEN s.late_noted_at END,
                updated_at = \(now), version = s.version + 1
            FROM jsonb_to_recordset(\(json)::jsonb) AS r (\(Self.record))
            WHERE s.id = r.id
            """)
        try await connection.execute(
            """
            DELETE FROM shipment_events AS e
            USING jsonb_to_recordset(\(json)::jsonb) AS r (id uuid, events jsonb)
            WHERE e.shipment_id = r.id AND NOT EXISTS (
                SELECT FROM jsonb_to_recordset(r.events) AS n (at double precision, place text, text text)
                WHERE to_timestamp(n.at) = e.at AND n.place = e.place AND n.text = e.text)
            """)
        try await writeEvents(json, at: now)
    }

    /// A line on the timeline of each customer whose parcel came.
    func noteDelivered(_ shipments: [ShipmentSnapshot]) async throws {
        guard !shipments.isEmpty else { return }
        try await note("shipment.delivered", "delivered_at", try SnapshotJSON.text(shipments))
    }

    private func note(_ kind: String, _ moment: String, _ json: String) async throws {
        try await connection.execute(
            """
            INSERT INTO timeline_entries (id, customer_id, at, kind, title, detail, link_kind, link_number)
            SELECT gen_random_uuid(), o.customer_id, to_timestamp((r.item ->> \(moment))::double precision), \(kind),
                '#' || o.number, btrim(r.item ->> 'carrier' || ' ' || (r.item ->> 'tracking_number')), 'order', o.number
            FROM jsonb_array_elements(\(json)::jsonb) AS r (item)
            JOIN orders AS o ON o.id = (r.item ->> 'order_id')::uuid
            """)
    }

    private func writeEvents(_ json: String, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO shipment_events (id, shipment_id, at, place, text, recorded_at)
            SELECT gen_random_uuid(), r.id, to_timestamp(n.at), n.place, n.text, \(now)
            FROM jsonb_to_recordset(\(json)::jsonb) AS r (id uuid, events jsonb),
                 jsonb_to_recordset(r.events) AS n (at double precision, place text, text text)
            WHERE NOT EXISTS (
                SELECT FROM shipment_events AS e
                WHERE e.shipment_id = r.id AND e.at = to_timestamp(n.at) AND e.place = n.place AND e.text = n.text)
            """)
    }

    /// Removes parcels as if they had never been, with their lines on timelines.
    func remove(_ ids: [UUID]) async throws {
        guard !ids.isEmpty else { return }
        try await connection.execute(
            """
            DELETE FROM timeline_entries AS e
            USING shipments AS s, orders AS o
            WHERE s.id = ANY (\(ids)) AND o.id = s.order_id AND e.customer_id = o.customer_id
              AND e.link_kind = 'order' AND e.link_number = o.number AND e.kind LIKE 'shipment.%'
              AND e.detail = btrim(s.carrier || ' ' || s.tracking_number)
            """)
        try await connection.execute("DELETE FROM shipments WHERE id = ANY (\(ids))")
    }

    private static let record: SQL = """
        id uuid, order_id uuid, carrier text, tracking_number text, tracking_url text, status text,
        shipped_at double precision, promised_at double precision, delivered_at double precision
        """
}
