package import Basics
package import Foundation
package import Postgres
import Web

/// A parcel on its way to a customer.
package struct Shipment: WireType, JSONWritable {
    package enum Status: String, CaseIterable, Codable, Sendable, JSONWritable, SQLText {
        case inTransit = "in_transit"
        case delivered
        /// Something is wrong with it: lost, damaged, refused, held.
        case exception
    }

    /// Something the carrier said.
    package struct Event: Sendable, Equatable, JSONWritable {
        package let at: Date
        package let place: String
        package let text: String

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("at", at)
                json.field("place", place)
                json.field("text", text)
            }
        }
    }

    package let id: ID<Shipment>
    package let orderID: UUID
    package var carrier: String
    package var trackingNumber: String
    package var trackingURL: String?
    package var status: Status
    package var shippedAt: Date
    /// When the customer was told it would be there.
    package var promisedAt: Date?
    package var deliveredAt: Date?
    /// When it was noticed that the promise was broken.
    package var lateNotedAt: Date?
    package var version: Int
    package var events: [Event] = []

    package init(id: ID<Shipment>, orderID: UUID, carrier: String, shippedAt: Date) {
        self.id = id
        self.orderID = orderID
        self.carrier = carrier
        trackingNumber = ""
        trackingURL = nil
        status = .inTransit
        self.shippedAt = shippedAt
        promisedAt = nil
        deliveredAt = nil
        lateNotedAt = nil
        version = 1
    }

    package init(_ row: Row) throws {
        id = try row["id"]
        orderID = try row["order_id"]
        carrier = try row["carrier"]
        trackingNumber = try row["tracking_number"]
        trackingURL = try row["tracking_url"]
        status = try row["status"]
        shippedAt = try row["shipped_at"]
        promisedAt = try row["promised_at"]
        deliveredAt = try row["delivered_at"]
        lateNotedAt = try row["late_noted_at"]
        version = try row["version"]
    }

    /// Whether it came, or is still awaited, after the promise.
    package func isLate(at now: Date) -> Bool {
        promisedAt.map { (deliveredAt ?? now) > $0 } ?? false
    }

    /// Whether nothing a client may change differs.
    func isSame(as other: Shipment) -> Bool {
        carrier == other.carrier && trackingNumber == other.trackingNumber && trackingURL == other.trackingURL
            && status == other.status && shippedAt == other.shippedAt && promisedAt == other.promisedAt
            && deliveredAt == other.deliveredAt
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("order_id", ID<Order>(orderID))
            json.field("carrier", carrier)
            json.field("tracking_number", trackingNumber)
            json.field("tracking_url", trackingURL)
            json.field("status", status)
            json.field("shipped_at", shippedAt)
            json.field("promised_at", promisedAt)
            json.field("delivered_at", deliveredAt)
            json.field("late", lateNotedAt != nil)
            json.field("events", events)
            json.field("version", version)
        }
    }

    package static var example: Shipment {
        var shipment = Shipment(
            id: ID(Examples.shipment), orderID: Examples.order, carrier: "SF Express", shippedAt: Examples.instant)
        shipment.trackingNumber = "SF1234567890"
        shipment.trackingURL = "https://www.sf-express.com/track/SF1234567890"
        shipment.promisedAt = Examples.instant
        shipment.events = [Event(at: Examples.instant, place: "上海", text: "Left the sorting centre")]
        return shipment
    }
}
