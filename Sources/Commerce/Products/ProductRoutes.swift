import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about the catalogue.
@Loop struct ProductRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/products", "Products by name", .permission(.ordersRead),
                query: [
                    QueryParameter("q", "Words, or the beginning of a name or SKU."),
                    QueryParameter("category", "Only of this category."),
                    QueryParameter("archived", "true lists those no longer sold."),
                    QueryParameter(
                        "updated_since",
                        "Only those changed since, the oldest change first; alone but for cursor and limit."),
                ], output: Product.self, page: true, handler: list),
            .post(
                "/products", "Adds a product", .permission(.ordersWrite), input: ProductInput.self,
                output: Product.self, handler: create),
            .put(
                "/products/by-sku/{sku}",
                "Adds the product with this SKU, or makes it what is sent; repeating changes nothing",
                .permission(.ordersWrite), input: ProductInput.self, output: Product.self, handler: put),
            .get("/products/{id}", "One product", .permission(.ordersRead), output: Product.self, handler: show),
            .patch(
                "/products/{id}", "Changes a product, or takes it out of the catalogue", .permission(.ordersWrite),
                input: ProductInput.self, output: Product.self, handler: change),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        var filter = ProductStore.Filter()
        filter.question = request.query("q").map { String($0.trimmingBlanks.prefix(200)) }
        filter.category = request.query("category")
        filter.archived = try request.query(flag: "archived") ?? false
        if let changes = try request.changes(of: Product.self) {
            let changed = try await ProductStore(context.database.connection).products(changes)
            return .json(Page(changed, limit: limit) { Cursor(at: $0.updatedAt, id: $0.id) })
        }
        let after = try request.namePlace(of: Product.self)
        let products = try await ProductStore(context.database.connection).products(
            filter, after: after, limit: limit + 1)
        return .json(Page(products, limit: limit) { Cursor([$0.name, $0.id.description]) })
    }

    private func show(_ request: Request) async throws -> Response {
        guard let product = try await ProductStore(context.database.connection).product(request.id(of: "product"))
        else { throw Problem.notFound("product") }
        return .json(product, version: product.version)
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(ProductInput.self)
        let now = context.clock.now
        var fields = Fields()
        fields.check(input.price.sent != nil, "/price", "is required")
        let blank = Product(
            id: .make(at: now, random: context.random), sku: "", name: "", price: Money(0, "XXX"), createdAt: now)
        let product = archiving(input.applied(to: blank, &fields), input)
        try fields.throwIfAny()
        try await context.database.transaction { connection in
            try await ProductStore(connection).insert(product)
            try await record("product.created", from: nil, to: product, request, connection)
        }
        return .created(product, version: product.version)
    }

    private func put(_ request: Request) async throws -> Response {
        let sku = try request.naturalKey("sku", max: 64)
        var input = try request.input(ProductInput.self)
        input.sku = .value(sku)
        let now = context.clock.now
        let (product, isNew) = try await context.database.transaction { [input] connection in
            // Two at once for one SKU: the second finds what the first made.
            try await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(\("sku " + sku), 0))")
            let store = ProductStore(connection)
            var old: Product?
            if let known = try await store.products(ids: [], skus: [sku]).first {
                old = try await store.lockedProduct(known.id)
            }
            var fields = Fields()
            fields.check(old != nil || input.price.sent != nil, "/price", "is required")
            let blank = Product(
                id: .make(at: now, random: context.random), sku: "", name: "", price: Money(0, "XXX"), createdAt: now)
            var new = archiving(input.applied(to: old ?? blank, &fields), input)
            try fields.throwIfAny()
            guard let old else {
                try await store.insert(new)
                try await record("product.created", from: nil, to: new, request, connection)
                return (new, true)
            }
            guard !new.isSame(as: old) else { return (old, false) }
            new.updatedAt = now
            try await store.update(new)
            try await record("product.changed", from: old, to: new, request, connection)
            new.version += 1
            return (new, false)
        }
        return isNew ? .created(product, version: product.version) : .json(product, version: product.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let id: ID<Product> = try request.id(of: "product")
        let input = try request.input(ProductInput.self)
        let product = try await context.database.transaction { connection in
            let store = ProductStore(connection)
            guard let old = try await store.lockedProduct(id) else { throw Problem.notFound("product") }
            try request.requireMatch(old.version)
            var fields = Fields()
            var new = archiving(input.applied(to: old, &fields), input)
            try fields.throwIfAny()
            new.updatedAt = context.clock.now
            try await store.update(new)
            try await record("product.changed", from: old, to: new, request, connection)
            new.version += 1
            return new
        }
        return .json(product, version: product.version)
    }

    private func archiving(_ product: Product, _ input: ProductInput) -> Product {
        guard let archived = input.archived.sent else { return product }
        var result = product
        result.archivedAt = archived ? product.archivedAt ?? context.clock.now : nil
        return result
    }

    private func record(
        _ action: String, from old: Product?, to new: Product, _ request: Request, _ connection: Connection
    ) async throws {
        var changes = AuditChanges()
        changes.note("sku", old?.sku, new.sku)
        changes.note("name", old?.name, new.name)
        changes.note("description", old?.description, new.description)
        changes.note("category", old?.category, new.category)
        changes.note("brand", old?.brand, new.brand)
        changes.note(
            "price_minor", old.map { .number(Double($0.price.amountMinor)) } ?? .null,
            .number(Double(new.price.amountMinor)))
        changes.note("in_stock", old.map { .bool($0.inStock) } ?? .null, .bool(new.inStock))
        changes.note("stock_note", old?.stockNote, new.stockNote)
        changes.note("archived_at", old?.archivedAt?.rfc3339, new.archivedAt?.rfc3339)
        try await AuditStore(connection, clock: context.clock).record(
            action, "product", new.id.uuid, changes, by: request)
    }
}
