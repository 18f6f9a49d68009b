import Basics
import EventLoop
import Foundation
import Imports
import Postgres

/// The statements that read and write products by the hundred.
@Loop struct ProductImportStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The products with these ids or SKUs, locked in one order so that imports do not deadlock.
    func products(ids: [UUID] = [], skus: [String] = []) async throws -> [StoredRecord<ProductSnapshot>] {
        try await connection.rows(
            StoredRecord.init,
            """
            SELECT p.version, jsonb_build_object(
                'id', p.id, 'sku', p.sku, 'name', p.name, 'description', p.description, 'category', p.category,
                'brand', p.brand, 'tags', p.tags, 'features', p.features, 'price_minor', p.price_minor,
                'currency', p.currency, 'in_stock', p.in_stock, 'stock_note', p.stock_note,
                'consumable', p.consumable)::text AS state
            FROM products AS p
            WHERE p.id = ANY (\(ids)) OR p.sku = ANY (\(skus))
            ORDER BY p.id
            FOR UPDATE
            """)
    }

    func insert(_ products: [ProductSnapshot], at now: Date) async throws {
        guard !products.isEmpty else { return }
        try await connection.execute(
            """
            INSERT INTO products (id, sku, name, description, category, brand, tags, features, price_minor, currency,
                in_stock, stock_note, consumable, created_at, updated_at)
            SELECT r.id, r.sku, r.name, r.description, r.category, r.brand, r.tags, r.features, r.price_minor,
                r.currency, r.in_stock, r.stock_note, r.consumable, \(now), \(now)
            FROM jsonb_to_recordset(\(try SnapshotJSON.text(products))::jsonb) AS r (\(Self.record))
            """)
    }

    /// Stores everything about these products; their versions grow by one.
    func update(_ products: [ProductSnapshot], at now: Date) async throws {
        guard !products.isEmpty else { return }
        try await connection.execute(
            """
            UPDATE products AS p
            SET name = r.name, description = r.description, category = r.category, brand = r.brand, tags = r.tags,
                features = r.features, price_minor = r.price_minor, currency = r.currency, in_stock = r.in_stock,
                stock_note = r.stock_note, consumable = r.consumable, updated_at = \(now), version = p.version + 1
            FROM jsonb_to_recordset(\(try SnapshotJSON.text(products))::jsonb) AS r (\(Self.record))
            WHERE p.id = r.id
            """)
    }

    /// Those of these products that somebody has bought or was offered.
    func used(_ ids: [UUID]) async throws -> Set<UUID> {
        Set(
            try await connection.rows(
                { try $0["product_id"] as UUID },
                """
                SELECT product_id FROM order_lines WHERE product_id = ANY (\(ids))
                UNION
                SELECT product_id FROM offers WHERE product_id = ANY (\(ids))
                ORDER BY product_id
                """))
    }

    func remove(_ ids: [UUID]) async throws {
        try await connection.execute("DELETE FROM products WHERE id = ANY (\(ids))")
    }

    private static let record: SQL = """
        id uuid, sku text, name text, description text, category text, brand text, tags text[], features jsonb,
        price_minor bigint, currency text, in_stock boolean, stock_note text, consumable boolean
        """
}
