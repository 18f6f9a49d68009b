import Basics
package import Channels
package import EventLoop
package import Foundation
package import Postgres
package import Web

/// Answers the widget: a visitor's own conversation and nothing else of the company.
@Loop package final class HelpdeskVisitors: VisitorDesk {
    private let desk: Desk
    private let live: HelpdeskLive

    package init(_ desk: Desk, live: HelpdeskLive) {
        self.desk = desk
        self.live = live
    }

    package func currentTicket(of visitor: Principal.VisitorReach, limit: Int) async throws -> VisitorTicket? {
        let connection = desk.database.connection
        guard let id = try await VisitorTicketStore(connection).current(of: visitor),
            let ticket = try await TicketStore(connection).tickets([id.uuid]).first
        else { return nil }
        let messages = try await MessageStore(connection).messages(of: id, before: .max, limit: limit, for: .visitor)
        return VisitorTicket(
            id: id.uuid, ticketJSON: ticket.visitorJSON,
            messagesJSON: JSONWriter.write(try await MessageAttachments(desk).filled(messages)))
    }

    package func messages(of visitor: Principal.VisitorReach, afterSeq seq: Int, limit: Int) async throws -> [UInt8] {
        let connection = desk.database.connection
        guard let id = try await VisitorTicketStore(connection).current(of: visitor) else { return Array("[]".utf8) }
        let messages = try await MessageStore(connection).messages(of: id, after: seq, limit: limit, for: .visitor)
        return JSONWriter.write(try await MessageAttachments(desk).filled(messages))
    }

    package func send(_ message: LiveSend, by principal: Principal) async throws -> LiveSent {
        try await live.send(message, by: principal)
    }

    /// Sends a visitor's question, and notes in the thread for the staff alone which order it is about.
    ///
    /// The same message sent again changes nothing, and mends a note that was missed.
    package func ask(
        _ message: LiveSend, aboutOrder id: UUID, number: Int, by principal: Principal
    ) async throws -> LiveSent {
        let sent = try await live.send(message, by: principal)
        try await desk.database.transaction { [desk] connection in
            _ = try await desk.appendEvent(
                "order_asked", ["order_id": .string(id.text), "number": .number(Double(number))],
                to: ID(sent.ticketID), clientID: ClientID.make(forEventOf: message.clientID), in: connection)
        }
        return sent
    }

    package func canSendTranscript(to visitor: Principal.VisitorReach) async throws -> Bool {
        let connection = desk.database.connection
        let ticket = try await VisitorTicketStore(connection).current(of: visitor)
        return try await TranscriptStore(connection).hasMailbox(ticket, inboxID: visitor.inboxID)
    }

    package func sendTranscript(to email: String, for principal: Principal) async throws {
        guard let reach = principal.visitor,
            let ticket = try await VisitorTicketStore(desk.database.connection).current(of: reach)
        else { throw Problem.notFound("ticket") }
        try await Transcript(desk).send(ticket, to: email, by: Actor(principal), onRecord: reach.verified)
    }

    package func identified(visitor: UUID, from: UUID?, to: UUID, in connection: Connection) async throws {
        for id in try await VisitorTicketStore(connection).give(ticketsOf: visitor, to: to, at: desk.now) {
            _ = try await desk.appendEvent(
                "identified", ["from": from.map { .string($0.text) } ?? .null, "to": .string(to.text)], to: id,
                in: connection)
            connection.afterCommit { [desk] in desk.facts.forget(id.uuid) }
        }
    }
}
