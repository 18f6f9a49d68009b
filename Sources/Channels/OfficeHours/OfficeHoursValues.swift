import Basics
import Foundation
import Web

extension OfficeHours {
    /// Hours as stored or sent: `days` and `holidays` in JSON.
    ///
    /// Faults go to `fields`.
    init(timeZone name: String, days: JSONValue, holidays: JSONValue, _ fields: inout Fields) {
        let zone = TimeZone(identifier: name)
        fields.check(zone != nil, "/time_zone", "is not a time zone such as Asia/Shanghai")
        var windows: [String: [Window]] = [:]
        if case .object(let sent) = days {
            for (day, value) in sent {
                fields.check(Self.weekdays.contains(day), "/days/\(day)", "is not a weekday such as mon")
                windows[day] = Self.windows(value, "/days/\(day)", &fields)
            }
        } else {
            fields.refuse("/days", "must be an object of weekdays")
        }
        var special: [SpecialDay] = []
        let sent = holidays.array ?? []
        fields.check(holidays == .null || holidays.array != nil, "/holidays", "must be a list")
        fields.check(sent.count <= 400, "/holidays", "may hold at most 400")
        for (place, value) in sent.prefix(400).enumerated() {
            let pointer = "/holidays/\(place)"
            guard let date = value["date"]?.string, date.utf8.count == 10, Date(rfc3339: date) != nil else {
                fields.refuse("\(pointer)/date", "must be a date such as 2026-10-01")
                continue
            }
            var own: [Window]?
            if let sent = value["windows"], sent != .null { own = Self.windows(sent, "\(pointer)/windows", &fields) }
            special.append(
                SpecialDay(
                    date: date,
                    name: fields.text(value["name"]?.string ?? "", "\(pointer)/name", max: 100, required: false),
                    working: value["working"]?.bool ?? false, windows: own))
        }
        self.init(timeZone: zone ?? .gmt, days: windows, specialDays: special)
    }

    var daysValue: JSONValue {
        .object(days.mapValues { .array($0.map(\.value)) })
    }

    var holidaysValue: JSONValue {
        .array(
            specialDays.map { day in
                var members: [String: JSONValue] = [
                    "date": .string(day.date), "name": .string(day.name), "working": .bool(day.working),
                ]
                if let windows = day.windows { members["windows"] = .array(windows.map(\.value)) }
                return .object(members)
            })
    }

    private static func windows(_ value: JSONValue, _ pointer: String, _ fields: inout Fields) -> [Window] {
        var windows: [Window] = []
        guard let sent = value.array, sent.count <= 12 else {
            fields.refuse(pointer, "must be a list of at most 12 windows")
            return []
        }
        for (place, pair) in sent.enumerated() {
            let times = (pair.array ?? []).compactMap { $0.string.flatMap(Self.minute) }
            guard times.count == 2, times[0] < times[1] else {
                fields.refuse("\(pointer)/\(place)", "must be two times such as 09:00 and 17:30, the first one earlier")
                continue
            }
            windows.append(Window(from: times[0], to: times[1]))
        }
        windows.sort { $0.from < $1.from }
        for (earlier, later) in zip(windows, windows.dropFirst()) where later.from < earlier.to {
            fields.refuse(pointer, "may not hold windows that overlap")
        }
        return windows
    }

    /// `09:30` is 570; `24:00` is the end of the day.
    private static func minute(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy(\.isASCII) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), (0...59).contains(minute),
            (0...23).contains(hour) || (hour == 24 && minute == 0)
        else { return nil }
        return hour * 60 + minute
    }
}

extension OfficeHours.Window {
    var value: JSONValue {
        .array([.string(Self.text(from)), .string(Self.text(to))])
    }

    private static func text(_ minute: Int) -> String {
        let hour = minute / 60
        let rest = minute % 60
        return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
    }
}
