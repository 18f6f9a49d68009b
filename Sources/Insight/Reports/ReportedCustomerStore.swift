package import Basics
import EventLoop
import Foundation
import Postgres

/// The customers behind a figure, the latest day first.
extension ReportStore {
    /// - Parameters:
    ///   - measure: One of `report.measures`.
    ///   - group: Only one row of the report: the first day of its stretch of time; `nil` for all.
    /// - Throws: `Problem.invalid` for a group that is no day.
    package func customers(
        _ report: Report, _ query: ReportQuery, measure: String, group: String?,
        after: (value: CalendarDay, id: ID<ReportedCustomer>)?, limit: Int
    ) async throws -> Page<ReportedCustomer> {
        let (_, today) = try await calendar()
        let period = try query.narrowed(to: group)
        let place: SQL =
            after.map { "(fact.day, fact.customer_id) < ((\($0.value.description)::text)::date, \($0.id))" } ?? "true"
        let rows = try await connection.rows(
            ReportedCustomer.init,
            """
            SELECT fact.customer_id, customers.name, fact.day::text AS day, COALESCE(h.order_count, 0) AS order_count,
                   COALESCE(h.spent_minor, 0) AS spent_minor, (SELECT currency FROM company_profile) AS currency
            FROM (\(facts(measure, from: period.from, to: period.to, today: today))) AS fact
            JOIN customers ON customers.id = fact.customer_id
            LEFT JOIN report.customer_histories AS h ON h.customer_id = fact.customer_id
            WHERE \(place)
            ORDER BY fact.day DESC, fact.customer_id DESC
            LIMIT \(limit + 1)
            """)
        return Page(rows, limit: limit) {
            Cursor([$0.day.description, ID<ReportedCustomer>($0.customerID).description])
        }
    }

    /// The customers of a cohort who ordered in the month `number` months after their first order, the latest first order
    /// first; the whole cohort for 0.
    package func customers(
        cohort month: CalendarDay, number: Int, after: (value: CalendarDay, id: ID<ReportedCustomer>)?, limit: Int
    ) async throws -> Page<ReportedCustomer> {
        let place: SQL =
            after.map { "(h.first_on, h.customer_id) < ((\($0.value.description)::text)::date, \($0.id))" } ?? "true"
        let end = month.adding(31).firstOfMonth
        let rows = try await connection.rows(
            ReportedCustomer.init,
            """
            SELECT h.customer_id, customers.name, h.first_on::text AS day, h.order_count, h.spent_minor,
                   (SELECT currency FROM company_profile) AS currency
            FROM report.customer_histories AS h
            JOIN customers ON customers.id = h.customer_id
            WHERE h.first_on >= (\(month.description)::text)::date AND h.first_on < (\(end.description)::text)::date
                AND \(number) = ANY (h.months) AND \(place)
            ORDER BY h.first_on DESC, h.customer_id DESC
            LIMIT \(limit + 1)
            """)
        return Page(rows, limit: limit) {
            Cursor([$0.day.description, ID<ReportedCustomer>($0.customerID).description])
        }
    }

    private func facts(_ measure: String, from: CalendarDay, to: CalendarDay, today: CalendarDay) -> SQL {
        let first: SQL = "(\(from.description)::text)::date"
        let end: SQL = "(\(to.description)::text)::date"
        let known: SQL = "(\(min(to, today).description)::text)::date"
        switch measure {
        case "at_start":
            return
                "SELECT customer_id, began_on AS day FROM report.customer_spells WHERE began_on < \(first) AND lost_on >= \(first)"
        case "new", "won_back":
            let same: SQL = measure == "new" ? "=" : "<>"
            return """
                SELECT s.customer_id, s.began_on AS day
                FROM report.customer_spells AS s
                JOIN report.customer_histories AS h ON h.customer_id = s.customer_id
                WHERE s.began_on >= \(first) AND s.began_on < \(end) AND s.began_on \(same) h.first_on
                """
        case "cross_sold":
            return """
                SELECT customer_id, second_product_on AS day FROM report.known_customers WHERE second_product_on < \(end)
                """
        case "one_product":
            return """
                SELECT customer_id, first_on AS day
                FROM report.known_customers
                WHERE first_on < \(end) AND (second_product_on IS NULL OR second_product_on >= \(end))
                """
        default:
            return """
                SELECT customer_id, lost_on AS day
                FROM report.customer_spells
                WHERE began_on < \(first) AND lost_on >= \(first) AND lost_on < \(known)
                """
        }
    }
}
