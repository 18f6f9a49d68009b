import Basics
import EventLoop
import Foundation
import Postgres

/// The statements the forecast is made of; what a deal is worth stands in `report.deals`.
@Loop struct ForecastStore {
    /// Which deals count.
    struct Scope: Sendable {
        var pipelineID: UUID?
        var ownerID: UUID?

        fileprivate var condition: SQL {
            var conditions: [SQL] = ["true"]
            if let id = pipelineID { conditions.append("d.pipeline_id = \(id)") }
            if let id = ownerID { conditions.append("d.owner_id = \(id)") }
            return SQL.joined(conditions, separator: " AND ")
        }
    }

    private let connection: Connection
    private let scope: Scope

    init(_ connection: Connection, _ scope: Scope) {
        self.connection = connection
        self.scope = scope
    }

    private static let zone: SQL = "COALESCE((SELECT time_zone FROM company_profile), 'UTC')"

    private static let figures: SQL = """
        count(*) FILTER (WHERE d.state = 'won') AS won_count,
        COALESCE(sum(d.amount_minor) FILTER (WHERE d.state = 'won'), 0)::bigint AS won_minor,
        count(*) FILTER (WHERE d.state = 'open') AS open_count,
        COALESCE(sum(d.amount_minor) FILTER (WHERE d.state = 'open'), 0)::bigint AS open_minor,
        COALESCE(round(sum(d.weighted_minor) FILTER (WHERE d.state = 'open')), 0)::bigint AS weighted_minor,
        count(*) FILTER (WHERE d.state = 'open' AND d.is_unhappy) AS unhappy_count,
        COALESCE(sum(d.amount_minor) FILTER (WHERE d.state = 'open' AND d.is_unhappy), 0)::bigint AS unhappy_minor
        """

    /// The months shown, `YYYY-MM`, the present one first; and the company's currency.
    func calendar(months: Int, now: Date) async throws -> (months: [String], currency: String) {
        try await connection.one(
            { row in (months: try row["months"] as [String], currency: try row["currency"] as String) },
            """
            SELECT array(SELECT to_char(date_trunc('month', \(now)::timestamptz AT TIME ZONE \(Self.zone))
                + make_interval(months => place), 'YYYY-MM') FROM generate_series(0, \(months)::integer - 1) AS place)
                AS months, COALESCE((SELECT currency FROM company_profile), 'CNY') AS currency
            """)
    }

    /// Open deals by when they are expected, and won ones of the months shown; then the totals by currency.
    func rows(of months: [String]) async throws -> [ForecastRow] {
        let first = (months.first ?? "") + "-01"
        let last = (months.last ?? "") + "-01"
        return try await connection.rows(
            ForecastRow.init,
            """
            WITH placed AS (
                SELECT CASE WHEN d.month IS NULL THEN 'undated' WHEN d.month < \(first)::date THEN 'overdue'
                            WHEN d.month > \(last)::date THEN 'later' ELSE 'month' END AS period,
                       CASE WHEN d.month BETWEEN \(first)::date AND \(last)::date THEN to_char(d.month, 'YYYY-MM') END
                           AS shown_month, d.*
                FROM report.deals AS d
                WHERE \(scope.condition)
                    AND (d.state = 'open' OR d.state = 'won' AND d.month BETWEEN \(first)::date AND \(last)::date)
            )
            SELECT CASE WHEN GROUPING(d.period) = 1 THEN 'total' ELSE d.period END AS period, d.currency,
                   d.shown_month AS month, \(Self.figures)
            FROM placed AS d
            GROUP BY GROUPING SETS ((d.currency), (d.currency, d.period, d.shown_month))
            ORDER BY d.currency, period, month
            """)
    }

    /// Open deals by stage, in the order of the pipelines and their stages.
    func stages() async throws -> [ForecastStage] {
        try await connection.rows(
            ForecastStage.init,
            """
            SELECT d.currency, s.id AS stage_id, s.name, s.known_as, s.win_ratio, count(*) AS open_count,
                   sum(d.amount_minor)::bigint AS open_minor, round(sum(d.weighted_minor))::bigint AS weighted_minor
            FROM report.deals AS d
            JOIN pipeline_stages AS s ON s.id = d.stage_id
            JOIN pipelines AS p ON p.id = s.pipeline_id
            WHERE d.state = 'open' AND \(scope.condition)
            GROUP BY d.currency, s.id, p.id
            ORDER BY p.is_default DESC, p.created_at, p.id, s.position, s.id, d.currency
            """)
    }

