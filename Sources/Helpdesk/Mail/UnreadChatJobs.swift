import Basics
import Channels
package import EventLoop
package import Foundation
package import Jobs
package import Postgres
import Web

/// Mails what was answered in a chat whose visitor has left: everything unread in one mail, to the address they gave.
///
/// Their answer to the mail goes on in the same chat: its Reply-To names the ticket.
@Loop package struct UnreadChatJobs {
    /// How long an answer waits for its reader before it is mailed.
    static let unreadSeconds = 60.0
    /// A visitor not heard of for so long has no page open; those there are noted every 20 s.
    static let goneSeconds = 50.0
    private let desk: Desk

    package init(_ desk: Desk) {
        self.desk = desk
    }

    package func register(_ queue: JobQueue) {
        queue.every(seconds: 10, name: "helpdesk.unread_chats") { try await self.mailUnread() }
    }

    /// Notes that the visitors connected to this node are there, as far as an unread answer makes that matter.
    package func noteThoseHere() async {
        let here = desk.hub.visitorIDs
        guard !here.isEmpty else { return }
        do {
            try await UnreadChatStore(desk.database.connection).seen(here, at: desk.now)
        } catch {
            if !(error is CancellationError) { Log.debug("visitors not noted", ["reason": "\(error)"]) }
        }
    }

    /// Whether nobody would see in the widget what happens in this chat now.
    package func isAlone(_ ticket: UUID, in connection: Connection) async throws -> Bool {
        let visitor =
            try await connection.first(
                { row -> UUID? in try row["visitor_id"] }, "SELECT visitor_id FROM tickets WHERE id = \(ticket)") ?? nil
        if let visitor, desk.hub.visitorIDs.contains(visitor) { return false }
        return try await UnreadChatStore(connection).isGone(
            ticket, since: desk.now.addingTimeInterval(-Self.goneSeconds))
    }

    package func mailUnread() async throws {
        let now = desk.now
        let store = UnreadChatStore(desk.database.connection)
        for chat in try await store.unread(
            before: now.addingTimeInterval(-Self.unreadSeconds), gone: now.addingTimeInterval(-Self.goneSeconds))
        {
            try await desk.database.transaction { connection in try await self.mail(chat, in: connection) }
        }
    }

    private func mail(_ chat: UnreadChat, in connection: Connection) async throws {
        let store = UnreadChatStore(connection)
        guard let from = try await store.claim(chat, at: desk.now),
            let thread = try await MailThreadStore(connection).thread(chat.ticketID), let customer = thread.customer,
            let mailbox = thread.mailboxID
        else { return }
        let replies = try await PublicReplyStore(connection).replies(chat.ticketID, after: from, through: chat.lastSeq)
        guard let last = replies.last else { return }
        let words = MailWords(thread.locale)
        let said = replies.map { reply in
            let files =
                reply.attachmentIDs.isEmpty ? "" : "\n" + (reply.attachmentIDs.map { _ in "📎" }.joined(separator: " "))
            return "**\(reply.authorName)**\n\(reply.text)\(files)"
        }
        var mail = OutgoingMail(
            purpose: .unreadChat, mailboxID: mailbox, conversationID: chat.ticketID, messageID: chat.ticketID,
            recipients: MailRecipients(to: [customer]),
            subject: words.missedSubject(thread.companyName, number: thread.number),
            text: [words.missed(thread.companyName), said.joined(separator: "\n\n"), words.howToAnswer].joined(
                separator: "\n\n"))
        mail.locale = thread.locale
        mail.authorName = last.authorName
        mail.teamName = thread.teamName
        mail.attachments = try await OutgoingFiles(context: desk.context).files(
            replies.flatMap(\.attachmentIDs), in: connection)
        mail.references = try await MailThreadStore(connection).references(chat.ticketID, before: .max)
        mail.inReplyTo = mail.references.last
        let outcome = try await MailOutbox(context: desk.context).queue(mail, seq: chat.lastSeq, in: connection)
        guard case .queued = outcome else { return }
        _ = try await desk.appendEvent(
            "chat_mailed", ["address": .string(customer.address), "count": .number(Double(replies.count))],
            to: ID(chat.ticketID), in: connection)
    }
}

