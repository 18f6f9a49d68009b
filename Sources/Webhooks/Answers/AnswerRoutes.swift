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

/// Every SQL statement about answers sent again.
@Loop struct AnswerStore {
    enum Outcome: String, CaseIterable, Sendable, SQLText {
        case sent
        case delivered
        case unaddressed
    }

    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Sends an answer that waits or was given up, or one written when answers went nowhere, at once.
    func sendAgain(_ ticket: UUID, seq: Int, at now: Date) async throws -> Outcome {
        // Two who ask at once must not make two deliveries.
        try await connection.execute("SELECT id FROM tickets WHERE id = \(ticket) FOR UPDATE")
        let known = try await connection.first(
            { row in
                (
                    id: try row["id"] as ID<WebhookDelivery>, state: try row["state"] as WebhookDelivery.State,
                    isActive: try row["active"] as Bool
                )
            },
            """
            SELECT d.id, d.state, w.active
            FROM webhook_deliveries AS d
            JOIN webhooks AS w ON w.id = d.webhook_id
            WHERE d.kind = 'message.sent' AND d.subject_id = \(ticket) AND d.seq = \(seq)
            ORDER BY d.position DESC
            LIMIT 1
            """)
        guard let known else { return try await tell(ticket, seq: seq) ? .sent : .unaddressed }
        if known.state == .delivered { return .delivered }
        guard known.isActive else { return .unaddressed }
        // An address that rests after failures is tried at once: somebody says that it is back.
        try await connection.execute(
            """
            WITH hurried AS (
                UPDATE webhook_deliveries
                SET state = 'waiting', next_at = \(now), settled_at = NULL
                WHERE id = \(known.id)
                RETURNING webhook_id
            )
            UPDATE webhooks SET resume_at = NULL WHERE id = (SELECT webhook_id FROM hurried)
            """)
        return .sent
    }

    private func tell(_ ticket: UUID, seq: Int) async throws -> Bool {
        try await connection.one(
            { row in try row["told"] },
            """
            WITH told AS MATERIALIZED (
                SELECT webhooks_tell('message.sent', 'ticket', t.id, \(seq)::bigint, t.inbox_id), w.id
                FROM tickets AS t
                JOIN webhooks AS w ON w.inbox_id = t.inbox_id AND w.active AND 'message.sent' = ANY (w.kinds)
                WHERE t.id = \(ticket)
            )
            SELECT count(*) > 0 AS told FROM told
            """)
    }
}
