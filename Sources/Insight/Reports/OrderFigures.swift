import EventLoop
import Postgres

/// Orders per day, status, source and currency.
extension ReportStore {
    /// Amounts are in the company's currency; cut by currency, each row's are in its own and the total's in the company's.
    func orders(_ sql: ReportSQL) async throws -> ReportFigures {
        // A filter of an aggregate cannot see which grouping it is in, so both sums are made and one is chosen.
        let chosen: (SQL, SQL) -> SQL = { all, ours in
            sql.query.grouping == .currency ? "CASE WHEN GROUPING(cut) = 0 THEN \(all) ELSE \(ours) END" : ours
        }
        let revenue = chosen("sum(revenue_minor)", "sum(revenue_minor) FILTER (WHERE is_ours)")
        let paying = chosen("sum(counted_count)", "sum(counted_count) FILTER (WHERE is_ours)")
        let refunded = chosen("sum(refunded_minor)", "sum(refunded_minor) FILTER (WHERE is_ours)")
        return try await gather(
            count: 12, cut: sql.cutOfDay, sql,
            figures: """
                COALESCE(sum(counted_count), 0)::double precision AS c0,
                CASE WHEN \(paying) > 0 THEN (\(revenue))::double precision END AS c1,
                (\(revenue))::double precision / NULLIF(\(paying), 0)::double precision AS c2,
                COALESCE(sum(item_count), 0)::double precision AS c3,
                COALESCE(sum(returned_count), 0)::double precision AS c4,
                sum(returned_count)::double precision / NULLIF(sum(counted_count), 0)::double precision AS c5,
                CASE WHEN \(paying) > 0 THEN (\(refunded))::double precision END AS c6,
                COALESCE(sum(promised_count), 0)::double precision AS c7,
                COALESCE(sum(late_count), 0)::double precision AS c8,
                sum(late_count)::double precision / NULLIF(sum(promised_count), 0)::double precision AS c9,
                COALESCE(sum(order_count - counted_count), 0)::double precision AS c10,
                COALESCE(sum(counted_count) FILTER (WHERE NOT is_ours), 0)::double precision AS c11
                """,
            facts: "report.order_days",
            kept: """
                fact.order_count, fact.counted_count, fact.revenue_minor, fact.item_count, fact.returned_count,
                fact.refunded_minor, fact.promised_count, fact.late_count,
                fact.currency = (SELECT currency FROM company_profile) AS is_ours
                """,
            where: sql.days, columns: Report.orders.columns)
    }
}
