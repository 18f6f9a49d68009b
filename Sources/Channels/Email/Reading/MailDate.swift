import Basics
import Foundation

/// The instant a Date field means (RFC 5322 section 3.3), also where it is written as people and old programs do.
enum MailDate {
    /// The instant; a date without a zone counts as UTC.
    ///
    /// - Returns: `nil` when no day and time can be read.
    static func instant(_ text: String) -> Date? {
        var reading = DateReading()
        for word in words(text) { reading.take(word) }
        return reading.instant
    }

    /// The words without comments, in lower case; blanks around a colon are taken out.
    private static func words(_ text: String) -> [Substring] {
        var plain = ""
        var depth = 0
        for character in text.prefix(200).lowercased() {
            switch character {
            case "(": depth += 1
            case ")": depth = max(0, depth - 1)
            case _ where depth > 0: break
            case "年", "月": plain.append("-")
            case "日", ",", ";", "\"": plain.append(" ")
            case ":":
                while plain.last == " " { plain.removeLast() }
                plain.append(character)
            case _ where character.isWhitespace:
                if plain.last != ":" { plain.append(" ") }
            default: plain.append(character)
            }
        }
        return plain.split(separator: " ")
    }
}

/// What the words of a date have told so far.
private struct DateReading {
    private var year: Int?
    private var month: Int?
    private var day: Int?
    private var time: (hour: Int, minute: Int, second: Int)?
    private var offsetMinutes = 0

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    private static let otherMonths = [
        "mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12, "ene": 1, "abr": 4, "ago": 8, "dic": 12,
    ]
    /// Minutes east of Greenwich (RFC 5322 section 4.3, and what else mail programs write).
    private static let zones = [
        "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
        "bst": 60, "west": 60, "cet": 60, "met": 60, "mez": 60, "cest": 120, "mest": 120, "mesz": 120, "eet": 120,
        "eest": 180, "msk": 180, "hkt": 480, "sgt": 480, "jst": 540, "kst": 540, "aest": 600, "aedt": 660,
        "nzst": 720, "nzdt": 780,
    ]

    var instant: Date? {
        guard let year, let month, let day, let time else { return nil }
        let text = String(
            format: "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day, time.hour, time.minute, time.second)
        return Date(rfc3339: text)?.addingTimeInterval(Double(-offsetMinutes * 60))
    }

    mutating func take(_ word: Substring) {
        let numbers = NumberRun(word)
        switch (numbers.values.count, numbers.separator) {
        case (3, "-"), (3, "/"), (3, "."):
            if numbers.digits[0] == 4 {
                (year, month, day) = (numbers.values[0], numbers.values[1], numbers.values[2])
                // "2024-11-25T10:00:00" is date and time in one.
                take(numbers.rest.drop { $0 == "t" || $0 == "-" })
            } else if numbers.separator == "." {
                if numbers.digits[2] == 4 {
                    (day, month, year) = (numbers.values[0], numbers.values[1], numbers.values[2])
                } else {
                    takeTime(numbers)
                }
            } else if numbers.separator == "/" {
                takeSlashes(numbers.values[0], numbers.values[1], numbers.values[2])
            }
        case (2..., ":"), (2, "."): takeTime(numbers)
        case (1, _) where numbers.rest.isEmpty: takeNumber(numbers.values[0], digits: numbers.digits[0])
        case (1, _) where numbers.rest.hasPrefix("-"):
            // "25-Nov-2024"
            takeNumber(numbers.values[0], digits: numbers.digits[0])
            for part in numbers.rest.split(separator: "-") { take(part) }
        case (0, _): takeLetters(word)
        default: break
        }
    }

    private mutating func takeLetters(_ word: Substring) {
        for prefix in ["gmt", "utc", "ut", ""] where word.hasPrefix(prefix) {
            let rest = word.dropFirst(prefix.count)
            guard let sign = rest.first, sign == "+" || sign == "-" else { continue }
            if time != nil { takeOffset(isWest: sign == "-", NumberRun(rest.dropFirst())) }
            return
        }
        let name = word.filter { $0 != "." }
        if name == "am" || name == "pm" {
            takeHalf(isAfternoon: name == "pm")
        } else if let minutes = Self.zones[name] {
            offsetMinutes = minutes
        } else if month == nil {
            let start = String(name.prefix(3))
            month = Self.months.firstIndex(of: start).map { $0 + 1 } ?? Self.otherMonths[start]
        }
    }

    private mutating func takeNumber(_ number: Int, digits: Int) {
        if digits >= 4 || day != nil {
            if year != nil, time != nil, digits == 4 { return takeOffset(isWest: false, NumberRun("\(number)")) }
            guard year == nil, number >= 0 else { return }
            switch digits {
            case 1, 2: year = number < 50 ? 2000 + number : 1900 + number
            case 3: year = 1900 + number
            case 4: year = number
            default: break
            }
        } else if (1...31).contains(number) {
            day = number
        }
    }

    /// `11/25/2024`; the other order when the month cannot be one.
    private mutating func takeSlashes(_ first: Int, _ second: Int, _ last: Int) {
        (month, day) = first > 12 ? (second, first) : (first, second)
        year = last < 50 ? 2000 + last : last < 100 ? 1900 + last : last
    }

    private mutating func takeTime(_ numbers: NumberRun) {
        guard time == nil else { return }
        let (hour, minute) = (numbers.values[0], numbers.values[1])
        let second = numbers.values.count > 2 ? numbers.values[2] : 0
        guard hour < 24, minute < 60, second <= 61 else { return }
        time = (hour, minute, min(second, 59))
        // A zone or "PM" without a blank in front.
        if numbers.rest != "z", !numbers.rest.isEmpty { takeLetters(numbers.rest) }
    }

    private mutating func takeHalf(isAfternoon: Bool) {
        guard let known = time, known.hour <= 12 else { return }
        time?.hour = known.hour % 12 + (isAfternoon ? 12 : 0)
    }

    /// `0800`, `08:00`, `8` or `08`; what cannot be an offset counts as UTC.
    private mutating func takeOffset(isWest: Bool, _ numbers: NumberRun) {
        guard let first = numbers.values.first else { return }
        let isWhole = numbers.values.count == 1 && numbers.digits[0] > 2
        let hours = isWhole ? first / 100 : first
        let minutes = isWhole ? first % 100 : numbers.values.count > 1 ? numbers.values[1] : 0
        guard hours < 24, minutes < 60 else { return }
        offsetMinutes = (hours * 60 + minutes) * (isWest ? -1 : 1)
    }
}

/// Numbers in front of a word, divided by one sign: `2024-11-25`, `10:00:00`, `25`.
private struct NumberRun {
    private(set) var values: [Int] = []
    private(set) var digits: [Int] = []
    private(set) var separator: Character?
    private(set) var rest: Substring

    init(_ word: Substring) {
        rest = word
        while true {
            let number = rest.prefix { ("0"..."9").contains($0) }
            guard let value = Int(number), number.count <= 9 else { return }
            values.append(value)
            digits.append(number.count)
            rest = rest.dropFirst(number.count)
            guard let sign = rest.first, let next = rest.dropFirst().first, ("0"..."9").contains(next) else { return }
            // Fractions of a second are not kept.
            if values.count == 3 {
                if sign == "." || sign == "," { rest = rest.dropFirst().drop { ("0"..."9").contains($0) } }
                return
            }
            guard "-/.:".contains(sign), separator == nil || separator == sign || separator == ":" && sign == "." else {
                return
            }
            separator = separator ?? sign
            rest = rest.dropFirst()
        }
    }
}
