package import Basics
package import EventLoop
package import Foundation
package import Postgres
package import Web

/// The statements that read deals.
@Loop package struct OpportunityStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// What a reader of the list asks for.
    package struct Filter: Sendable {
        package var pipelineID: UUID?
        package var stageID: UUID?
        package var customerID: UUID?
        package var ownerID: UUID?
        package var ticketID: UUID?
        package var state: Pipeline.Stage.Kind?
        /// A number, or words of the title or the customer's name.
        package var question: String?

        package init() {}
    }

    private static func select(where condition: SQL, more: SQL = "") -> SQL {
        """
        SELECT d.id, d.number, d.pipeline_id, d.stage_id, s.kind AS state, d.title, d.customer_id,
               c.name AS customer_name, d.amount_minor, d.currency, d.expected_close_on::text, d.owner_id,
               u.name AS owner_name, d.source_ticket_id, k.number AS ticket_number, d.lost_reason_id,
               r.name AS lost_reason, d.lost_note, unhappy.customer_id IS NOT NULL AS is_unhappy,
               (SELECT min(a.due_at) FROM activities AS a WHERE a.opportunity_id = d.id AND a.done_at IS NULL)
                   AS next_activity_at,
               d.won_at, d.lost_at, d.moved_at, d.created_at, d.updated_at, d.version
        FROM opportunities AS d
        JOIN pipeline_stages AS s ON s.id = d.stage_id
        JOIN customers AS c ON c.id = d.customer_id
        LEFT JOIN users AS u ON u.id = d.owner_id
        LEFT JOIN tickets AS k ON k.id = d.source_ticket_id
        LEFT JOIN lost_reasons AS r ON r.id = d.lost_reason_id
        LEFT JOIN report.unhappy_customers AS unhappy ON unhappy.customer_id = d.customer_id
        WHERE \(condition)
        \(more)
        """
    }

    /// - Parameter removed: Whether to find it only if it was removed.
    package func opportunity(_ name: RecordName<Opportunity>, removed: Bool = false) async throws -> Opportunity? {
        let standing: SQL = removed ? "d.deleted_at IS NOT NULL" : "d.deleted_at IS NULL"
        return try await connection.first(
            Opportunity.init, Self.select(where: "\(name.condition(on: "d")) AND \(standing)"))
    }

    /// The deal a ticket became.
    func opportunity(ofTicket ticket: UUID) async throws -> Opportunity? {
        try await connection.first(
            Opportunity.init, Self.select(where: "d.source_ticket_id = \(ticket) AND d.deleted_at IS NULL"))
    }

    /// Deals in these stages, held to the transaction's end, oldest first.
    func standing(in stages: [UUID]) async throws -> [Opportunity] {
        try await connection.rows(
            Opportunity.init,
            Self.select(
                where: "d.stage_id = ANY (\(stages)) AND d.deleted_at IS NULL",
                more: "ORDER BY d.created_at, d.id FOR UPDATE OF d"))
    }

    /// Holds the deal to the transaction's end.
    func lock(_ name: RecordName<Opportunity>) async throws {
        try await connection.execute("SELECT d.id FROM opportunities AS d WHERE \(name.condition(on: "d")) FOR UPDATE")
    }

    /// Deals, newest first.
    package func opportunities(
        _ filter: Filter, before: (at: Date, id: ID<Opportunity>)?, limit: Int
    ) async throws -> [Opportunity] {
        var conditions: [SQL] = ["d.deleted_at IS NULL"]
        if let id = filter.pipelineID { conditions.append("d.pipeline_id = \(id)") }
        if let id = filter.stageID { conditions.append("d.stage_id = \(id)") }
        if let id = filter.customerID { conditions.append("d.customer_id = \(id)") }
        if let id = filter.ownerID { conditions.append("d.owner_id = \(id)") }
        if let id = filter.ticketID { conditions.append("d.source_ticket_id = \(id)") }
        if let state = filter.state { conditions.append("s.kind = \(state)") }
        if let question = filter.question {
            let number = Int(question.drop { $0 == "#" }) ?? -1
            conditions.append(
                """
                (d.number = \(number) OR strpos(lower(d.title), lower(\(question))) > 0
                    OR strpos(lower(c.name), lower(\(question))) > 0)
                """)
        }
        if let before { conditions.append("(d.created_at, d.id) < (\(before.at), \(before.id))") }
        return try await connection.rows(
            Opportunity.init,
            Self.select(
                where: SQL.joined(conditions, separator: " AND "),
                more: "ORDER BY d.created_at DESC, d.id DESC LIMIT \(limit)"))
    }

    /// Open deals and those that ended lately, the ones that have stood longest in their stage first.
    func board(of pipeline: Pipeline, at now: Date) async throws -> Board {
        let since = now.addingTimeInterval(-Board.endedDays * 86_400)
        async let deals = connection.rows(
            Opportunity.init,
            Self.select(
                where: """
                    d.pipeline_id = \(pipeline.id) AND d.deleted_at IS NULL
                        AND (s.kind = 'open' OR COALESCE(d.won_at, d.lost_at) >= \(since))
                    """,
                more: "ORDER BY s.kind = 'open' DESC, d.moved_at DESC, d.id DESC LIMIT \(Board.most + 1)"))
        async let ratio = SalesSettingsStore(connection).settings().unhappyRatio
        let (opportunities, unhappyRatio) = try await (deals, ratio)
        return Board(
            pipeline: pipeline, unhappyRatio: unhappyRatio, opportunities: Array(opportunities.prefix(Board.most)),
            isWhole: opportunities.count <= Board.most)
    }
}
