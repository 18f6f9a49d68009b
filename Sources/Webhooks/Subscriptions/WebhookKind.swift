import Basics
import Postgres
import Web

/// What a webhook can be told of.
package enum WebhookKind: String, CaseIterable, Codable, Sendable, JSONWritable, SQLText {
    case ticketCreated = "ticket.created"
    case ticketUpdated = "ticket.updated"
    /// A public reply of either side.
    case messageCreated = "message.created"
    /// What staff write among themselves.
    case noteCreated = "note.created"
    case surveyAnswered = "survey.answered"
    /// An answer for the program whose conversation the ticket is.
    case messageSent = "message.sent"
    /// The link to the question how it went, for the customer of such a conversation.
    case surveyOffered = "survey.offered"
    case customerCreated = "customer.created"
    case customerUpdated = "customer.updated"
    case customerDeleted = "customer.deleted"
    case orderCreated = "order.created"
    case orderUpdated = "order.updated"
    case shipmentUpdated = "shipment.updated"
    /// The time has come for a post on a social platform.
    case postDue = "post.due"
    /// Sent only when somebody asks for a trial.
    case ping

    /// What can be chosen.
    static var choices: [WebhookKind] { allCases.filter { $0 != .ping } }

    /// Whether it happens to a ticket, so that a webhook of one inbox can be told of it.
    var isOfTicket: Bool {
        switch self {
        case .ticketCreated, .ticketUpdated, .messageCreated, .noteCreated, .surveyAnswered, .messageSent,
            .surveyOffered, .ping:
            true
        case .customerCreated, .customerUpdated, .customerDeleted, .orderCreated, .orderUpdated, .shipmentUpdated,
            .postDue:
            false
        }
    }

    /// Whether it is meant for the program of an inbox for other programs, and for nobody else.
    var isForProgram: Bool { self == .messageSent || self == .surveyOffered }
}
