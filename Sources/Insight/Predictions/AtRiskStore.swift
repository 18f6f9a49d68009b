import Basics
import EventLoop
import Foundation
import Models
import Postgres
import Web

/// Every statement about the lists of those at risk.
@Loop struct AtRiskStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// What a reader of the list asks for.
    struct Query {
        let kind: AtRisk.Kind
        /// A feature that raises the risk.
        let reason: String?
        /// The feature that raises it most; "none" for nothing.
        let mainReason: String?
        let band: RiskBand?
        /// Also those somebody has looked after in the last 14 days.
        let includesHandled: Bool
        /// The condition on `tickets AS t` that lets the reader see them.
        let ticketScope: SQL
    }

    /// By risk × value, highest first; of equals the riskier.
    ///
    /// The value is what the lifetime model expects within a year, or without one what was bought in the last: what one
    /// stands to lose.
    func page(_ query: Query, after: (value: Double, id: ID<AtRisk>)?, limit: Int, now: Date) async throws -> Page<
        AtRisk
    > {
        let place: SQL =
            after.map { "(ranked.weight, ranked.subject_id) < (\($0.value)::double precision, \($0.id))" } ?? "true"
        let reason: SQL = query.reason.map { "\($0) = ANY (risk.reasons)" } ?? "true"
        let main: SQL =
            query.mainReason.map { $0 == "none" ? "risk.reasons[1] IS NULL" : "risk.reasons[1] = \($0)" } ?? "true"
        let band: SQL = query.band.map { "risk.band = \($0.rawValue)" } ?? "risk.band <> 'low'"
        let handled: SQL = query.includesHandled ? "true" : "act.action IS NULL"
        let rows = try await connection.rows(
            { row in (item: try AtRisk(row), weight: try row["weight"] as Double) },
            """
            SELECT ranked.*, p.reasons, p.as_of, m.ladder <> 'bands' AS is_exact
            FROM (
                SELECT risk.subject_id, subject.number, subject.subject, c.id AS customer_id, c.name AS customer_name,
                       risk.probability, risk.band, spend.value_minor, profile.currency, risk.prediction_id,
                       risk.model_id,
                       round(risk.probability * spend.value_minor)::bigint AS expected_loss_minor,
                       risk.probability * (spend.value_minor + 1) AS weight, act.action, act.at AS acted_at
                FROM current_risks AS risk
                \(subject(query))
                JOIN customers AS c ON c.id = subject.customer_id AND c.deleted_at IS NULL
                CROSS JOIN company_profile AS profile
                CROSS JOIN LATERAL (
                    SELECT COALESCE(
                        (SELECT v.expected_minor FROM customer_values AS v WHERE v.customer_id = c.id),
                        (
                            SELECT sum(o.total_minor)
                            FROM orders AS o
                            WHERE o.customer_id = c.id AND o.currency = profile.currency
                                AND o.status NOT IN ('cancelled', 'returned')
                                AND o.placed_at > (\(now)::timestamptz) - interval '365 days'
                        ), 0)::bigint AS value_minor
                ) AS spend
                LEFT JOIN LATERAL (
                    SELECT i.action, i.at FROM risk_interventions AS i
                    WHERE i.kind = risk.kind AND i.subject_id = risk.subject_id
                        AND i.at > (\(now)::timestamptz) - interval '14 days'
                    ORDER BY i.at DESC, i.id DESC
                    LIMIT 1
                ) AS act ON true
                WHERE risk.kind = \(query.kind.prediction) AND \(band) AND \(main) AND \(reason)
                    AND \(handled)
            ) AS ranked
            JOIN predictions AS p ON p.id = ranked.prediction_id
            JOIN model_versions AS m ON m.id = ranked.model_id
            WHERE \(place)
            ORDER BY ranked.weight DESC, ranked.subject_id DESC
            LIMIT \(limit + 1)
            """)
        let next = rows.count > limit ? rows[limit - 1] : nil
        return Page(
            items: rows.prefix(limit).map(\.item),
            nextCursor: next.map { Cursor([String($0.weight), ID<AtRisk>($0.item.subjectID).description]) })
    }

    /// The tickets the reader may see, or customers.
    private func subject(_ query: Query) -> SQL {
        switch query.kind {
        case .customers:
            return """
                CROSS JOIN LATERAL (
                    SELECT risk.subject_id AS customer_id, NULL::bigint AS number, NULL::text AS subject
                ) AS subject
                """
        case .tickets:
            return """
                JOIN LATERAL (
                    SELECT t.customer_id, t.number, t.subject FROM tickets AS t
                    WHERE t.id = risk.subject_id AND t.status IN ('open', 'waiting', 'snoozed') 
                        AND \(query.ticketScope)
                ) AS subject ON true
                """
        }
    }

    /// Customers by what puts them at risk most, most frequent first.
    func mainReasons() async throws -> [MainRisk] {
        try await connection.rows(
            MainRisk.init,
            """
            SELECT main_reason, count(*) FILTER (WHERE band = 'high') AS high_count,
                   count(*) FILTER (WHERE band = 'typical') AS typical_count
            FROM report.at_risk_customers
            GROUP BY main_reason
            ORDER BY count(*) DESC, main_reason
            """)
    }

    /// How many stand behind each reason, most frequent first.
    func reasons(_ kind: AtRisk.Kind) async throws -> [(feature: String, count: Int)] {
        try await connection.rows(
            { row in (feature: try row["feature"], count: try row["count"]) },
            """
            SELECT reason AS feature, count(*)::integer AS count
            FROM current_risks AS risk
            CROSS JOIN unnest(risk.reasons) AS reason
            WHERE risk.kind = \(kind.prediction) AND risk.band <> 'low'
            GROUP BY reason
            ORDER BY count(*) DESC, reason
            """)
    }
}
