import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Postgres
import Web

/// How an answer came to the program its conversation lives in, as its message shows it.
struct AnswerDelivery: Sendable, JSONWritable {
    enum State: String, CaseIterable, Sendable, JSONWritable {
        case waiting
        case delivered
        case failed
        /// When it was written, answers of the inbox went nowhere.
        case unaddressed
    }

    let ticketID: UUID
    let seq: Int
    let state: State
    let attempts: Int
    let nextAt: Date?
    /// Of the last attempt.
    let status: Int?
    let fault: String

    init(_ row: Row) throws {
        ticketID = try row["ticket_id"]
        seq = try row["seq"]
        let stored: WebhookDelivery.State? = try row["state"]
        state = stored.flatMap { State(rawValue: $0.rawValue) } ?? .unaddressed
        attempts = try row["attempts"] ?? 0
        nextAt = state == .waiting ? try row["next_at"] : nil
        status = try row["status"]
        fault = try row["fault"] ?? ""
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("state", state)
            json.field("attempts", attempts)
            json.field("next_at", nextAt)
            json.field("status", status)
            json.field("fault", fault)
        }
    }
}

/// Reads how answers came to their programs, and tells those who look at the ticket when that changes.
@Loop struct AnswerDeliveries {
    let context: AppContext
    let desk: Desk

    /// The JSON by message.
    ///
    /// What was forgotten with the log is left out: it had arrived or was given up long ago.
    func json(_ places: [MessagePlace]) async throws -> [MessagePlace: [UInt8]] {
        let loggedSince = context.clock.now.addingTimeInterval(-WebhookRules.keptSeconds)
        let found = try await context.database.connection.rows(
            AnswerDelivery.init,
            """
            SELECT p.ticket_id, p.seq, d.state, d.attempts, d.next_at, a.status, a.fault
            FROM unnest(\(places.map(\.ticketID))::uuid[], \(places.map(\.seq))::bigint[]) AS p (ticket_id, seq)
            LEFT JOIN LATERAL (
                SELECT id, state, attempts, next_at
                FROM webhook_deliveries AS w
                WHERE w.kind = 'message.sent' AND w.subject_id = p.ticket_id AND w.seq = p.seq
                ORDER BY position DESC
                LIMIT 1
            ) AS d ON true
            LEFT JOIN LATERAL (
                SELECT status, fault FROM webhook_attempts AS w WHERE w.delivery_id = d.id ORDER BY number DESC LIMIT 1
            ) AS a ON true
            WHERE d.id IS NOT NULL OR EXISTS (
                SELECT FROM messages AS m
                WHERE m.ticket_id = p.ticket_id AND m.seq = p.seq AND m.created_at > \(loggedSince))
            ORDER BY p.ticket_id, p.seq
            """)
        return Dictionary(
            found.map { (MessagePlace(ticketID: $0.ticketID, seq: $0.seq), JSONWriter.write($0)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Follows what is stored: who wrote an answer sees at once that it is on its way.
    func follow() {
        desk.deliveriesJSON = { places in try await self.json(places) }
        desk.news.onStored { message, _, _ in
            guard message.isAnswer else { return }
            Task { @Loop in
                let ticket = message.ticketID.uuid
                let facts = try? await desk.facts.facts(of: ticket, in: context.database.connection)
                if facts?.isOfProgram == true { changed(ticket, seq: message.seq) }
            }
        }
    }

    /// Tells the staff who have the ticket open to look at the message again.
    func changed(_ ticket: UUID, seq: Int) {
        var json = JSONWriter()
        json.object { json in
            json.field("ticket_id", ID<Ticket>(ticket))
            json.field("seq", seq)
        }
        desk.hub.publish(LiveNews(topic: .ticket(ticket), kind: .delivery, staffData: json.bytes))
    }
}
