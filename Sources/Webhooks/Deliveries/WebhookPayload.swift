import Basics
import Commerce
import Customers
import EventLoop
import Foundation
import Helpdesk
import Marketing
import Postgres
import Web

/// Makes the body of a delivery: the same JSON the paths of the API answer with.
@Loop struct WebhookPayload {
    let context: AppContext
    let desk: Desk

    /// - Returns: `nil` when what it was about is gone by now.
    func body(of delivery: DueWebhookDelivery) async throws -> String? {
        guard let data = try await data(of: delivery) else { return nil }
        var json = JSONWriter()
        json.object { json in
            json.field("id", delivery.id)
            json.field("kind", delivery.kind)
            json.field("created_at", delivery.createdAt)
            json.field("data", JSONBytes(data))
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private func data(of delivery: DueWebhookDelivery) async throws -> [UInt8]? {
        let id = delivery.subjectID
        switch delivery.kind {
        case .ping: return Array("{}".utf8)
        case .ticketCreated, .ticketUpdated, .surveyAnswered: return try await ticket(id, message: nil)
        case .messageCreated, .noteCreated: return try await ticket(id, message: delivery.seq)
        case .messageSent: return try await AnswerPayload(context: context).message(delivery.seq ?? 0, of: id)
        case .surveyOffered: return try await AnswerPayload(context: context).survey(of: id)
        case .customerCreated, .customerUpdated: return try await customer(id)
        case .customerDeleted:
            return object { json in json.object("customer") { json in json.field("id", ID<Customer>(id)) } }
        case .orderCreated, .orderUpdated, .shipmentUpdated: return try await order(id)
        case .postDue: return try await post(id)
        }
    }

    private func ticket(_ id: UUID, message seq: Int?) async throws -> [UInt8]? {
        let connection = context.database.connection
        guard let ticket = try await TicketStore(connection).tickets([id]).first else { return nil }
        guard let seq else { return object { json in json.field("ticket", ticket) } }
        let messages = try await MessageStore(connection).messages(of: ID(id), after: seq - 1, limit: 1, for: .staff)
        guard let message = try await MessageAttachments(desk).filled(messages).first, message.seq == seq else {
            return nil
        }
        return object { json in
            json.field("ticket", ticket)
            json.field("message", message)
        }
    }

    private func customer(_ id: UUID) async throws -> [UInt8]? {
        guard let customer = try await CustomerStore(context.database.connection).customer(ID(id)) else { return nil }
        return object { json in json.field("customer", customer) }
    }

    private func order(_ id: UUID) async throws -> [UInt8]? {
        let connection = context.database.connection
        guard let order = try await OrderStore(connection).order(.id(ID(id))) else { return nil }
        let shipments = try await ShipmentStore(connection).shipments(of: [order.id])
        return object { json in
            json.field("order", order)
            json.field("shipments", shipments)
        }
    }

    private func post(_ id: UUID) async throws -> [UInt8]? {
        guard let post = try await PostStore(context.database.connection).post(ID(id)) else { return nil }
        return object { json in json.field("post", post) }
    }

    private func object(_ fields: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.object(fields)
        return json.bytes
    }
}
