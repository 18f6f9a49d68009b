import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about tickets offered as one.
@Loop struct TicketJoiningStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// An offer, and what became of it.
    struct Joining: Sendable {
        let otherID: UUID
        let isJoined: Bool
        let isApart: Bool

        init(_ row: Row) throws {
            otherID = try row["other_id"]
            isJoined = try row["is_joined"]
            isApart = try row["is_apart"]
        }
    }

    /// Offers the ticket a mail just opened as one with the latest unsolved one the same customer opened by a mail to
    /// the same mailbox since then.
    func offer(_ ticket: UUID, of customer: UUID, in inbox: UUID, since: Date, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO ticket_joinings (ticket_id, other_id, offered_at)
            SELECT \(ticket), t.id, \(now)
            FROM tickets AS t
            WHERE t.customer_id = \(customer) AND t.inbox_id = \(inbox) AND t.channel = 'email' AND t.id <> \(ticket)
                AND t.status IN ('open', 'waiting', 'snoozed') AND t.created_at >= \(since)
                AND EXISTS (SELECT FROM inbound_mails AS m WHERE m.ticket_id = t.id AND m.state = 'processed')
            ORDER BY t.created_at DESC, t.id DESC
            LIMIT 1
            ON CONFLICT DO NOTHING
            """)
    }

    func joining(of ticket: ID<Ticket>) async throws -> Joining? {
        try await connection.first(
            Joining.init,
            """
            SELECT other_id, joined_at IS NOT NULL AS is_joined, apart_at IS NOT NULL AS is_apart
            FROM ticket_joinings
            WHERE ticket_id = \(ticket)
            """)
    }

    func setJoined(_ ticket: ID<Ticket>, at joined: Date?) async throws {
        try await connection.execute(
            "UPDATE ticket_joinings SET joined_at = \(joined) WHERE ticket_id = \(ticket)")
    }

    func setApart(_ ticket: ID<Ticket>, at now: Date) async throws {
        try await connection.execute(
            "UPDATE ticket_joinings SET apart_at = \(now) WHERE ticket_id = \(ticket) AND apart_at IS NULL")
    }

    /// The messages of a ticket that came by mail and lie there; of those joined only the ones `from` brought.
    func mails(on ticket: ID<Ticket>, from: ID<Ticket>? = nil) async throws -> [Int] {
        try await connection.rows(
            { row in try row["seq"] },
            """
            SELECT DISTINCT seq
            FROM inbound_mails
            WHERE ticket_id = \(ticket) AND state = 'processed' AND seq IS NOT NULL
                AND (\(from?.description)::text IS NULL OR explanation ->> 'rule' = 'moved'
                    AND explanation #>> '{detail,from_ticket_id}' = \(from?.description)::text)
            ORDER BY seq
            """)
    }

    /// A joined ticket waits for nobody; taken back it waits since it came.
    func setWaiting(_ ticket: ID<Ticket>, _ waits: Bool) async throws {
        try await connection.execute(
            """
            UPDATE tickets SET waiting_since = CASE WHEN \(waits) THEN created_at END WHERE id = \(ticket)
            """)
    }

    /// The ticket that took the mails of `ticket`, however often it was joined further; itself when it never was.
    static func followed(_ ticket: SQL) -> SQL {
        """
        COALESCE((
            WITH RECURSIVE way AS (
                SELECT j.other_id, 1 AS step
                FROM ticket_joinings AS j
                WHERE j.ticket_id = \(ticket) AND j.joined_at IS NOT NULL
                UNION ALL
                SELECT j.other_id, w.step + 1
                FROM way AS w
                JOIN ticket_joinings AS j ON j.ticket_id = w.other_id AND j.joined_at IS NOT NULL
                WHERE w.step < 20
            )
            SELECT other_id FROM way ORDER BY step DESC LIMIT 1), \(ticket))
        """
    }
}
