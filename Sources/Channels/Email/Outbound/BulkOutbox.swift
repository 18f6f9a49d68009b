import Basics
package import EventLoop
package import Foundation
package import Postgres

/// Takes many mails at once, each to one person who was judged by the caller: campaigns have a pace of their own, so the
/// caps of automatic mail do not apply.
@Loop package struct BulkOutbox {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Queues the mails in the caller's transaction; each one's `messageID` is its id.
    package func queue(_ mails: [OutgoingMail], at now: Date) async throws {
        guard !mails.isEmpty else { return }
        let contents = try mails.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        let recipients = mails.map { $0.recipients.to.first ?? MailAddress(address: "") }
        try await connection.execute(
            """
            INSERT INTO outbound_mails (id, inbox_id, conversation_id, message_id, purpose, content, subject, next_at,
                created_at, queued_at)
            SELECT i.id, i.inbox_id, i.conversation_id, i.id, i.purpose, i.content, i.subject, \(now), \(now), \(now)
            FROM unnest(\(mails.map(\.messageID))::uuid[], \(mails.map(\.mailboxID))::uuid[],
                \(mails.map(\.conversationID))::uuid[], \(mails.map(\.purpose.rawValue))::text[], \(contents)::jsonb[],
                \(mails.map(\.subject))::text[]) AS i (id, inbox_id, conversation_id, purpose, content, subject)
            """)
        try await connection.execute(
            """
            INSERT INTO outbound_recipients (mail_id, place, role, name, address, at)
            SELECT i.id, 0, 'to', i.name, i.address, \(now)
            FROM unnest(\(mails.map(\.messageID))::uuid[], \(recipients.map(\.name))::text[],
                \(recipients.map(\.address))::text[]) AS i (id, name, address)
            """)
        connection.afterCommit { OutboxJobs.ring() }
    }
}
