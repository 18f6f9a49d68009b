package import Basics
package import EventLoop
package import Foundation
package import Postgres
import Web

/// The statements behind transcripts.
@Loop package struct TranscriptStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Whether the ticket's visitor typed the address or, `onRecord`, its customer has it.
    package func isKnown(_ address: String, on ticket: ID<Ticket>, onRecord: Bool) async throws -> Bool {
        try await connection.one(
            { row in try row["known"] },
            """
            SELECT EXISTS (
                SELECT FROM tickets AS t
                LEFT JOIN visitors AS v ON v.id = t.visitor_id
                WHERE t.id = \(ticket) AND (
                    lower(v.email) = lower(\(address))
                    OR \(onRecord) AND EXISTS (
                        SELECT FROM customer_emails AS e
                        WHERE e.customer_id = t.customer_id AND lower(e.address) = lower(\(address)) AND NOT e.released))
            ) AS known
            """)
    }

    /// Whether the ticket's mailbox is on; before there is a ticket, whether a chat begun in the inbox would get one.
    package func hasMailbox(_ ticket: ID<Ticket>?, inboxID: UUID) async throws -> Bool {
        let mailbox: SQL =
            if let ticket {
                "(SELECT t.reply_mailbox_id FROM tickets AS t WHERE t.id = \(ticket))"
            } else {
                ReplyMailbox.choice(channel: "chat", inbox: inboxID)
            }
        return try await connection.one(
            { row in try row["found"] },
            """
            SELECT EXISTS (
                SELECT FROM inboxes AS b
                WHERE b.id = \(mailbox) AND b.enabled AND COALESCE(b.settings -> 'mail' ->> 'address', '') <> ''
            ) AS found
            """)
    }

    func recent(_ ticket: ID<Ticket>, since: Date) async throws -> Int {
        try await connection.one(
            { row in try row["count"] },
            """
            SELECT count(*) AS count
            FROM outbound_mails
            WHERE conversation_id = \(ticket) AND purpose = 'transcript' AND created_at > \(since)
            """)
    }
}
