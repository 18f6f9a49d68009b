import Basics
import Foundation
import Web

/// The body of `PATCH /orders/{id}/shipments/{shipment_id}` and, with the same fields, of `POST …/shipments`.
package struct ShipmentInput: Decodable, WireType {
    var carrier: Patch<String> = .absent
    var trackingNumber: Patch<String> = .absent
    var trackingURL: Patch<String> = .absent
    var status: Patch<Shipment.Status> = .absent
    var shippedAt: Patch<Date> = .absent
    var promisedAt: Patch<Date> = .absent
    var deliveredAt: Patch<Date> = .absent

    package static var example: ShipmentInput {
        var input = ShipmentInput()
        input.carrier = .value("SF Express")
        input.trackingNumber = .value("SF1234567890")
        input.trackingURL = .value("https://www.sf-express.com/track/SF1234567890")
        input.status = .value(.inTransit)
        input.shippedAt = .value(Examples.instant)
        input.promisedAt = .value(Examples.instant)
        input.deliveredAt = .value(Examples.instant)
        return input
    }

    /// `shipment` with what the client sent put in; a delivered one gets its moment.
    func applied(to shipment: Shipment, now: Date, _ fields: inout Fields) -> Shipment {
        var result = shipment
        result.carrier = fields.text(carrier.applied(to: shipment.carrier), "/carrier", max: 100)
        result.trackingNumber = fields.text(
            trackingNumber.applied(to: shipment.trackingNumber), "/tracking_number", max: 100, required: false)
        result.trackingURL = trackingURL.applied(to: shipment.trackingURL)
        if let url = result.trackingURL {
            fields.check(
                url.isWebAddress && url.utf8.count <= 500, "/tracking_url",
                "must be a web address of at most 500 characters")
        }
        result.shippedAt = shippedAt.applied(to: shipment.shippedAt)
        result.promisedAt = promisedAt.applied(to: shipment.promisedAt)
        result.status = status.applied(to: shipment.status)
        result.deliveredAt = deliveredAt.applied(to: shipment.deliveredAt)
        if result.deliveredAt != nil, !status.isPresent { result.status = .delivered }
        if result.status == .delivered {
            result.deliveredAt = result.deliveredAt ?? now
        } else {
            result.deliveredAt = nil
        }
        fields.check(
            result.deliveredAt.map { $0 >= result.shippedAt } ?? true, "/delivered_at", "must not lie before shipped_at"
        )
        return result
    }
}

/// The body of `POST /orders/{id}/shipments/{shipment_id}/events`.
package struct ShipmentEventInput: Decodable, WireType {
    let at: Date?
    let place: String?
    let text: String

    package static var example: ShipmentEventInput {
        ShipmentEventInput(at: Examples.instant, place: "上海", text: "Left the sorting centre")
    }
}
