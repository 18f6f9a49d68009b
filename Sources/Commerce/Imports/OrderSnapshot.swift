import Foundation
import Imports

/// Everything an import may change about an order, as the ledger keeps it and as batches are written.
///
/// Moments are seconds since 1970.
struct OrderSnapshot: ImportSnapshot {
    struct Line: Codable, Equatable, Sendable {
        var position: Int
        var productID: UUID?
        var sku: String
        var name: String
        var quantity: Int
        var unitPriceMinor: Int

        enum CodingKeys: String, CodingKey {
            case position
            case productID = "product_id"
            case sku
            case name
            case quantity
            case unitPriceMinor = "unit_price_minor"
        }
    }

    var id: UUID
    var reference: String
    var customerID: UUID
    var status = OrderStatus.placed
    var currency = ""
    var discountMinor = 0
    var shippingMinor = 0
    var totalMinor = 0
    var note = ""
    var placedAt: Double
    var paidAt: Double?
    var shippedAt: Double?
    var deliveredAt: Double?
    var cancelledAt: Double?
    var lines: [Line] = []

    init(id: UUID, reference: String, customerID: UUID, placedAt: Double) {
        self.id = id
        self.reference = reference
        self.customerID = customerID
        self.placedAt = placedAt
    }

    enum CodingKeys: String, CodingKey {
        case id
        case reference
        case customerID = "customer_id"
        case status
        case currency
        case discountMinor = "discount_minor"
        case shippingMinor = "shipping_minor"
        case totalMinor = "total_minor"
        case note
        case placedAt = "placed_at"
        case paidAt = "paid_at"
        case shippedAt = "shipped_at"
        case deliveredAt = "delivered_at"
        case cancelledAt = "cancelled_at"
        case lines
    }

    /// What makes up the total is never filled: an order's sum stays.
    var filledFields: Set<String> {
        var fields: Set = [
            "customer_email", "customer_external_id", "customer_name", "status", "placed_at", "currency", "sku",
            "product_name", "quantity", "unit_price", "discount", "shipping",
        ]
        let moments = [
            ("paid_at", paidAt), ("shipped_at", shippedAt), ("delivered_at", deliveredAt),
            ("cancelled_at", cancelledAt),
        ]
        fields.formUnion(moments.filter { $0.1 != nil }.map(\.0))
        if !note.isEmpty { fields.insert("note") }
        return fields
    }

    /// What the lines come to.
    var linesMinor: Int { lines.reduce(0) { $0 + $1.quantity * $1.unitPriceMinor } }
}
