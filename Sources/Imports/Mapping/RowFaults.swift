import Basics
package import Foundation

/// Collects what is wrong with one row while its cells are read.
package struct RowFaults: Sendable {
    package private(set) var all: [RowFault] = []

    package init() {}

    package mutating func refuse(_ field: String, _ code: String, _ detail: String) {
        all.append(RowFault(field: field, code: code, detail: detail))
    }

    /// The cell; `nil` when it is empty.
    package mutating func text(_ row: ImportRow, _ field: String, max: Int) -> String? {
        guard let text = row[field] else { return nil }
        if text.unicodeScalars.count > max { refuse(field, "too_long", "may have at most \(max) characters") }
        return text
    }

    /// The cell of a column nobody can do without.
    package mutating func required(_ row: ImportRow, _ field: String, max: Int) -> String {
        guard let text = text(row, field, max: max) else {
            refuse(field, "required", "is required")
            return ""
        }
        return text
    }

    /// The cell as yes or no.
    package mutating func flag(_ row: ImportRow, _ field: String) -> Bool? {
        guard let text = row[field] else { return nil }
        let flag = Self.flag(text)
        if flag == nil { refuse(field, "flag", "must be yes or no") }
        return flag
    }

    /// Yes or no as spreadsheets and people write it.
    package static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "y", "1", "x", "✓", "是", "有", "对": true
        case "false", "no", "n", "0", "-", "否", "无", "不": false
        default: nil
        }
    }

    /// The cell as a whole number in a range.
    package mutating func number(_ row: ImportRow, _ field: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = row[field] else { return nil }
        guard let number = Int(text) ?? Double(text).flatMap({ Int(exactly: $0) }), range.contains(number) else {
            refuse(field, "number", "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// The cell as a moment: RFC 3339, or a date with or without a time as spreadsheets write it, then in `zone`.
    package mutating func date(_ row: ImportRow, _ field: String, zone: TimeZone) -> Date? {
        guard let text = row[field] else { return nil }
        if let date = Date(rfc3339: text), text.utf8.count > 10 { return date }
        guard let date = Self.date(text, zone) else {
            refuse(field, "date", "must be a date such as 2026-11-23 or 2026-11-23 14:05")
            return nil
        }
        return date
    }

    private static func date(_ text: String, _ zone: TimeZone) -> Date? {
        let parts = text.split(whereSeparator: { "-/.:T 年月日".contains($0) })
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count, (3...6).contains(numbers.count), (1970...2200).contains(numbers[0]) else {
            return nil
        }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let components = DateComponents(
            timeZone: zone, year: numbers[0], month: numbers[1], day: numbers[2],
            hour: numbers.count > 3 ? numbers[3] : 0, minute: numbers.count > 4 ? numbers[4] : 0,
            second: numbers.count > 5 ? numbers[5] : 0)
        guard components.isValidDate(in: calendar) else { return nil }
        return calendar.date(from: components)
    }
}
