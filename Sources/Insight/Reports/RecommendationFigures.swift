import Basics
import EventLoop
import Postgres

/// Recommended products by the day they were offered, and what came of it.
extension ReportStore {
    func recommendations(_ sql: ReportSQL) async throws -> ReportFigures {
        try await gather(
            count: 6, cut: sql.cutOfMoment, sql,
            figures: """
                count(*)::double precision AS c0,
                COALESCE(sum(accepted), 0)::double precision AS c1,
                sum(accepted)::double precision / NULLIF(count(*), 0) AS c2,
                count(*) FILTER (WHERE pending_until > (\(clock.now)::timestamptz))::double precision AS c3,
                CASE WHEN sum(counted) FILTER (WHERE is_ours) > 0
                     THEN sum(revenue_minor) FILTER (WHERE is_ours) END::double precision AS c4,
                COALESCE(sum(counted) FILTER (WHERE NOT is_ours), 0)::double precision AS c5
                """,
            facts: "report.recommendations",
            kept: """
                fact.accepted, fact.pending_until, fact.revenue_minor, fact.counted,
                fact.currency = (SELECT currency FROM company_profile) AS is_ours
                """,
            where: sql.moments, columns: Report.recommendations.columns)
    }
}
