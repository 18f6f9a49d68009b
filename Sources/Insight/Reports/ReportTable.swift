package import Basics

/// A report with its figures: rows in order, and the total over all of them.
package struct ReportTable: Sendable, Equatable {
    /// One row: a day, a week (its Monday), or a thing with its name; `nil` when the tickets had none, such as no agent.
    package struct Row: Sendable, Equatable {
        package let group: String?
        package let name: String?
        package let values: [Double?]

        package init(group: String?, name: String?, values: [Double?]) {
            self.group = group
            self.name = name
            self.values = values
        }
    }

    /// The total of the period before, for comparing.
    package struct Previous: Sendable, Equatable {
        package let from: CalendarDay
        package let to: CalendarDay
        package let total: [Double?]
    }

    package let report: Report
    package let query: ReportQuery
    package let timeZone: String
    /// The company's, in which amounts are, but in a row of a cut by currency; `nil` for a report without money.
    package var currency: String?
    package let rows: [Row]
    package let total: [Double?]
    package var previous: Previous?

    /// The names of the columns before the figures.
    package var groupKeys: [String] {
        query.grouping.isTime ? [query.grouping.rawValue] : ["group", "group_name"]
    }

    /// The report as a CSV file, one line per row, the total left to the reader's own sheet.
    package var csv: CSVText {
        var csv = CSVText()
        let hasMoney = report.columns.contains { $0.unit == .money }
        csv.line(groupKeys + report.columns.map(\.csvKey) + (hasMoney ? ["currency"] : []))
        for row in rows {
            let group = query.grouping.isTime ? [row.group ?? ""] : [row.group ?? "", row.name ?? ""]
            csv.line(
                group + zip(report.columns, row.values).map { $0.csvText($1) }
                    + (hasMoney ? [currency(of: row) ?? ""] : []))
        }
        return csv
    }

    private func currency(of row: Row) -> String? {
        query.grouping == .currency ? row.group : currency
    }
}

extension ReportTable: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", report.rawValue)
            json.field("from", query.from)
            json.field("to", query.to)
            json.field("time_zone", timeZone)
            json.field("group_by", query.grouping)
            if let currency { json.field("currency", currency) }
            json.array("columns") { json in
                for key in groupKeys { writeColumn(key, unit: key == "group_name" ? "text" : groupUnit, to: &json) }
                for column in report.columns { writeColumn(column.key, unit: column.unit.rawValue, to: &json) }
            }
            json.array("rows") { json in
                for row in rows {
                    json.object { json in
                        json.field(groupKeys[0], row.group)
                        if !query.grouping.isTime { json.field("group_name", row.name) }
                        writeFigures(row.values, currency(of: row), to: &json)
                    }
                }
            }
            json.object("total") { json in writeFigures(total, currency, to: &json) }
            if let previous {
                json.object("previous") { json in
                    json.field("from", previous.from)
                    json.field("to", previous.to)
                    json.object("total") { json in writeFigures(previous.total, currency, to: &json) }
                }
            }
        }
    }

    private var groupUnit: String { query.grouping.isTime ? "date" : "id" }

    private func writeColumn(_ key: String, unit: String, to json: inout JSONWriter) {
        json.object { json in
            json.field("key", key)
            json.field("unit", unit)
        }
    }

    private func writeFigures(_ values: [Double?], _ currency: String?, to json: inout JSONWriter) {
        for (column, value) in zip(report.columns, values) {
            json.field(column.key, ReportFigure(column: column, value: value, currency: currency))
        }
    }
}

/// One figure on its way out, in the unit of its column.
struct ReportFigure: JSONWritable {
    let column: ReportColumn
    let value: Double?
    let currency: String?

    func write(to json: inout JSONWriter) {
        column.write(value, currency: currency, to: &json)
    }
}
