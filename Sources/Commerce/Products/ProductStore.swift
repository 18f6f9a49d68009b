package import Basics
package import EventLoop
import Foundation
package import Postgres
import Web

/// Every SQL statement about products.
@Loop package struct ProductStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        p.id, p.sku, p.name, p.description, p.category, p.brand, p.tags, p.features, p.price_minor, p.currency,
        p.in_stock, p.stock_note, p.consumable, p.archived_at, p.created_at, p.updated_at, p.version
        """

    package func product(_ id: ID<Product>) async throws -> Product? {
        try await connection.first(Product.init, "SELECT \(Self.columns) FROM products AS p WHERE p.id = \(id)")
    }

    func lockedProduct(_ id: ID<Product>) async throws -> Product? {
        try await connection.first(
            Product.init, "SELECT \(Self.columns) FROM products AS p WHERE p.id = \(id) FOR UPDATE")
    }

    /// The products with these ids or numbers, whichever exist.
    package func products(ids: [ID<Product>], skus: [String]) async throws -> [Product] {
        try await connection.rows(
            Product.init,
            """
            SELECT \(Self.columns)
            FROM products AS p
            WHERE p.id = ANY (\(ids)) OR p.sku = ANY (\(skus))
            ORDER BY p.id
            """)
    }

    /// The whole catalogue, also what is no longer sold, because people have bought it.
    func all() async throws -> [Product] {
        try await connection.rows(Product.init, "SELECT \(Self.columns) FROM products AS p ORDER BY p.id")
    }

    /// Some of the same, those behind `id`.
    func products(after id: ID<Product>?, limit: Int) async throws -> [Product] {
        try await connection.rows(
            Product.init,
            """
            SELECT \(Self.columns)
            FROM products AS p
            WHERE \(id)::uuid IS NULL OR p.id > \(id)
            ORDER BY p.id
            LIMIT \(limit)
            """)
    }

    /// What a reader of the catalogue asks for.
    struct Filter: Sendable {
        var question: String?
        var category: String?
        /// Only those no longer sold, or only those sold.
        var archived = false
    }

    /// Products by name.
    func products(_ filter: Filter, after: (name: String, id: ID<Product>)?, limit: Int) async throws -> [Product] {
        var conditions: [SQL] = [filter.archived ? "p.archived_at IS NOT NULL" : "p.archived_at IS NULL"]
        if let question = filter.question {
            let prefix =
                question.lowercased().replacing("\\", with: "\\\\").replacing("%", with: "\\%")
                .replacing("_", with: "\\_") + "%"
            conditions.append(
                """
                (p.search @@ (SELECT search_query(\(question))) OR lower(p.name) LIKE \(prefix)
                    OR lower(p.sku) LIKE \(prefix))
                """)
        }
        if let category = filter.category { conditions.append("p.category = \(category)") }
        if let after { conditions.append("(p.name, p.id) > (\(after.name), \(after.id))") }
        return try await connection.rows(
            Product.init,
            """
            SELECT \(Self.columns)
            FROM products AS p
            WHERE \(SQL.joined(conditions, separator: " AND "))
            ORDER BY p.name, p.id
            LIMIT \(limit)
            """)
    }

    func products(_ changes: ChangedSince<Product>) async throws -> [Product] {
        try await connection.rows(
            Product.init, "SELECT \(Self.columns) FROM products AS p \(changes.rows(of: "p"))")
    }

    /// - Throws: `Problem` of kind `sku-taken`.
    package func insert(_ product: Product) async throws {
        try await naming {
            try await connection.execute(
                """
                INSERT INTO products (id, sku, name, description, category, brand, tags, features, price_minor, currency,
                    in_stock, stock_note, consumable, archived_at, created_at, updated_at)
                VALUES (\(product.id), \(product.sku), \(product.name), \(product.description), \(product.category),
                    \(product.brand), \(product.tags), \(product.features), \(product.price.amountMinor),
                    \(product.price.currency), \(product.inStock), \(product.stockNote), \(product.consumable),
                    \(product.archivedAt), \(product.createdAt), \(product.updatedAt))
                """)
        }
    }

    /// Stores everything about the product; the version grows by one.
    ///
    /// - Throws: as `insert`.
    package func update(_ product: Product) async throws {
        try await naming {
            try await connection.execute(
                """
                UPDATE products
                SET sku = \(product.sku), name = \(product.name), description = \(product.description),
                    category = \(product.category), brand = \(product.brand), tags = \(product.tags),
                    features = \(product.features), price_minor = \(product.price.amountMinor),
                    currency = \(product.price.currency), in_stock = \(product.inStock),
                    stock_note = \(product.stockNote), consumable = \(product.consumable),
                    archived_at = \(product.archivedAt), updated_at = \(product.updatedAt), version = version + 1
                WHERE id = \(product.id)
                """)
        }
    }

    private func naming(_ run: () async throws -> Void) async throws {
        do {
            try await run()
        } catch let error as DatabaseError where error.isUniqueViolation("products_sku_unique") {
            throw Problem.conflict(
                "sku-taken", "Another product has this SKU", "Choose another SKU, or change the product that has it.",
                fields: [Problem.Field("/sku", "belongs to another product")])
        }
    }
}
