import Basics
package import Channels
package import EventLoop
package import Foundation
package import Postgres
import Web

/// What a mail of a ticket has to know: its number, its customer's language, what it answers.
package struct MailThread: Sendable {
    package let ticketID: UUID
    package let number: Int
    package let subject: String
    /// What the next reply leaves by.
    package let mailboxID: UUID?
    package let teamName: String
    package let locale: String
    package let companyName: String
    /// Where the customer is written to when no mail of theirs says it.
    package let customer: MailAddress?
    /// The customer's last mail; `nil` when they never wrote one.
    package let lastMail: LastMail?

    /// The last mail a person wrote in the ticket.
    package struct LastMail: Sendable {
        package let messageID: String?
        package let from: MailAddress
        package let replyTo: [MailAddress]
        package let to: [MailAddress]
        package let cc: [MailAddress]
        package let text: String
        package let authorName: String
        package let at: Date
    }

    init(_ row: Row) throws {
        ticketID = try row["id"]
        number = try row["number"]
        subject = try row["subject"]
        mailboxID = try row["reply_mailbox_id"]
        teamName = try row["team_name"] ?? ""
        companyName = try row["company_name"] ?? ""
        let details: JSONValue? = try row["details"]
        let known: String? = try row["locale"]
        locale = details?["locale"]?.string ?? known ?? "en"
        let address: String? = try row["customer_address"]
        customer = try address.map { MailAddress(name: try row["customer_name"], address: $0) }
        if let details, let sender: String = try row["from_address"] {
            lastMail = LastMail(
                messageID: try row["message_id"],
                from: MailAddress(name: try row["from_name"] ?? "", address: sender),
                replyTo: Self.addresses(details["reply_to"]), to: Self.addresses(details["to"]),
                cc: Self.addresses(details["cc"]), text: try row["mail_text"] ?? "",
                authorName: try row["mail_author"] ?? sender, at: try row["mail_at"] ?? .distantPast)
        } else {
            lastMail = nil
        }
    }

    private static func addresses(_ value: JSONValue?) -> [MailAddress] {
        (value?.array ?? []).compactMap { item in
            item["address"]?.string.map { MailAddress(name: item["name"]?.string ?? "", address: $0) }
        }
    }
}

/// Reads what mails of a ticket need.
@Loop package struct MailThreadStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The address a form was filled in with comes before the customer's usual one; a chat's visitor is written to where
    /// they said, which opens no history.
    package func thread(_ ticket: UUID) async throws -> MailThread? {
        try await connection.first(
            MailThread.init,
            """
            SELECT t.id, t.number, t.subject, COALESCE(t.reply_mailbox_id, \(ReplyMailbox.late)) AS reply_mailbox_id, g.name AS team_name, c.name AS customer_name,
                COALESCE(c.locale, v.locale, (SELECT locale FROM company_profile)) AS locale,
                (SELECT name FROM company_profile) AS company_name,
                COALESCE(
                    CASE WHEN t.channel = 'chat' AND NOT COALESCE(v.verified, false) THEN v.email END,
                    (SELECT e.address
                    FROM customer_emails AS e
                    WHERE e.customer_id = t.customer_id AND NOT e.released
                    ORDER BY EXISTS (
                            SELECT FROM form_submissions AS s, jsonb_each_text(
                                CASE jsonb_typeof(s.fields) WHEN 'object' THEN s.fields ELSE '{}' END) AS f
                            WHERE s.ticket_id = t.id AND lower(f.value) = lower(e.address)) DESC,
                        e.is_primary DESC, e.position, e.address
                    LIMIT 1)) AS customer_address,
                i.message_id, i.from_address, i.from_name, i.details, m.text AS mail_text, m.author_name AS mail_author,
                m.created_at AS mail_at
            FROM tickets AS t
            JOIN customers AS c ON c.id = t.customer_id
            LEFT JOIN visitors AS v ON v.id = t.visitor_id
            LEFT JOIN teams AS g ON g.id = t.team_id
            LEFT JOIN LATERAL (
                SELECT i.*
                FROM inbound_mails AS i
                WHERE i.ticket_id = t.id AND i.state = 'processed'
                    AND NOT COALESCE((i.details #>> '{automatic,is}')::boolean, false)
                    AND COALESCE(i.details -> 'bounce', 'null') = 'null'
                ORDER BY i.seq DESC, i.arrival DESC
                LIMIT 1
            ) AS i ON true
            LEFT JOIN messages AS m ON m.ticket_id = t.id AND m.seq = i.seq
            WHERE t.id = \(ticket)
            """)
    }

    /// The Message-IDs of the ticket's mails before `seq`, oldest first.
    func references(_ ticket: UUID, before seq: Int) async throws -> [String] {
        try await connection.rows(
            { row in try row["message_id"] },
            """
            SELECT message_id
            FROM (
                SELECT message_id, seq
                FROM mail_message_ids
                WHERE ticket_id = \(ticket) AND seq < \(seq)
                ORDER BY seq DESC, message_id
                LIMIT 60
            ) AS last
            ORDER BY seq, message_id
            """)
    }
}
