import Basics
import Foundation
import Imports

/// Everything an import may change about a product, as the ledger keeps it and as batches are written.
struct ProductSnapshot: ImportSnapshot {
    var id: UUID
    var sku: String
    var name = ""
    var description = ""
    var category = ""
    var brand = ""
    var tags: [String] = []
    var features: [String: JSONValue] = [:]
    var priceMinor = 0
    var currency = ""
    var inStock = true
    var stockNote = ""
    var consumable = false

    init(id: UUID, sku: String) {
        self.id = id
        self.sku = sku
    }

    enum CodingKeys: String, CodingKey {
        case id
        case sku
        case name
        case description
        case category
        case brand
        case tags
        case features
        case priceMinor = "price_minor"
        case currency
        case inStock = "in_stock"
        case stockNote = "stock_note"
        case consumable
    }

    var filledFields: Set<String> {
        let texts = [
            ("name", name), ("description", description), ("category", category), ("brand", brand),
            ("stock_note", stockNote),
        ]
        var fields: Set = ["price", "currency", "in_stock"]
        fields.formUnion(texts.filter { !$0.1.isEmpty }.map(\.0))
        if !tags.isEmpty { fields.insert("tags") }
        if !features.isEmpty { fields.insert("features") }
        if consumable { fields.insert("consumable") }
        return fields
    }
}
