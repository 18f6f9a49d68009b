import Basics
package import Foundation

/// When somebody is there: windows per weekday, holidays, and make-up working days, in one time zone.
package struct OfficeHours: Sendable, Equatable {
    /// A stretch of a day, half open, in minutes since midnight by the wall clock.
    package struct Window: Sendable, Equatable {
        package let from: Int
        package let to: Int

        package init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }
    }

    /// A day that is not like others of its weekday.
    package struct SpecialDay: Sendable, Equatable {
        /// `2026-10-01`.
        package let date: String
        package let name: String
        /// Worked although it is a weekend, as China makes up for its long holidays.
        package let working: Bool
        /// Its windows when it is worked; a Monday's without them.
        package let windows: [Window]?

        package init(date: String, name: String, working: Bool = false, windows: [Window]? = nil) {
            self.date = date
            self.name = name
            self.working = working
            self.windows = windows
        }
    }

    package static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    package let timeZone: TimeZone
    /// By weekday name; a missing one is closed.
    ///
    /// Windows are ascending and do not overlap.
    package let days: [String: [Window]]
    package let specialDays: [SpecialDay]

    package init(timeZone: TimeZone, days: [String: [Window]], specialDays: [SpecialDay] = []) {
        self.timeZone = timeZone
        self.days = days
        self.specialDays = specialDays
    }

    package func isOpen(at moment: Date) -> Bool {
        let calendar = calendar
        let parts = calendar.dateComponents([.hour, .minute, .second], from: moment)
        let minute = (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
        return windows(on: moment, calendar).contains { $0.from <= minute && minute < $0.to }
    }

    /// When it opens next: `moment` itself while it is open; `nil` when it does not open within 370 days.
    package func opensNext(after moment: Date) -> Date? {
        if isOpen(at: moment) { return moment }
        let calendar = calendar
        var day = calendar.startOfDay(for: moment)
        for _ in 0...370 {
            for window in windows(on: day, calendar) {
                if let start = instant(day, window.from, calendar), start >= moment, isOpen(at: start) { return start }
            }
            guard let noon = calendar.date(bySettingHour: 12, minute: 0, second: 0, of: day),
                let next = calendar.date(byAdding: .day, value: 1, to: noon)
            else { return nil }
            day = calendar.startOfDay(for: next)
        }
        return nil
    }

    /// The wall clock's minute of that day; one a change of clocks skips becomes the first minute after it.
    private func instant(_ day: Date, _ minute: Int, _ calendar: Calendar) -> Date? {
        calendar.date(
            bySettingHour: minute / 60, minute: minute % 60, second: 0, of: day, matchingPolicy: .nextTime,
            repeatedTimePolicy: .first)
    }

    private func windows(on day: Date, _ calendar: Calendar) -> [Window] {
        let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: day)
        guard let year = parts.year, let month = parts.month, let number = parts.day, let weekday = parts.weekday else {
            return []
        }
        let date = Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(number, 2)
        if let special = specialDays.first(where: { $0.date == date }) {
            return special.working ? special.windows ?? days["mon"] ?? [] : []
        }
        return days[Self.weekdays[weekday - 1]] ?? []
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private var calendar: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        return calendar
    }
}
