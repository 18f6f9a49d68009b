import Basics
package import EventLoop
package import Foundation
package import Imports
package import Postgres
package import Web

/// The whole catalogue, under the headings under which it can be imported again.
@Loop package struct ProductExport: ListExport {
    nonisolated package let name = "products"

    nonisolated package init() {}

    package func requireAllowed(_ principal: Principal) throws {
        try principal.require(.importsManage)
    }

    package func header(in connection: Connection) async throws -> [String] {
        ProductColumns.fields.map(\.key) + ["archived_at"]
    }

    package func part(after last: UUID?, limit: Int, in connection: Connection) async throws -> ExportPart {
        let products = try await ProductStore(connection).products(after: last.map { ID($0) }, limit: limit)
        return ExportPart(lines: products.map(Self.cells), last: products.last?.id.uuid)
    }

    private static func cells(_ product: Product) -> [String] {
        var features: [String] = []
        if case .object(let all) = product.features {
            features = all.sorted { $0.key < $1.key }.map { key, value in
                "\(key): \(value.string ?? String(decoding: JSONWriter.write(value), as: UTF8.self))"
            }
        }
        return [
            product.sku, product.name, MoneyText.text(product.price.amountMinor, currency: product.price.currency),
            product.price.currency, product.description, product.category, product.brand,
            ImportRow.cell(product.tags), ImportRow.cell(features), ExportCell.text(product.inStock),
            product.stockNote, ExportCell.text(product.consumable), ExportCell.text(product.archivedAt),
        ]
    }
}
