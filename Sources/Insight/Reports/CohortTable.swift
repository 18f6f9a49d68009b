package import Basics
import EventLoop
import Postgres

/// Customers by the month of their first order, and how many of them ordered again in each month after it.
package struct CohortTable: Sendable, Equatable {
    package struct Cohort: Sendable, Equatable {
        /// The first day of the month.
        package let month: CalendarDay
        /// By month number from 0, the cohort's own month and so its size; only months that have begun.
        package let counts: [Int]

        package init(month: CalendarDay, counts: [Int]) {
            self.month = month
            self.counts = counts
        }

        /// The share of the cohort that ordered in each month after its own.
        package var ratios: [Double] {
            counts.dropFirst().map { Double($0) / Double(max(counts[0], 1)) }
        }
    }

    package let cohorts: [Cohort]

    package init(cohorts: [Cohort]) {
        self.cohorts = cohorts
    }

    /// One line per cohort, shares by month number.
    package var csv: CSVText {
        let width = cohorts.map(\.ratios.count).max() ?? 0
        var csv = CSVText()
        csv.line(["month", "customer_count"] + (0..<width).map { "month_\($0 + 1)_ratio" })
        let column = ReportColumn("ratio", .ratio)
        for cohort in cohorts {
            let shares = cohort.ratios.map { column.csvText($0) }
            csv.line(
                [cohort.month.description, String(cohort.counts[0])] + shares
                    + Array(repeating: "", count: width - shares.count))
        }
        return csv
    }
}

extension CohortTable: JSONWritable {
    package func write(to json: inout JSONWriter) {
        let column = ReportColumn("ratio", .ratio)
        json.object { json in
            json.array("items") { json in
                for cohort in cohorts {
                    json.object { json in
                        json.field("month", cohort.month)
                        json.field("customer_count", cohort.counts[0])
                        json.array("months") { json in
                            for (number, ratio) in cohort.ratios.enumerated() {
                                json.object { json in
                                    json.field("month_number", number + 1)
                                    json.field("customer_count", cohort.counts[number + 1])
                                    json.field(
                                        "ordered_again_ratio", ReportFigure(column: column, value: ratio, currency: nil)
                                    )
                                }
                            }
                        }
                    }
                }
            }
            json.field("next_cursor", String?.none)
        }
    }
}

extension ReportStore {
    /// The cohorts of the last `months` months, the oldest first, this month's included.
    package func cohorts(months: Int) async throws -> CohortTable {
        let (_, today) = try await calendar()
        let thisMonth = today.firstOfMonth
        let months = (0..<months).reversed().map { back in
            (0..<back).reduce(thisMonth) { month, _ in month.adding(-1).firstOfMonth }
        }
        let rows = try await connection.rows(
            { row in
                (
                    month: try row["month"] as String, number: try row["month_number"] as Int,
                    count: try row["customer_count"] as Int
                )
            },
            """
            SELECT month::text AS month, month_number, customer_count
            FROM report.cohorts
            WHERE month >= (\((months.first ?? thisMonth).description)::text)::date
            ORDER BY month, month_number
            """)
        var counts: [String: [Int: Int]] = [:]
        for row in rows { counts[row.month, default: [:]][row.number] = row.count }
        return CohortTable(
            cohorts: months.enumerated().compactMap { place, month in
                guard let found = counts[month.description] else { return nil }
                return CohortTable.Cohort(month: month, counts: (0..<(months.count - place)).map { found[$0] ?? 0 })
            })
    }
}
