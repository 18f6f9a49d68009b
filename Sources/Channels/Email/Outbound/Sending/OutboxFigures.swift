import EventLoop
package import Foundation
package import Postgres
package import Web

/// How the outbox stands, for metrics and the doctor.
package struct OutboxFigures: Sendable {
    package let queued: Int
    package let uncertain: Int
    /// Given up within the last day.
    package let failed: Int
    /// How long the mail that is overdue longest has waited: one never tried from its first time on, one tried in vain
    /// since it was queued.
    package let oldestSeconds: Int
    /// Mailboxes that cannot send, with what is wrong.
    package let stopped: [String]

    private init(_ row: Row) throws {
        queued = try row["queued"]
        uncertain = try row["uncertain"]
        failed = try row["failed"]
        oldestSeconds = try row["oldest_seconds"] ?? 0
        stopped = try row["stopped"]
    }

    @Loop package static func read(_ connection: Connection, at now: Date) async throws -> OutboxFigures {
        try await connection.one(
            OutboxFigures.init,
            """
            SELECT
                (SELECT count(*) FROM outbound_mails WHERE state IN ('queued', 'retry')) AS queued,
                (SELECT count(*) FROM outbound_mails WHERE state = 'uncertain') AS uncertain,
                (SELECT count(*) FROM outbound_mails
                    WHERE state = 'failed' AND settled_at > \(now.addingTimeInterval(-86_400))) AS failed,
                (SELECT GREATEST(0, floor(extract(epoch FROM \(now)::timestamptz
                        - min(CASE WHEN attempts = 0 THEN next_at ELSE queued_at END))))::bigint
                    FROM outbound_mails WHERE state IN ('queued', 'retry')) AS oldest_seconds,
                ARRAY(SELECT i.name || ': ' || b.fault FROM outbound_mailboxes AS b JOIN inboxes AS i ON i.id = b.inbox_id
                    WHERE b.stopped_at IS NOT NULL ORDER BY i.name, i.id) AS stopped
            """)
    }

    package var metrics: [Metric] {
        [
            Metric("deskbell_mail_queued", "Outgoing mails that wait.", .gauge, Double(queued)),
            Metric("deskbell_mail_uncertain", "Mails nobody knows about.", .gauge, Double(uncertain)),
            Metric("deskbell_mail_failed", "Mails given up within a day.", .gauge, Double(failed)),
            Metric(
                "deskbell_mail_oldest_seconds", "How long the mail overdue longest has waited.", .gauge,
                Double(oldestSeconds)),
            Metric("deskbell_mailboxes_stopped", "Mailboxes that cannot send.", .gauge, Double(stopped.count)),
        ]
    }
}