/// A chat with answers its visitor has not read.
struct UnreadChat: Sendable {
    let ticketID: UUID
    let readSeq: Int
    let lastSeq: Int

    init(_ row: Row) throws {
        ticketID = try row["id"]
        readSeq = try row["customer_read_seq"]
        lastSeq = try row["last_agent_seq"]
    }
}

/// Every SQL statement about unread chats.
@Loop struct UnreadChatStore {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func seen(_ visitors: [UUID], at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE visitors AS v
            SET last_seen_at = \(now)
            FROM tickets AS t
            WHERE v.id = ANY (\(visitors)) AND t.visitor_id = v.id AND t.channel = 'chat'
                AND t.reply_mailbox_id IS NOT NULL
                AND (t.last_agent_seq > t.customer_read_seq OR t.solved_at > \(now.addingTimeInterval(-3_600)))
            """)
    }

    /// Whether the ticket's visitor has no page open.
    func isGone(_ ticket: UUID, since gone: Date) async throws -> Bool {
        try await connection.one(
            { row in try row["gone"] },
            """
            SELECT COALESCE(
                (SELECT v.last_seen_at <= \(gone)
                FROM tickets AS t JOIN visitors AS v ON v.id = t.visitor_id WHERE t.id = \(ticket)), true) AS gone
            """)
    }

    /// Chats whose newest answer is older than `before`, unread and not mailed, and whose visitor was last there before
    /// `gone`; answered within the last three days, because an old chat is nobody's surprise.
    func unread(before: Date, gone: Date) async throws -> [UnreadChat] {
        try await connection.rows(
            UnreadChat.init,
            """
            SELECT t.id, t.customer_read_seq, t.last_agent_seq
            FROM tickets AS t
            JOIN messages AS m ON m.ticket_id = t.id AND m.seq = t.last_agent_seq
            LEFT JOIN visitors AS v ON v.id = t.visitor_id
            LEFT JOIN mailed_chats AS s ON s.ticket_id = t.id
            WHERE t.channel = 'chat' AND t.reply_mailbox_id IS NOT NULL AND t.last_agent_seq > t.customer_read_seq
                AND t.last_message_at > \(before.addingTimeInterval(-3 * 86_400))
                AND t.last_agent_seq > COALESCE(s.seq, 0) AND t.last_agent_seq > t.last_customer_seq
                AND m.created_at <= \(before) AND COALESCE(v.last_seen_at, '-infinity') <= \(gone)
            ORDER BY m.created_at, t.id
            LIMIT 50
            """)
    }

    /// Takes the chat's unread answers for a mail.
    ///
    /// - Returns: The number before the first of them; `nil` when they were mailed or read meanwhile.
    func claim(_ chat: UnreadChat, at now: Date) async throws -> Int? {
        // The row first: whoever comes second waits for it and then sees what the first one did.
        try await connection.execute(
            "INSERT INTO mailed_chats (ticket_id, seq, at) VALUES (\(chat.ticketID), 0, \(now)) ON CONFLICT DO NOTHING")
        return try await connection.first(
            { row in try row["from_seq"] },
            """
            WITH before AS (
                SELECT seq FROM mailed_chats WHERE ticket_id = \(chat.ticketID) FOR UPDATE
            ), taken AS (
                UPDATE mailed_chats AS s
                SET seq = \(chat.lastSeq), at = \(now)
                FROM tickets AS t, before
                WHERE s.ticket_id = \(chat.ticketID) AND t.id = s.ticket_id AND before.seq < \(chat.lastSeq)
                    AND t.customer_read_seq < \(chat.lastSeq)
                RETURNING GREATEST(before.seq, t.customer_read_seq) AS from_seq
            )
            SELECT from_seq FROM taken
            """)
    }
}
