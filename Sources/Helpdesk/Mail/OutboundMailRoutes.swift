import Access
import Basics
import Channels
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// What an agent says of a mail nobody knows about.
struct SettlementInput: Decodable, WireType {
    /// Whether the mail arrived, as the customer or the provider's log says.
    let sent: Bool

    static let example = SettlementInput(sent: true)
}

/// Where a transcript goes.
struct TranscriptInput: Decodable, WireType {
    let email: String

    static let example = TranscriptInput(email: "mei@example.com")
}

/// Paths by which people decide about outgoing mail, and ask for transcripts.
@Loop struct OutboundMailRoutes {
    let desk: Desk

    var routes: [Route] {
        [
            .post(
                "/mails/{id}/retry", "Send a mail again, or read one again that could not be read",
                .permission(.ticketsWrite), status: 204,
                body: .none, handler: retry),
            .post(
                "/mails/{id}/settlement", "Say whether a mail in doubt arrived; if not, it is sent again",
                .permission(.ticketsWrite), input: SettlementInput.self, status: 204, handler: settle),
            .post(
                "/tickets/{id}/transcript", "Mail the conversation to an address its customer gave",
                .permission(.ticketsWrite), input: TranscriptInput.self, status: 202, handler: transcript),
        ]
    }

    private func retry(_ request: Request) async throws -> Response {
        let id: ID<OutboundMail> = try request.id(of: "mail")
        if try await InboundRetry(context: desk.context).retry(id.uuid, by: request) { return .noContent }
        return try await decide(request, "mail.retried") { mail, connection in
            guard mail.state == .failed || mail.state == .retry || mail.state == .queued else {
                throw Problem.conflict(
                    "mail-not-waiting", "There is nothing to try again",
                    mail.state == .uncertain
                        ? "Nobody knows whether it arrived: say so first." : "The mail is \(mail.state.rawValue).")
            }
            try await OutboxStore(connection).requeue(mail.id, at: self.desk.now)
            return .queued
        }
    }

    private func settle(_ request: Request) async throws -> Response {
        let input = try request.input(SettlementInput.self)
        return try await decide(request, input.sent ? "mail.settled_sent" : "mail.settled_unsent") { mail, connection in
            guard mail.state == .uncertain else {
                throw Problem.conflict(
                    "mail-not-uncertain", "There is no doubt about this mail", "The mail is \(mail.state.rawValue).")
            }
            if input.sent {
                try await OutboxStore(connection).markSent(mail.id, at: self.desk.now)
                return .sent
            }
            try await OutboxStore(connection).requeue(mail.id, at: self.desk.now)
            return .queued
        }
    }

    private func decide(
        _ request: Request, _ action: String,
        _ act: @escaping @Loop (OutboundMail, Connection) async throws -> OutboundMail.State
    ) async throws -> Response {
        let id: ID<OutboundMail> = try request.id(of: "mail")
        guard let found = try await OutboxStore(desk.database.connection).mail(id.uuid) else {
            throw Problem.notFound("mail")
        }
        _ = try await StaffMessage(desk).visible(
            .id(ID(found.conversationID)), to: request.principal, reading: true)
        let done = try await desk.database.transaction { connection in
            guard let mail = try await OutboxStore(connection).lockedMail(id.uuid) else {
                throw Problem.notFound("mail")
            }
            let state = try await act(mail, connection)
            try await AuditStore(connection, clock: self.desk.context.clock).record(
                AuditEntry(
                    actor: request.principal, action: action, subjectKind: "mail", subjectID: mail.id),
                remoteAddress: request.head.remoteAddress)
            return (mail, state, try await OutboxStore(connection).recipients(of: mail.id))
        }
        OutboxJobs.ring()
        HelpdeskMail(desk).changed(done.0, done.1, done.2)
        return .noContent
    }

    private func transcript(_ request: Request) async throws -> Response {
        let input = try request.input(TranscriptInput.self)
        let ticket = try await StaffMessage(desk).visible(
            try request.name(of: "ticket"), to: request.principal, reading: true)
        try await Transcript(desk).send(ticket, to: input.email, by: Actor(request))
        return Response(status: 202)
    }
}
