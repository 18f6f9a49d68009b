import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Postgres

/// Every SQL statement about answers on their way to programs.
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

    /// How each of these answers came; what was forgotten with the log is left out: it had arrived or was given up long ago.
    ///
    /// - Parameter loggedSince: Older answers without a delivery may have had one.
    func deliveries(_ places: [MessagePlace], loggedSince: Date) async throws -> [AnswerDelivery] {
        try await connection.rows(
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
