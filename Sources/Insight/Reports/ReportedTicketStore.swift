package import Basics
import EventLoop
package import Foundation
import Postgres

/// The tickets behind a figure, newest first.
extension ReportStore {
    /// - Parameters:
    ///   - measure: One of `report.measures`.
    ///   - group: Only one row of the report: its day, Monday or id; "none" for the row without a thing; `nil` for all.
    package func tickets(
        _ report: Report, _ query: ReportQuery, measure: String, group: String?,
        after: (at: Date, id: ID<ReportedTicket>)?, limit: Int
    ) async throws -> Page<ReportedTicket> {
        let (timeZone, _) = try await calendar()
        let sql = ReportSQL(query: query, timeZone: timeZone)
        let place: SQL =
            after.map { "(fact.at, fact.ticket_id) < (\($0.at), \($0.id))" } ?? "true"
        let period: SQL = report == .backlog ? sql.filters : sql.moments
        let rows = try await connection.rows(
            ReportedTicket.init,
            """
            SELECT fact.ticket_id, tickets.number, tickets.subject, customers.name AS customer_name,
                   users.name AS agent_name, fact.at, round(fact.seconds)::bigint AS value_seconds, fact.rating,
                   fact.comment
            FROM (\(facts(report, measure))) AS fact
            JOIN tickets ON tickets.id = fact.ticket_id
            JOIN customers ON customers.id = tickets.customer_id
            LEFT JOIN users ON users.id = fact.agent_id
            WHERE \(period) AND \(only(group, sql)) AND \(place)
            ORDER BY fact.at DESC, fact.ticket_id DESC
            LIMIT \(limit + 1)
            """)
        return Page(rows, limit: limit) { Cursor(at: $0.at, id: ID<ReportedTicket>($0.ticketID)) }
    }

    /// The facts that make up `measure`, in the shape all reports share here.
    private func facts(_ report: Report, _ measure: String) -> SQL {
        let dimensions: SQL = "agent_id, team_id, channel, inbox_id"
        let condition: SQL =
            switch measure {
            case "answered" where report == .firstResponse: "seconds IS NOT NULL"
            case "unanswered" where report == .answerRate: "rating IS NULL"
            case "unpredicted": "band IS NULL"
            case "low", "typical", "high": "band = \(measure)"
            case "unanswered": "seconds IS NULL"
            case "answered": "rating IS NOT NULL"
            case "satisfied": "satisfied"
            case "unsatisfied": "NOT satisfied"
            case "unassigned": "unsolved.agent_id IS NULL"
            case "open", "waiting", "snoozed": "unsolved.status = \(measure)"
            default: "true"
            }
        return switch report {
        case .volume, .overview, .orders, .churn, .crossSelling, .recommendations, .lateParcels:
            """
            SELECT ticket_id, at, NULL::double precision AS seconds, NULL::integer AS rating, NULL::text AS comment,
                   \(dimensions)
            FROM report.volume
            WHERE kind = \(measure)
            """
        case .firstResponse:
            """
            SELECT ticket_id, at, seconds, NULL::integer AS rating, NULL::text AS comment, \(dimensions)
            FROM report.first_response
            WHERE \(condition)
            """
        case .resolution:
            """
            SELECT ticket_id, at, seconds, NULL::integer AS rating, NULL::text AS comment, \(dimensions)
            FROM report.resolution
            """
        case .csat, .answerRate:
            """
            SELECT ticket_id, at, NULL::double precision AS seconds, rating, comment, \(dimensions)
            FROM report.csat
            WHERE \(condition)
            """
        case .backlog:
            """
            SELECT unsolved.ticket_id, made.created_at AS at,
                   EXTRACT(EPOCH FROM (\(clock.now)::timestamptz) - unsolved.waiting_since) AS seconds,
                   NULL::integer AS rating, NULL::text AS comment, unsolved.agent_id, unsolved.team_id, unsolved.channel,
                   unsolved.inbox_id
            FROM report.backlog_now AS unsolved
            JOIN tickets AS made ON made.id = unsolved.ticket_id
            WHERE \(condition)
            """
        }
    }

    private func only(_ group: String?, _ sql: ReportSQL) -> SQL {
        guard let group else { return "true" }
        if sql.query.grouping == .tag {
            let tagged: SQL =
                group == "none" ? "" : " AND tagged.tag_id::text = \(group)"
            let exists: SQL =
                "EXISTS (SELECT FROM ticket_tags AS tagged WHERE tagged.ticket_id = fact.ticket_id\(tagged))"
            return group == "none" ? "NOT \(exists)" : exists
        }
        return group == "none" ? "\(sql.cutOfMoment) IS NULL" : "(\(sql.cutOfMoment))::text = \(group)"
    }
}
