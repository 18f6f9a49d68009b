import Basics
import Channels
import EventLoop
import Foundation
import Postgres

/// Looks up where the clues of a mail lead.
@Loop struct TicketMatchStore {
    private static let sameSubjectSeconds = 7 * 86_400.0
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// What is read of a ticket to decide about a mail.
    struct Found: Sendable {
        let id: UUID
        let number: Int
        let status: TicketStatus
        let solvedAt: Date?
        let inboxID: UUID
        let isParticipant: Bool
        let namesOurMail: Bool

        init(_ row: Row) throws {
            id = try row["id"]
            number = try row["number"]
            status = try row["status"]
            solvedAt = try row["solved_at"]
            inboxID = try row["inbox_id"]
            isParticipant = try row["is_participant"]
            namesOurMail = try row["names_our_mail"]
        }
    }

    /// The ticket a clue leads to; `nil` when there is none.
    func ticket(by clue: ThreadClue, of mail: ReceivedMail, now: Date) async throws -> Found? {
        let sender = mail.sender?.key ?? ""
        switch clue {
        case .replyAddress(let id), .ourMessageID(let id, _), .hiddenReference(let id, _):
            return try await first("t.id = \(TicketJoiningStore.followed("\(id)"))", sender)
        case .subjectNumber(let number):
            return try await first(
                "t.id = \(TicketJoiningStore.followed("(SELECT n.id FROM tickets AS n WHERE n.number = \(number))"))",
                sender)
        case .knownMessageID(let id):
            return try await first(
                "t.id = \(TicketJoiningStore.followed("k.ticket_id"))", sender,
                names: """
                    JOIN LATERAL (
                        SELECT n.ticket_id, n.direction
                        FROM mail_message_ids AS n
                        WHERE n.message_id = \(id)
                    ) AS k ON TRUE
                    """, namesOurMail: "k.direction = 'out'")
        case .sameSubject(let subject):
            guard mail.joinsSameSubject, !sender.isEmpty else { return nil }
            guard let id = try await lately(from: sender, subject, in: mail.inboxID, now: now) else { return nil }
            return try await first("t.id = \(id)", sender)
        }
    }

    private func first(_ condition: SQL, _ sender: String, names: SQL = "", namesOurMail: SQL = "FALSE") async throws
        -> Found?
    {
        try await connection.first(
            Found.init,
            """
            SELECT t.id, t.number, t.status, t.solved_at, t.inbox_id, \(namesOurMail) AS names_our_mail,
                EXISTS (SELECT FROM customer_emails AS e
                        WHERE e.customer_id = t.customer_id AND NOT e.released AND lower(e.address) = \(sender))
                    OR EXISTS (SELECT FROM ticket_mail_participants AS p
                        WHERE p.ticket_id = t.id AND p.address = \(sender))
                    OR EXISTS (SELECT FROM ticket_participants AS p
                        JOIN customer_emails AS e ON e.customer_id = p.customer_id
                        WHERE p.ticket_id = t.id AND NOT e.released AND lower(e.address) = \(sender))
                    OR EXISTS (SELECT FROM inbound_mails AS m
                        WHERE m.ticket_id = t.id AND m.state = 'processed' AND lower(m.from_address) = \(sender))
                    AS is_participant
            FROM tickets AS t
            \(names)
            WHERE \(condition) AND t.channel <> 'internal'
            ORDER BY is_participant DESC, t.created_at DESC, t.id DESC
            LIMIT 1
            """)
    }

    /// The ticket this sender opened lately by a mail of the same subject.
    private func lately(from sender: String, _ subject: String, in inbox: UUID, now: Date) async throws -> UUID? {
        let rows = try await connection.rows(
            { row in (id: try row["ticket_id"] as UUID, subject: try row["subject"] as String) },
            """
            SELECT m.ticket_id, m.subject
            FROM inbound_mails AS m
            WHERE lower(m.from_address) = \(sender) AND m.inbox_id = \(inbox) AND m.ticket_id IS NOT NULL
                AND m.state = 'processed' AND m.processed_at > \(now.addingTimeInterval(-Self.sameSubjectSeconds))
            ORDER BY m.processed_at DESC, m.id DESC
            LIMIT 50
            """)
        return rows.first { SubjectLine.key($0.subject) == subject }?.id
    }

    /// The member of staff with this address.
    func staff(_ address: String) async throws -> (id: UUID, name: String)? {
        try await connection.first(
            { row in (id: try row["id"], name: try row["name"]) },
            "SELECT id, name FROM users WHERE lower(email) = \(address.lowercased()) AND active")
    }

    /// How many tickets this sender's mails to this mailbox opened since.
    func openedCount(by sender: String, in inbox: UUID, since: Date) async throws -> Int {
        try await connection.one(
            { row in try row["count"] },
            """
            SELECT count(*) AS count
            FROM inbound_mails
            WHERE lower(from_address) = \(sender) AND inbox_id = \(inbox) AND opened AND state = 'processed'
                AND processed_at > \(since)
            """)
    }

    /// The ticket that gathers this sender's flood, as long as nobody has solved it.
    func floodTicket(of sender: String, in inbox: UUID, since: Date) async throws -> UUID? {
        try await connection.first(
            { row in try row["ticket_id"] },
            """
            SELECT m.ticket_id
            FROM inbound_mails AS m
            JOIN tickets AS t ON t.id = m.ticket_id
            WHERE lower(m.from_address) = \(sender) AND m.inbox_id = \(inbox) AND m.explanation ->> 'rule' = 'flood'
                AND m.processed_at > \(since) AND t.status IN ('open', 'waiting', 'snoozed')
            ORDER BY m.processed_at DESC
            LIMIT 1
            """)
    }
}
