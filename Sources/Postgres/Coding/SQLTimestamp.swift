import Foundation

/// PostgreSQL's ISO output of an instant in UTC, such as `2026-11-23 08:15:30.123456+00`, read from its bytes.
enum SQLTimestamp {
    /// The instant, or `nil` when `text` is in any other form.
    static func read(_ text: UnsafeBufferPointer<UInt8>) -> Date? {
        guard text.count >= 22, text[4] == 45, text[7] == 45, text[10] == 32, text[13] == 58, text[16] == 58,
            let year = number(text, 0, 4), let month = number(text, 5, 2), let day = number(text, 8, 2),
            let hour = number(text, 11, 2), let minute = number(text, 14, 2), let second = number(text, 17, 2)
        else { return nil }
        var index = 19
        var microseconds = 0
        if text[index] == 46 {
            index += 1
            var unit = 100_000
            while index < text.count, text[index] >= 48, text[index] <= 57 {
                microseconds += Int(text[index] - 48) * unit
                unit /= 10
                index += 1
            }
        }
        guard index + 3 == text.count, text[index] == 43, text[index + 1] == 48, text[index + 2] == 48 else {
            return nil
        }
        let seconds = ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
        // One division, as in WallClock.now: an instant read back is then equal to the one that was written.
        return Date(timeIntervalSince1970: Double(seconds * 1_000_000 + microseconds) / 1_000_000)
    }

    private static func number(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Int? {
        var value = 0
        for index in start..<start + count {
            let digit = text[index] &- 48
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    /// Days since 1970-01-01 in the Gregorian calendar.
    ///
    /// Source: H. Hinnant, "chrono-compatible low-level date algorithms".
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let era = y / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
