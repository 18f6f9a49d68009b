import Foundation

/// The shop's office hours by the clock of Shanghai, which knows no summer time: Monday to Friday 9:00 to 12:30 and 13:30
/// to 18:00, Saturday 10:00 to 16:00, as in `sql/seed/demo.json`.
struct DemoHours: Sendable {
    static let zoneSeconds = 8 * 3600.0
    static let daySeconds = 86_400.0

    /// Midnight in Shanghai at the beginning of the day `date` lies in.
    static func midnight(_ date: Date) -> Date {
        let local = date.timeIntervalSince1970 + zoneSeconds
        return Date(timeIntervalSince1970: (local / daySeconds).rounded(.down) * daySeconds - zoneSeconds)
    }

    /// 0 for Monday to 6 for Sunday.
    static func weekday(_ date: Date) -> Int {
        let days = Int(((date.timeIntervalSince1970 + zoneSeconds) / daySeconds).rounded(.down))
        return ((days + 3) % 7 + 7) % 7
    }

    /// The windows of the day, in seconds from midnight.
    static func windows(_ date: Date) -> [ClosedRange<Double>] {
        switch weekday(date) {
        case 0...4: [9 * 3600...12.5 * 3600, 13.5 * 3600...18 * 3600]
        case 5: [10 * 3600...16 * 3600]
        default: []
        }
    }

    /// Evenings until ten and weekends from ten on, when somebody at home usually looks at the chat.
    static func isEvening(_ date: Date) -> Bool {
        let hour = date.timeIntervalSince(midnight(date)) / 3600
        return hour >= (weekday(date) < 5 ? 18 : 10) && hour < 22
    }

    /// The moment when `seconds` of open hours have passed since `start`.
    static func after(_ start: Date, openSeconds seconds: Double) -> Date {
        var rest = seconds
        var day = midnight(start)
        for _ in 0..<30 {
            for window in windows(day) {
                let opens = max(day.addingTimeInterval(window.lowerBound), start)
                let closes = day.addingTimeInterval(window.upperBound)
                guard opens < closes else { continue }
                let length = closes.timeIntervalSince(opens)
                if rest <= length { return opens.addingTimeInterval(rest) }
                rest -= length
            }
            day = day.addingTimeInterval(daySeconds)
        }
        return start.addingTimeInterval(seconds)
    }
}
