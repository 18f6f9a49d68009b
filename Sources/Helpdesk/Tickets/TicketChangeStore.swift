package import Basics
package import EventLoop
package import Foundation
package import Postgres
package import Web

/// Changes tickets.
///
/// Everything here runs in the caller's transaction, on a row locked by `lock`.
@Loop package struct TicketChangeStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Locks the ticket the asker names and may see.
    ///
    /// - Throws: `Problem.notFound`.
    package func lock(_ name: TicketName, for principal: Principal) async throws -> LockedTicket {
        let scope = try TicketScope.condition(for: principal)
        guard let ticket = try await locked("\(name.condition(on: "t")) AND \(scope)") else {
            throw Problem.notFound("ticket")
        }
        return ticket
    }

    /// Locks the ticket for Deskbell itself; `nil` when it is gone.
    package func lock(_ id: ID<Ticket>) async throws -> LockedTicket? {
        try await locked("t.id = \(id)")
    }

    private func locked(_ condition: SQL) async throws -> LockedTicket? {
        try await connection.first(
            LockedTicket.init,
            """
            SELECT t.id, t.number, t.subject, t.status, t.priority, t.channel, t.inbox_id, t.customer_id, t.visitor_id,
                t.assignee_id, t.team_id, t.custom_fields, t.last_customer_seq, t.last_agent_seq, t.solved_at,
                t.solve_count, t.version,
                (SELECT u.name FROM users AS u WHERE u.id = t.assignee_id) AS assignee_name,
                (SELECT g.name FROM teams AS g WHERE g.id = t.team_id) AS team_name
            FROM tickets AS t
            WHERE \(condition)
            FOR UPDATE OF t
            """)
    }

    /// Brings the ticket to `status`, records the change, and keeps what belongs to the status in step.
    package func setStatus(
        _ ticket: LockedTicket, to status: TicketStatus, snoozedUntil: Date? = nil, actor: MessageAuthor, at now: Date
    ) async throws {
        let reopens = !ticket.status.isUnsolved && status.isUnsolved
        try await connection.execute(
            """
            WITH changed AS (
                UPDATE tickets
                SET status = \(status),
                    snoozed_until = \(snoozedUntil),
                    solved_at = CASE
                        WHEN \(status == .solved) THEN \(now)::timestamptz
                        WHEN \(reopens) THEN NULL
                        ELSE solved_at
                    END,
                    solved_by_id = CASE
                        WHEN \(status == .solved)
                            THEN (SELECT u.id FROM users AS u WHERE u.id = \(actor.id))
                        WHEN \(reopens) THEN NULL
                        ELSE solved_by_id
                    END,
                    waiting_since = CASE WHEN \(status == .solved) THEN NULL ELSE waiting_since END,
                    closed_at = CASE WHEN \(status == .closed) THEN \(now)::timestamptz END,
                    solve_count = solve_count + CASE WHEN \(status == .solved) THEN 1 ELSE 0 END,
                    reopen_count = reopen_count + CASE WHEN \(reopens) THEN 1 ELSE 0 END,
                    updated_at = \(now),
                    version = version + 1
                WHERE id = \(ticket.id)
                RETURNING id, assignee_id, team_id
            )
            INSERT INTO ticket_status_changes (id, ticket_id, at, from_status, to_status, actor_kind, actor_id,
                assignee_id, team_id)
            SELECT gen_random_uuid(), id, \(now)::timestamptz, \(ticket.status)::text, \(status)::text, \(actor.kind)::text,
                \(actor.id)::uuid, assignee_id, team_id
            FROM changed
            WHERE \(ticket.status != status)
            """)
    }

    package func setAssignment(_ id: ID<Ticket>, assignee: UUID?, team: UUID?, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE tickets
            SET assignee_id = \(assignee), team_id = \(team), updated_at = \(now), version = version + 1
            WHERE id = \(id)
            """)
    }

    package func setFields(
        _ id: ID<Ticket>, subject: String, priority: TicketPriority, customFields: JSONValue, customerID: UUID,
        at now: Date
    ) async throws {
        try await connection.execute(
            """
            UPDATE tickets
            SET subject = \(subject), priority = \(priority), custom_fields = \(customFields),
                customer_id = \(customerID), updated_at = \(now), version = version + 1
            WHERE id = \(id)
            """)
    }

    /// The names behind a new assignment; `nil` for those that do not exist.
    package func names(user: UUID?, team: UUID?) async throws -> (user: String?, team: String?) {
        try await connection.one(
            { row in (user: try row["user_name"], team: try row["team_name"]) },
            """
            SELECT (SELECT name FROM users WHERE id = \(user)::uuid AND active) AS user_name,
                (SELECT name FROM teams WHERE id = \(team)::uuid) AS team_name
            """)
    }

    /// Marks the ticket as changed by something kept in another table.
    package func touch(_ id: ID<Ticket>, at now: Date) async throws {
        try await connection.execute(
            "UPDATE tickets SET updated_at = \(now), version = version + 1 WHERE id = \(id)")
    }

    /// Adds a line about the ticket to its customer's timeline.
    package func remember(_ ticket: LockedTicket, kind: String, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO timeline_entries (id, customer_id, at, kind, title, link_kind, link_number)
            VALUES (\(ID<LockedTicket>.make(at: now)), \(ticket.customerID), \(now), \(kind), \(ticket.subject),
                'ticket', \(ticket.number))
            """)
    }
}
