import Basics
import Foundation
import Web

/// An order as its own customer sees it in the chat: where it stands, and where its parcels are.
///
/// Notes, payments and what staff write on it stay inside.
struct VisitorOrder: WireType, JSONWritable {
    /// What was bought, and how many.
    struct Item: Sendable, JSONWritable {
        let name: String
        let quantity: Int

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("name", name)
                json.field("quantity", quantity)
            }
        }
    }

    /// A parcel; late from the moment the promised day is over, whether or not staff were told already.
    struct Parcel: Sendable, JSONWritable {
        let carrier: String
        let trackingNumber: String
        let trackingURL: String?
        let status: Shipment.Status
        let shippedAt: Date
        let promisedAt: Date?
        let deliveredAt: Date?
        let late: Bool

        init(_ shipment: Shipment, at now: Date) {
            carrier = shipment.carrier
            trackingNumber = shipment.trackingNumber
            trackingURL = shipment.trackingURL
            status = shipment.status
            shippedAt = shipment.shippedAt
            promisedAt = shipment.promisedAt
            deliveredAt = shipment.deliveredAt
            late = shipment.isLate(at: now)
        }

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("carrier", carrier)
                json.field("tracking_number", trackingNumber)
                json.field("tracking_url", trackingURL)
                json.field("status", status)
                json.field("shipped_at", shippedAt)
                json.field("promised_at", promisedAt)
                json.field("delivered_at", deliveredAt)
                json.field("late", late)
            }
        }
    }

    let id: ID<Order>
    let number: Int
    /// The shop's own number of it.
    let reference: String?
    let status: OrderStatus
    let items: [Item]
    let total: Money
    let parcels: [Parcel]
    let placedAt: Date

    /// - Parameter now: Decides what is late.
    init(_ order: Order, at now: Date) {
        id = order.id
        number = order.number
        reference = order.reference
        status = order.status
        items = order.lines.map { Item(name: $0.name, quantity: $0.quantity) }
        total = order.total
        parcels = order.shipments.map { Parcel($0, at: now) }
        placedAt = order.placedAt
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("number", number)
            json.field("reference", reference)
            json.field("status", status)
            json.field("items", items)
            json.field("total", total)
            json.field("parcels", parcels)
            json.field("placed_at", placedAt)
        }
    }

    static var example: VisitorOrder { VisitorOrder(.example, at: Examples.instant) }
}

/// A customer's question about one of their orders.
struct OrderQuestionInput: Decodable, WireType {
    let clientID: String
    /// The conversation it goes to; the current one, or a new one, without it.
    let ticketID: UUID?
    let text: String

    static var example: OrderQuestionInput {
        OrderQuestionInput(clientID: "c-18", ticketID: nil, text: "我的包裹什么时候到？")
    }

    /// - Throws: `Problem.invalid` naming every field at fault.
    func message() throws -> LiveSend {
        var fields = Fields()
        fields.check((1...100).contains(clientID.utf8.count), "/client_id", "must have 1 to 100 characters")
        let text = fields.text(text, "/text", max: 10_000)
        try fields.throwIfAny()
        return LiveSend(ticketID: ticketID, clientID: clientID, text: text, isPrivate: false, attachmentIDs: [])
    }
}
