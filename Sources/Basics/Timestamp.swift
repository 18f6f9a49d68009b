package import Foundation

extension Date {
    /// The instant in RFC 3339 UTC with microseconds, such as `2026-11-23T08:15:30.123456Z`.
    package var rfc3339: String {
        let microseconds = Int64((timeIntervalSince1970 * 1_000_000).rounded())
        var (seconds, fraction) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        if fraction < 0 {
            seconds -= 1
            fraction += 1_000_000
        }
        var (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        if rest < 0 {
            days -= 1
            rest += 86_400
        }
        let (year, month, day) = Date.civil(daysSinceEpoch: Int(days))
        guard (0...9999).contains(year) else {
            return String(
                format: "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", year, month, day, Int(rest / 3600),
                Int(rest / 60 % 60), Int(rest % 60), Int(fraction))
        }
        return String(unsafeUninitializedCapacity: 27) { text in
            Date.write(year, 4, "-", to: text, at: 0)
            Date.write(month, 2, "-", to: text, at: 5)
            Date.write(day, 2, "T", to: text, at: 8)
            Date.write(Int(rest / 3600), 2, ":", to: text, at: 11)
            Date.write(Int(rest / 60 % 60), 2, ":", to: text, at: 14)
            Date.write(Int(rest % 60), 2, ".", to: text, at: 17)
            Date.write(Int(fraction), 6, "Z", to: text, at: 20)
            return 27
        }
    }

    /// The instant written in RFC 3339 (any offset, `T` or a blank between date and time) or as a bare date, which is
    /// midnight UTC; `nil` when `text` is neither.
    ///
    /// PostgreSQL's ISO output with `+00` is read as well.
    package init?(rfc3339 text: some StringProtocol) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[range] {
                guard byte >= 48, byte <= 57 else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }
        guard bytes.count >= 10, bytes[4] == 45, bytes[7] == 45,
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            (1...12).contains(month), day >= 1, day <= Date.daysIn(month: month, year: year)
        else { return nil }
        var seconds = Double(Date.daysSinceEpoch(year: year, month: month, day: day)) * 86_400
        guard bytes.count > 10 else {
            self.init(timeIntervalSince1970: seconds)
            return
        }
        guard bytes.count >= 19, bytes[10] == 84 || bytes[10] == 116 || bytes[10] == 32, bytes[13] == 58,
            bytes[16] == 58, let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        seconds += Double(hour * 3600 + minute * 60 + second)
        var index = 19
        if index < bytes.count, bytes[index] == 46 {
            index += 1
            var unit = 0.1
            let start = index
            while index < bytes.count, bytes[index] >= 48, bytes[index] <= 57 {
                seconds += Double(bytes[index] - 48) * unit
                unit /= 10
                index += 1
            }
            guard index > start else { return nil }
        }
        guard index < bytes.count else { return nil }
        switch bytes[index] {
        case 90, 122:
            guard index + 1 == bytes.count else { return nil }
        case 43, 45:
            let sign = bytes[index] == 43 ? 1.0 : -1.0
            let rest = bytes[(index + 1)...].filter { $0 != 58 }
            guard rest.count == 2 || rest.count == 4, let hours = number(index + 1..<index + 3) else { return nil }
            let minutes = rest.count == 4 ? number(bytes.count - 2..<bytes.count) : 0
            guard let minutes, hours < 24, minutes < 60 else { return nil }
            seconds -= sign * Double(hours * 3600 + minutes * 60)
        default: return nil
        }
        self.init(timeIntervalSince1970: (seconds * 1_000_000).rounded() / 1_000_000)
    }

    /// Writes `value` with leading zeros, and what stands behind it.
    private static func write(
        _ value: Int, _ width: Int, _ end: Unicode.Scalar, to text: UnsafeMutableBufferPointer<UInt8>, at place: Int
    ) {
        var rest = value
        for index in stride(from: place + width - 1, through: place, by: -1) {
            text[index] = UInt8(48 + rest % 10)
            rest /= 10
        }
        text[place + width] = UInt8(ascii: end)
    }

    private static func daysIn(month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Source: Howard Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`.
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// Source: Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`.
    private static func civil(daysSinceEpoch: Int) -> (year: Int, month: Int, day: Int) {
        let z = daysSinceEpoch + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted + (shifted < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}
