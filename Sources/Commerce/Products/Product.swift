package import Basics
package import Foundation
package import Postgres
import Web

/// Something the company sells.
package struct Product: WireType, JSONWritable {
    package let id: ID<Product>
    /// The company's own number of it, unique.
    package var sku: String
    package var name: String
    package var description: String
    package var category: String
    package var brand: String
    package var tags: [String]
    /// What is known of it, such as `{"material": "porcelain"}`.
    package var features: JSONValue
    package var price: Money
    package var inStock: Bool
    /// Such as "back in two weeks".
    package var stockNote: String
    /// Whether somebody who has bought it may be offered it again.
    package var consumable: Bool
    /// No longer sold since.
    package var archivedAt: Date?
    package let createdAt: Date
    package var updatedAt: Date
    package var version: Int

    package init(id: ID<Product>, sku: String, name: String, price: Money, createdAt: Date) {
        self.id = id
        self.sku = sku
        self.name = name
        description = ""
        category = ""
        brand = ""
        tags = []
        features = .object([:])
        self.price = price
        inStock = true
        stockNote = ""
        consumable = false
        archivedAt = nil
        self.createdAt = createdAt
        updatedAt = createdAt
        version = 1
    }

    package init(_ row: Row) throws {
        id = try row["id"]
        sku = try row["sku"]
        name = try row["name"]
        description = try row["description"]
        category = try row["category"]
        brand = try row["brand"]
        tags = try row["tags"]
        features = try row["features"]
        price = Money(try row["price_minor"], try row["currency"])
        inStock = try row["in_stock"]
        stockNote = try row["stock_note"]
        consumable = try row["consumable"]
        archivedAt = try row["archived_at"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
        version = try row["version"]
    }

    /// Whether nothing a client may change differs.
    func isSame(as other: Product) -> Bool {
        sku == other.sku && name == other.name && description == other.description && category == other.category
            && brand == other.brand && tags == other.tags && features == other.features && price == other.price
            && inStock == other.inStock && stockNote == other.stockNote && consumable == other.consumable
            && archivedAt == other.archivedAt
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("sku", sku)
            json.field("name", name)
            json.field("description", description)
            json.field("category", category)
            json.field("brand", brand)
            json.field("tags", tags)
            json.field("features", features)
            json.field("price", price)
            json.field("in_stock", inStock)
            json.field("stock_note", stockNote)
            json.field("consumable", consumable)
            json.field("archived_at", archivedAt)
            json.field("created_at", createdAt)
            json.field("updated_at", updatedAt)
            json.field("version", version)
        }
    }

    package static var example: Product {
        var product = Product(
            id: ID(Examples.product), sku: "TEAPOT-BLUE", name: "Blue teapot", price: Money(16_800, "CNY"),
            createdAt: Examples.instant)
        product.category = "Tea ware"
        product.brand = "Lantern"
        product.tags = ["gift"]
        product.features = .object(["material": .string("porcelain")])
        return product
    }
}

/// The ids and the moment the examples of this module share.
enum Examples {
    static let product = id(0xE1)
    static let order = id(0xE2)
    static let shipment = id(0xE3)
    static let customer = id(0xE4)
    static let payment = id(0xE5)
    static let instant = Date(timeIntervalSince1970: 1_795_430_400)

    private static func id(_ last: UInt8) -> UUID {
        UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, last))
    }
}
