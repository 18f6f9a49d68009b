import Basics
package import EventLoop
package import Foundation
package import Imports
package import Postgres
package import Web

/// All tickets with who, when and how well; what was written in them stays inside.
@Loop package struct TicketExport: ListExport {
    nonisolated package let name = "tickets"

    nonisolated package init() {}

    package func requireAllowed(_ principal: Principal) throws {
        try principal.require(.importsManage)
        try principal.require(.ticketsRead)
        guard principal.ticketScope == .all else {
            throw Problem.forbidden("Only those who may see every ticket can export them.")
        }
    }

    package func header(in connection: Connection) async throws -> [String] {
        [
            "number", "subject", "status", "priority", "channel", "inbox", "customer_name", "customer_email",
            "assignee",
            "team", "tags", "created_at", "first_response_at", "solved_at", "closed_at", "reopen_count", "updated_at",
        ]
    }

    private struct Line {
        let id: UUID
        let cells: [String]

        init(_ row: Row) throws {
            id = try row["id"]
            func text(_ column: String) throws -> String { try row[column] as String? ?? "" }
            func moment(_ column: String) throws -> String { ExportCell.text(try row[column] as Date?) }
            let number: Int = try row["number"]
            let reopenCount: Int = try row["reopen_count"]
            let tags: [String] = try row["tags"]
            cells = [
                String(number), try text("subject"), try text("status"), try text("priority"), try text("channel"),
                try text("inbox"), try text("customer_name"), try text("customer_email"), try text("assignee"),
                try text("team"), tags.joined(separator: "; "), try moment("created_at"),
                try moment("first_response_at"), try moment("solved_at"), try moment("closed_at"),
                String(reopenCount), try moment("updated_at"),
            ]
        }
    }

    package func part(after last: UUID?, limit: Int, in connection: Connection) async throws -> ExportPart {
        let lines = try await connection.rows(
            Line.init,
            """
            SELECT t.id, t.number, t.subject, t.status, t.priority, t.channel, t.created_at, t.first_response_at,
                   t.solved_at, t.closed_at, t.reopen_count, t.updated_at, i.name AS inbox, c.name AS customer_name,
                   (SELECT e.address FROM customer_emails AS e WHERE e.customer_id = c.id
                    ORDER BY e.is_primary DESC, e.position, e.address LIMIT 1) AS customer_email,
                   u.name AS assignee, m.name AS team,
                   ARRAY(SELECT g.name FROM ticket_tags AS x JOIN tags AS g ON g.id = x.tag_id
                         WHERE x.ticket_id = t.id ORDER BY g.name) AS tags
            FROM tickets AS t
            JOIN inboxes AS i ON i.id = t.inbox_id
            JOIN customers AS c ON c.id = t.customer_id
            LEFT JOIN users AS u ON u.id = t.assignee_id
            LEFT JOIN teams AS m ON m.id = t.team_id
            WHERE \(last)::uuid IS NULL OR t.id > \(last)
            ORDER BY t.id
            LIMIT \(limit)
            """)
        return ExportPart(lines: lines.map(\.cells), last: lines.last?.id)
    }
}
