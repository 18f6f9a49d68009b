import Basics
import EventLoop
package import Foundation
package import Postgres

/// A report as a mail: words, figures as a table, and the same as a CSV file.
package struct ReportMail: Sendable, Equatable {
    /// What became of a mail to one person.
    package struct Queued: Sendable, Equatable {
        package let address: String
        /// `nil` when it was refused.
        package let mailID: UUID?
        package let refusal: String?

        package init(address: String, mailID: UUID?, refusal: String?) {
            self.address = address
            self.mailID = mailID
            self.refusal = refusal
        }
    }

    /// Queues the mail to one address in the caller's transaction; the assembly knows how.
    package typealias Send = @Loop (ReportMail, _ address: String, Connection) async throws -> Queued

    package let scheduleID: UUID
    package let inboxID: UUID
    package let locale: String
    package let subject: String
    package let text: String
    package let headings: [String]
    package let rows: [[String]]
    package let fileName: String
    /// Where the CSV file lies.
    package var filePath = ""
    package let csv: [UInt8]

    /// - Parameter link: The page with the same figures.
    package init(_ schedule: ReportSchedule, _ table: ReportTable, company: String, link: String) {
        let locale = schedule.locale
        let isChinese = locale == "zh-Hans"
        let last = table.query.to.adding(-1)
        let period = table.query.from == last ? "\(last)" : "\(table.query.from) – \(last)"
        let title = table.report.title.text(locale)
        scheduleID = schedule.id.uuid
        inboxID = schedule.inboxID
        self.locale = locale
        subject = isChinese ? "\(company)：\(title)，\(period)" : "\(company): \(title), \(period)"
        let how = table.report.formula.text(locale)
        let zone = isChinese ? "日期按 \(table.timeZone) 时区。" : "Days in the time zone \(table.timeZone)."
        let open = isChinese ? "在 Deskbell 中打开" : "Open in Deskbell"
        text = "**\(title)** · \(period)\n\n\(how)\n\(zone)\n\n[\(open)](\(link))"
        headings = [table.query.grouping.title.text(locale)] + table.report.columns.map { $0.title.text(locale) }
        let words = ReportFigureText(isChinese: isChinese)
        func line(_ name: String, _ values: [Double?], _ currency: String?) -> [String] {
            [name] + zip(table.report.columns, values).map { words.text($0.unit, $1, currency) }
        }
        var lines = table.rows.map { row in
            line(
                row.name ?? (table.query.grouping.isTime ? row.group : nil) ?? "–", row.values,
                table.query.grouping == .currency ? row.group : table.currency)
        }
        lines.append(line(isChinese ? "合计" : "Total", table.total, table.currency))
        if let previous = table.previous {
            let name = isChinese ? "上一时段" : "Period before"
            lines.append(line("\(name) (\(previous.from) – \(previous.to.adding(-1)))", previous.total, table.currency))
        }
        rows = lines
        fileName = "deskbell-\(table.report.rawValue)-\(table.query.from)-\(last).csv"
        csv = table.csv.bytes
    }
}

/// Figures as words of a mail, without a page that knows the reader's machine.
struct ReportFigureText: Sendable {
    let isChinese: Bool

    func text(_ unit: ReportColumn.Unit, _ value: Double?, _ currency: String?) -> String {
        guard let value else { return "–" }
        switch unit {
        case .count: return String(Int(value.rounded()))
        case .ratio: return "\(Int((value * 100).rounded())) %"
        case .rating: return Self.decimals(value, 2)
        case .money:
            let code = currency ?? ""
            let size = Money.minorPerUnit(code)
            return "\(Self.decimals(value / size, size == 1 ? 0 : size == 1000 ? 3 : 2)) \(code)"
        case .seconds: return length(Int(value.rounded()))
        }
    }

    /// In its two largest units.
    private func length(_ seconds: Int) -> String {
        let units = isChinese ? ["天", "小时", "分钟", "秒"] : ["d", "h", "min", "s"]
        let sizes = [86_400, 3_600, 60, 1]
        let first = sizes.firstIndex { seconds >= $0 } ?? 3
        let whole = "\(seconds / sizes[first]) \(units[first])"
        guard first < 3, seconds % sizes[first] >= sizes[first + 1] else { return whole }
        return "\(whole) \(seconds % sizes[first] / sizes[first + 1]) \(units[first + 1])"
    }

    private static func decimals(_ value: Double, _ digits: Int) -> String {
        String(format: "%.\(digits)f", value)
    }
}