    /// The moment a day of the company begins, or the instant itself.
    func moment(_ text: String) async throws -> Date {
        guard text.utf8.count == 10 else { return Date(rfc3339: text) ?? .distantPast }
        return try await connection.one(
            { row in try row["at"] as Date }, "SELECT \(text)::date::timestamp AT TIME ZONE \(Self.zone) AS at")
    }

    /// How each deal stood at a moment and stands now; `then` is empty for deals there were not.
    private func standings(since: Date) -> SQL {
        """
        WITH standings AS (
            SELECT d.id, d.number, d.title, d.customer_id, after.kind = 'removed' AS is_removed,
                   COALESCE(before.kind = 'removed', true) AS was_away, before.stage_name AS then_stage,
                   COALESCE(before_stage.kind, 'open') AS then_state, before.amount_minor AS then_minor,
                   before.currency AS then_currency, before.expected_close_on AS then_day, before.win_ratio AS then_ratio,
                   before.stage_id AS then_stage_id, now_stage.name AS now_stage, now_stage.kind AS now_state,
                   d.stage_id AS now_stage_id, d.amount_minor AS now_minor, d.currency AS now_currency,
                   d.expected_close_on AS now_day, now_stage.win_ratio AS now_ratio, after.at,
                   CASE WHEN EXISTS (SELECT FROM report.unhappy_customers AS u WHERE u.customer_id = d.customer_id)
                       THEN (SELECT unhappy_ratio FROM sales_settings) ELSE 1 END AS service_ratio
            FROM opportunities AS d
            JOIN pipeline_stages AS now_stage ON now_stage.id = d.stage_id
            CROSS JOIN LATERAL (SELECT h.kind, h.at FROM opportunity_changes AS h WHERE h.opportunity_id = d.id
                ORDER BY h.version DESC LIMIT 1) AS after
            LEFT JOIN LATERAL (SELECT h.* FROM opportunity_changes AS h WHERE h.opportunity_id = d.id AND h.at <= \(since)
                ORDER BY h.version DESC LIMIT 1) AS before ON true
            LEFT JOIN pipeline_stages AS before_stage ON before_stage.id = before.stage_id
            WHERE \(scope.condition)
        )
        """
    }

    /// What the open deals were worth at a moment, and are now.
    func worth(since: Date) async throws -> [ForecastChanges.Worth] {
        try await connection.rows(
            ForecastChanges.Worth.init,
            """
            \(standings(since: since))
            SELECT currency, COALESCE(round(sum(then_weighted)), 0)::bigint AS then_minor,
                   COALESCE(round(sum(now_weighted)), 0)::bigint AS now_minor
            FROM (
                SELECT then_currency AS currency, then_minor * then_ratio * service_ratio AS then_weighted,
                       NULL::numeric AS now_weighted
                FROM standings
                WHERE NOT was_away AND then_state = 'open'
                UNION ALL
                SELECT now_currency, NULL, now_minor * now_ratio * service_ratio
                FROM standings
                WHERE NOT is_removed AND now_state = 'open'
            ) AS sides
            GROUP BY currency
            ORDER BY currency
            """)
    }

    /// The deals that are not as they were, what changed last first.
    func changes(since: Date, limit: Int) async throws -> [ForecastChange] {
        try await connection.rows(
            ForecastChange.init,
            """
            \(standings(since: since)), changed AS (
                SELECT *, CASE
                    WHEN was_away AND is_removed THEN NULL
                    WHEN is_removed THEN 'removed'
                    WHEN now_state <> then_state OR was_away AND now_state <> 'open'
                        THEN CASE now_state WHEN 'open' THEN 'reopened' ELSE now_state END
                    WHEN was_away THEN 'new'
                    WHEN now_stage_id <> then_stage_id THEN 'moved'
                    WHEN (now_minor, now_currency) <> (then_minor, then_currency) THEN 'amount'
                    WHEN now_day IS DISTINCT FROM then_day
                        THEN CASE WHEN now_day < then_day OR then_day IS NULL THEN 'sooner' ELSE 'postponed' END
                    END AS what
                FROM standings
                WHERE at > \(since)
            )
            SELECT t.what AS kind, t.number, t.title, t.customer_id, c.name AS customer_name,
                   CASE WHEN NOT t.was_away THEN t.then_stage END AS then_stage, t.then_minor, t.then_currency,
                   t.then_day::text, t.now_stage, t.now_minor, t.now_currency, t.now_day::text
            FROM changed AS t
            JOIN customers AS c ON c.id = t.customer_id
            WHERE t.what IS NOT NULL
            ORDER BY t.at DESC, t.number DESC
            LIMIT \(limit)
            """)
    }
}
