import EventLoop
import Postgres

/// The figures of service from the prepared days.
extension ReportStore {
    /// Both statements are asked at once, each on a connection of its own.
    func volume(_ sql: ReportSQL) async throws -> ReportFigures {
        async let asked = gather(
            count: 3, cut: sql.cutOfDay, sql,
            figures: """
                COALESCE(sum(created_count), 0)::double precision AS c0,
                COALESCE(sum(solved_count), 0)::double precision AS c1,
                COALESCE(sum(reopened_count), 0)::double precision AS c2
                """,
            facts: "report.volume_days", kept: "fact.created_count, fact.solved_count, fact.reopened_count",
            where: sql.days, columns: Report.volume.columns)
        let messages = try await gather(
            count: 1, cut: sql.cutOfDay, sql,
            figures: "COALESCE(sum(message_count), 0)::double precision AS c0",
            facts: "report.message_day_counts", kept: "fact.message_count", where: sql.days,
            columns: [Report.volume.columns[3]])
        let happenings = try await asked
        return happenings.beside(messages, Array(Report.volume.columns.prefix(3)), [Report.volume.columns[3]])
    }

    func csat(_ sql: ReportSQL) async throws -> ReportFigures {
        try await gather(
            count: 6, cut: sql.cutOfDay, sql,
            figures: """
                COALESCE(sum(sent_count), 0)::double precision AS c0,
                COALESCE(sum(answered_count), 0)::double precision AS c1,
                COALESCE(sum(satisfied_count), 0)::double precision AS c2,
                sum(satisfied_count)::double precision / NULLIF(sum(answered_count), 0)::double precision AS c3,
                sum(rating_sum)::double precision / NULLIF(sum(answered_count), 0)::double precision AS c4,
                sum(answered_count)::double precision / NULLIF(sum(sent_count), 0)::double precision AS c5
                """,
            facts: "report.csat_days",
            kept: "fact.sent_count, fact.answered_count, fact.satisfied_count, fact.rating_sum", where: sql.days,
            columns: Report.csat.columns)
    }

    func answerRate(_ sql: ReportSQL) async throws -> ReportFigures {
        let bands: [SQL] = Report.predictedBands.enumerated().flatMap { place, band -> [SQL] in
            let only: SQL = band == "unpredicted" ? "FILTER (WHERE band IS NULL)" : "FILTER (WHERE band = \(band))"
            let first = 3 + place * 3
            return [
                "COALESCE(sum(sent_count) \(only), 0)::double precision AS \(SQL(trusted: "c\(first)"))",
                Self.ratio("sum(answered_count) \(only)", "sum(sent_count) \(only)", "c\(first + 1)"),
                Self.ratio("sum(satisfied_count) \(only)", "sum(answered_count) \(only)", "c\(first + 2)"),
            ]
        }
        return try await gather(
            count: 15, cut: sql.cutOfDay, sql,
            figures: """
                COALESCE(sum(sent_count), 0)::double precision AS c0,
                COALESCE(sum(answered_count), 0)::double precision AS c1,
                \(Self.ratio("sum(answered_count)", "sum(sent_count)", "c2")), \(SQL.joined(bands, separator: ", "))
                """,
            facts: "report.csat_days",
            kept: "fact.band, fact.sent_count, fact.answered_count, fact.satisfied_count", where: sql.days,
            columns: Report.answerRate.columns)
    }

    private static func ratio(_ part: SQL, _ whole: SQL, _ name: String) -> SQL {
        "(\(part))::double precision / NULLIF(\(whole), 0)::double precision AS \(SQL(trusted: name))"
    }

    func firstResponse(_ sql: ReportSQL) async throws -> ReportFigures {
        try await lengths(
            sql, facts: "report.first_response_days", others: "fact.unanswered_count",
            columns: Report.firstResponse.columns
        ) { lengths, unanswered in
            [Double(lengths.count), Double(unanswered), lengths.share(0.5), lengths.share(0.9), lengths.average]
        }
    }

    func resolution(_ sql: ReportSQL) async throws -> ReportFigures {
        try await lengths(
            sql, facts: "report.resolution_days", others: "0", columns: Report.resolution.columns
        ) { lengths, _ in [Double(lengths.count), lengths.share(0.5), lengths.share(0.9)] }
    }

    /// Every length of time of the period, cut, and what `figures` makes of those of each group and of all.
    ///
    /// - Parameter others: What is counted beside them, such as those not answered.
    private func lengths(
        _ sql: ReportSQL, facts: SQL, others: SQL, columns: [ReportColumn],
        figures: @escaping @Sendable (inout Lengths, Int) -> [Double?]
    ) async throws -> ReportFigures {
        let groups = try await connection.rows(
            { row in
                (
                    name: try row["cut"] as String?, hexadecimal: row.bytes("seconds") ?? [],
                    others: try row["others"] as Int
                )
            },
            """
            SELECT cut::text AS cut, string_agg(seconds, ''::bytea) AS seconds, sum(others)::bigint AS others
            FROM (
                SELECT \(sql.cutOfDay) AS cut, fact.seconds, \(others) AS others
                FROM \(facts) AS fact
                WHERE \(sql.days)
            ) AS facts
            GROUP BY cut
            ORDER BY cut
            """)
        return await Self.figures(of: groups, columns, figures)
    }

    @concurrent private static func figures(
        of groups: [(name: String?, hexadecimal: [UInt8], others: Int)], _ columns: [ReportColumn],
        _ figures: @Sendable (inout Lengths, Int) -> [Double?]
    ) async -> ReportFigures {
        var result = ReportFigures(nothing: columns)
        var all = Lengths()
        for group in groups {
            var lengths = Lengths(hexadecimal: group.hexadecimal)
            all.add(lengths)
            result.byGroup[group.name] = figures(&lengths, group.others)
        }
        if !groups.isEmpty { result.total = figures(&all, groups.reduce(0) { $0 + $1.others }) }
        return result
    }
}
