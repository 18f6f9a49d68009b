import Basics
import EventLoop
import Foundation
import Imports
import Postgres

/// The statements that read and write orders by the hundred.
@Loop struct OrderImportStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The orders with these ids or references, locked in one order so that imports do not deadlock.
    func orders(ids: [UUID] = [], references: [String] = []) async throws -> [StoredRecord<OrderSnapshot>] {
        try await connection.rows(
            StoredRecord.init,
            """
            SELECT o.version, jsonb_build_object(
                'id', o.id, 'reference', COALESCE(o.reference, ''), 'customer_id', o.customer_id, 'status', o.status,
                'currency', o.currency, 'discount_minor', o.discount_minor, 'shipping_minor', o.shipping_minor,
                'total_minor', o.total_minor, 'note', o.note, 'placed_at', extract(epoch FROM o.placed_at),
                'paid_at', extract(epoch FROM o.paid_at), 'shipped_at', extract(epoch FROM o.shipped_at),
                'delivered_at', extract(epoch FROM o.delivered_at),
                'cancelled_at', extract(epoch FROM o.cancelled_at),
                'lines', ARRAY(
                    SELECT jsonb_build_object('position', l.position, 'product_id', l.product_id, 'sku', l.sku,
                        'name', l.name, 'quantity', l.quantity, 'unit_price_minor', l.unit_price_minor)
                    FROM order_lines AS l
                    WHERE l.order_id = o.id
                    ORDER BY l.position))::text AS state
            FROM orders AS o
            WHERE o.id = ANY (\(ids)) OR o.reference = ANY (\(references))
            ORDER BY o.id
            FOR UPDATE OF o
            """)
    }

    /// Makes orders with their lines, their history and a line on each customer's timeline; nobody is told of them.
    func insert(_ orders: [OrderSnapshot], at now: Date) async throws {
        guard !orders.isEmpty else { return }
        let json = try SnapshotJSON.text(orders)
        try await connection.execute(
            """
            WITH made AS (
                INSERT INTO orders (id, reference, customer_id, status, currency, discount_minor, shipping_minor,
                    total_minor, note, source, placed_at, paid_at, shipped_at, delivered_at, cancelled_at, created_at,
                    updated_at)
                SELECT r.id, r.reference, r.customer_id, r.status, r.currency, r.discount_minor, r.shipping_minor,
                    r.total_minor, r.note, 'import', to_timestamp(r.placed_at), to_timestamp(r.paid_at),
                    to_timestamp(r.shipped_at), to_timestamp(r.delivered_at), to_timestamp(r.cancelled_at), \(now),
                    \(now)
                FROM jsonb_to_recordset(\(json)::jsonb) AS r (\(Self.record))
                RETURNING id, number, customer_id, status, placed_at
            ), history AS (
                INSERT INTO order_status_changes (id, order_id, at, from_status, to_status, recorded_at)
                SELECT gen_random_uuid(), id, placed_at, NULL, status, \(now)
                FROM made
            )
            INSERT INTO timeline_entries (id, customer_id, at, kind, title, link_kind, link_number)
            SELECT gen_random_uuid(), customer_id, placed_at, 'order.placed', '#' || number, 'order', number
            FROM made
            """)
        try await writeLines(json)
    }

    /// Stores everything about these orders; their versions grow by one and a new status enters their history.
    func update(_ orders: [OrderSnapshot], at now: Date) async throws {
        guard !orders.isEmpty else { return }
        let json = try SnapshotJSON.text(orders)
        try await connection.execute(
            """
            INSERT INTO order_status_changes (id, order_id, at, from_status, to_status, recorded_at)
            SELECT gen_random_uuid(), o.id, \(now), o.status, r.status, \(now)
            FROM jsonb_to_recordset(\(json)::jsonb) AS r (id uuid, status text)
            JOIN orders AS o ON o.id = r.id
            WHERE o.status <> r.status
            """)
        try await connection.execute(
            """
            UPDATE orders AS o
            SET customer_id = r.customer_id, status = r.status, currency = r.currency,
                discount_minor = r.discount_minor, shipping_minor = r.shipping_minor, total_minor = r.total_minor,
                note = r.note, placed_at = to_timestamp(r.placed_at), paid_at = to_timestamp(r.paid_at),
                shipped_at = to_timestamp(r.shipped_at), delivered_at = to_timestamp(r.delivered_at),
                cancelled_at = to_timestamp(r.cancelled_at), updated_at = \(now), version = o.version + 1
            FROM jsonb_to_recordset(\(json)::jsonb) AS r (\(Self.record))
            WHERE o.id = r.id
            """)
        try await connection.execute("DELETE FROM order_lines WHERE order_id = ANY (\(orders.map(\.id)))")
        try await writeLines(json)
    }

    private func writeLines(_ json: String) async throws {
        try await connection.execute(
            """
            INSERT INTO order_lines (order_id, position, product_id, sku, name, quantity, unit_price_minor)
            SELECT r.id, l.position, l.product_id, l.sku, l.name, l.quantity, l.unit_price_minor
            FROM jsonb_to_recordset(\(json)::jsonb) AS r (id uuid, lines jsonb),
                 jsonb_to_recordset(r.lines) AS l (position integer, product_id uuid, sku text, name text,
                     quantity integer, unit_price_minor bigint)
            """)
    }

    /// Those of these orders on which something has grown: payments, returns, parcels.
    func used(_ ids: [UUID]) async throws -> Set<UUID> {
        Set(
            try await connection.rows(
                { try $0["id"] as UUID },
                """
                SELECT o.id
                FROM unnest(\(ids)::uuid[]) AS o (id)
                WHERE EXISTS (SELECT FROM order_payments AS p WHERE p.order_id = o.id)
                   OR EXISTS (SELECT FROM order_returns AS r WHERE r.order_id = o.id)
                   OR EXISTS (SELECT FROM shipments AS s WHERE s.order_id = o.id)
                ORDER BY o.id
                """))
    }

    /// Removes orders as if they had never been, with their lines on timelines.
    func remove(_ ids: [UUID]) async throws {
        guard !ids.isEmpty else { return }
        try await connection.execute(
            """
            DELETE FROM timeline_entries AS e
            USING orders AS o
            WHERE o.id = ANY (\(ids)) AND e.customer_id = o.customer_id AND e.link_kind = 'order'
              AND e.link_number = o.number
            """)
        try await connection.execute("DELETE FROM orders WHERE id = ANY (\(ids))")
    }

    private static let record: SQL = """
        id uuid, reference text, customer_id uuid, status text, currency text, discount_minor bigint,
        shipping_minor bigint, total_minor bigint, note text, placed_at double precision, paid_at double precision,
        shipped_at double precision, delivered_at double precision, cancelled_at double precision
        """
}
