import Access
import Basics
import EventLoop
import Foundation
import Helpdesk
import Postgres
import Web

/// The path by which an agent sends an answer to its program again.
@Loop struct AnswerRoutes {
    let context: AppContext
    let desk: Desk
    let deliveries: AnswerDeliveries
    let sender: WebhookSender

    var routes: [Route] {
        [
            .post(
                "/tickets/{id}/messages/{seq}/delivery",
                "Sends an answer again to the program its conversation lives in", .permission(.ticketsWrite),
                status: 204, body: .none, handler: send)
        ]
    }

    private func send(_ request: Request) async throws -> Response {
        let ticket = try await StaffMessage(desk).visible(
            try request.name(of: "ticket"), to: request.principal, reading: true)
        guard let seq = Int(request.parameter("seq")), seq > 0 else { throw Problem.notFound("message") }
        try await context.database.transaction { connection in
            let found = try await MessageStore(connection).messages(
                of: ticket, after: seq - 1, limit: 1, for: .visitor)
            guard let message = found.first, message.seq == seq, message.isAnswer,
                try await desk.facts.facts(of: ticket.uuid, in: connection).isOfProgram
            else { throw Problem.notFound("answer to another program") }
            let outcome = try await AnswerStore(connection).sendAgain(ticket.uuid, seq: seq, at: context.clock.now)
            switch outcome {
            case .sent: break
            case .delivered:
                throw Problem.conflict("delivered", "It has arrived", "There is nothing to send again.")
            case .unaddressed:
                throw Problem.conflict(
                    "no-address", "Answers of this inbox go nowhere",
                    "Set their address in the settings of the inbox, and switch it on.")
            }
            try await AuditStore(connection, clock: context.clock).record(
                "message.sent_again", "ticket", ticket.uuid, by: request)
        }
        deliveries.changed(ticket.uuid, seq: seq)
        sender.ring()
        return .noContent
    }
}
