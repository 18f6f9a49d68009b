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
        csv.line(groupKeys + report.columns.map(\.key))
        for row in rows {
            let group = query.grouping.isTime ? [row.group ?? ""] : [row.group ?? "", row.name ?? ""]
            csv.line(group + zip(report.columns, row.values).map { $0.csvText($1) })
        }
        return csv
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
            json.array("columns") { json in
                for key in groupKeys { writeColumn(key, unit: key == "group_name" ? "text" : groupUnit, to: &json) }
                for column in report.columns { writeColumn(column.key, unit: column.unit.rawValue, to: &json) }
            }
            json.array("rows") { json in
                for row in rows {
                    json.object { json in
                        json.field(groupKeys[0], row.group)
                        if !query.grouping.isTime { json.field("group_name", row.name) }
                        writeFigures(row.values, to: &json)
                    }
                }
            }
            json.object("total") { json in writeFigures(total, to: &json) }
            if let previous {
                json.object("previous") { json in
                    json.field("from", previous.from)
                    json.field("to", previous.to)
                    json.object("total") { json in writeFigures(previous.total, to: &json) }
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

    private func writeFigures(_ values: [Double?], to json: inout JSONWriter) {
        for (column, value) in zip(report.columns, values) {
            json.field(column.key, ReportFigure(column: column, value: value))
        }
    }
}

private struct ReportFigure: JSONWritable {
    let column: ReportColumn
    let value: Double?

    func write(to json: inout JSONWriter) {
        column.write(value, to: &json)
    }
}
