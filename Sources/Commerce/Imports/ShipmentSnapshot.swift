import Foundation
import Imports

/// Everything an import may change about a parcel, as the ledger keeps it and as batches are written.
///
/// Moments are seconds since 1970.
struct ShipmentSnapshot: ImportSnapshot {
    struct Event: Codable, Equatable, Sendable {
        var at: Double
        var place: String
        var text: String
    }

    var id: UUID
    var orderID: UUID
    var carrier = ""
    var trackingNumber: String
    var trackingURL: String?
    var status = Shipment.Status.inTransit
    var shippedAt: Double
    var promisedAt: Double?
    var deliveredAt: Double?
    /// Oldest first.
    var events: [Event] = []

    init(id: UUID, orderID: UUID, trackingNumber: String, shippedAt: Double) {
        self.id = id
        self.orderID = orderID
        self.trackingNumber = trackingNumber
        self.shippedAt = shippedAt
    }

    enum CodingKeys: String, CodingKey {
        case id
        case orderID = "order_id"
        case carrier
        case trackingNumber = "tracking_number"
        case trackingURL = "tracking_url"
        case status
        case shippedAt = "shipped_at"
        case promisedAt = "promised_at"
        case deliveredAt = "delivered_at"
        case events
    }

    /// The tracking history is no field to be filled: an event is always added.
    var filledFields: Set<String> {
        var fields: Set = ["status", "shipped_at"]
        if !carrier.isEmpty { fields.insert("carrier") }
        if trackingURL != nil { fields.insert("tracking_url") }
        if promisedAt != nil { fields.insert("promised_at") }
        if deliveredAt != nil { fields.insert("delivered_at") }
        return fields
    }
}
