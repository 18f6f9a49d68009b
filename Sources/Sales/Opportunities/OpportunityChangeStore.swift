import Basics
import EventLoop
import Foundation
import Postgres

/// The statements that read the history of deals.
@Loop struct OpportunityChangeStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// What happened to a deal, newest first, from before `version` on.
    func changes(of id: ID<Opportunity>, before version: Int?, limit: Int) async throws -> [OpportunityChange] {
        try await connection.rows(
            OpportunityChange.init,
            """
            SELECT h.kind, h.at, h.actor_name, h.stage_id, h.stage_name, h.title, h.amount_minor, h.currency,
                   h.expected_close_on::text, u.name AS owner_name, r.name AS lost_reason, h.version
            FROM opportunity_changes AS h
            LEFT JOIN users AS u ON u.id = h.owner_id
            LEFT JOIN lost_reasons AS r ON r.id = h.lost_reason_id
            WHERE h.opportunity_id = \(id) AND h.version < \(version ?? Int(Int32.max))
            ORDER BY h.version DESC
            LIMIT \(limit)
            """)
    }
}
