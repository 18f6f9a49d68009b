import EventLoop
import Postgres

/// The figures of service cut by tag, from every ticket: a ticket may have many tags, so no day's sums tell.
extension ReportStore {
    /// Both statements are asked at once, each on a connection of its own.
    func taggedVolume(_ sql: ReportSQL) async throws -> ReportFigures {
        async let asked = gather(
            count: 3, cut: sql.cutOfMoment, sql,
            figures: """
                count(*) FILTER (WHERE kind = 'created')::double precision AS c0,
                count(*) FILTER (WHERE kind = 'solved')::double precision AS c1,
                count(*) FILTER (WHERE kind = 'reopened')::double precision AS c2
                """,
            facts: "report.volume", kept: "fact.kind", where: sql.moments, columns: Report.volume.columns)
        let messages = try await gather(
            count: 1, cut: sql.cutOfDay, sql,
            figures: "COALESCE(sum(message_count), 0)::double precision AS c0",
            facts: "report.messages", kept: "fact.message_count", where: sql.days,
            columns: [Report.volume.columns[3]])
        let happenings = try await asked
        return happenings.beside(messages, Array(Report.volume.columns.prefix(3)), [Report.volume.columns[3]])
    }

    func taggedFirstResponse(_ sql: ReportSQL) async throws -> ReportFigures {
        try await gather(
            count: 5, cut: sql.cutOfMoment, sql,
            figures: """
                count(seconds)::double precision AS c0,
                (count(*) - count(seconds))::double precision AS c1,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS c2,
                percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS c3,
                avg(seconds) AS c4
                """,
            facts: "report.first_response", kept: "fact.seconds", where: sql.moments,
            columns: Report.firstResponse.columns)
    }

    func taggedResolution(_ sql: ReportSQL) async throws -> ReportFigures {
        try await gather(
            count: 3, cut: sql.cutOfMoment, sql,
            figures: """
                count(*)::double precision AS c0,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS c1,
                percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS c2
                """,
            facts: "report.resolution", kept: "fact.seconds", where: sql.moments, columns: Report.resolution.columns)
    }

    func taggedCSAT(_ sql: ReportSQL) async throws -> ReportFigures {
        try await gather(
            count: 6, cut: sql.cutOfMoment, sql,
            figures: """
                count(*)::double precision AS c0,
                count(rating)::double precision AS c1,
                count(*) FILTER (WHERE satisfied)::double precision AS c2,
                count(*) FILTER (WHERE satisfied)::double precision / NULLIF(count(rating), 0) AS c3,
                avg(rating)::double precision AS c4,
                count(rating)::double precision / NULLIF(count(*), 0) AS c5
                """,
            facts: "report.csat", kept: "fact.rating, fact.satisfied", where: sql.moments, columns: Report.csat.columns)
    }
}
