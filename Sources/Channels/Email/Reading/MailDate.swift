import Basics
import Foundation

/// The instant a Date field means (RFC 5322 section 3.3), also where it is written as people and old programs do.
enum MailDate {
    /// The instant; a date without a zone counts as UTC.
    ///
    /// - Returns: `nil` when no day and time can be read.
    static func instant(_ text: String) -> Date? {
        var reading = Reading()
        for token in tokens(text) { reading.take(token) }
        return reading.instant
    }

    private static func tokens(_ text: String) -> [String] {
        var plain = ""
        var depth = 0
        for character in text.prefix(200) {
            switch character {
            case "(": depth += 1
            case ")": depth = max(0, depth - 1)
            case _ where depth > 0: break
            case "年", "月": plain.append("-")
            case "日", ",", ";", "\"": plain.append(" ")
            default: plain.append(character)
            }
        }
        plain = plain.replacing(/(\d)\s*:\s*(\d)/) { "\($0.1):\($0.2)" }
        return plain.split(whereSeparator: \.isWhitespace).flatMap { split(String($0)) }
    }

    /// `2024-11-25T10:00:00+08:00` and `25-Nov-2024` are several tokens.
    private static func split(_ token: String) -> [String] {
        if let match = token.wholeMatch(of: /(\d{4})[-\/](\d{1,2})[-\/](\d{1,2})-?(?:[Tt](.+))?/) {
            return ["\(match.1)-\(match.2)-\(match.3)"] + (match.4.map { split(String($0)) } ?? [])
        }
        if let match = token.wholeMatch(of: /(\d{1,2})-(\p{L}{3,9})\.?-(\d{2,4})/) {
            return [String(match.1), String(match.2), String(match.3)]
        }
        if let match = token.wholeMatch(of: /(\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?)([-+]\d.*|[Zz]|[AaPp][Mm])/) {
            return [String(match.1), String(match.2)]
        }
        return [token]
    }

    private struct Reading {
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

        mutating func take(_ token: String) {
            let word = token.lowercased()
            if let match = word.wholeMatch(of: /(\d{4})-(\d{1,2})-(\d{1,2})/) {
                (year, month, day) = (Int(match.1), Int(match.2), Int(match.3))
            } else if let match = word.wholeMatch(of: /(\d{1,2})\/(\d{1,2})\/(\d{2,4})/) {
                takeSlashes(Int(match.1) ?? 0, Int(match.2) ?? 0, Int(match.3) ?? 0)
            } else if time == nil,
                let match = word.wholeMatch(of: /(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2})(?:[.,]\d+)?)?/)
            {
                takeTime(Int(match.1) ?? 99, Int(match.2) ?? 99, Int(match.3 ?? "0") ?? 99)
            } else if let match = word.wholeMatch(of: /(?:gmt|utc|ut)?([-+])(\d{1,2}):?(\d{2})?/), time != nil {
                takeOffset(String(match.1), Int(match.2) ?? 0, match.3.flatMap { Int($0) })
            } else if let number = Int(word.trimmingCharacters(in: CharacterSet(charactersIn: ".'"))) {
                takeNumber(number, digits: word.count)
            } else if word == "am" || word == "pm" || word == "a.m." || word == "p.m." {
                takeHalf(isAfternoon: word.hasPrefix("p"))
            } else if let minutes = Self.zones[word] {
                offsetMinutes = minutes
            } else if month == nil {
                month =
                    Self.months.firstIndex(of: String(word.prefix(3))).map { $0 + 1 }
                    ?? Self.otherMonths[String(word.prefix(3))]
            }
        }

        private mutating func takeNumber(_ number: Int, digits: Int) {
            if digits >= 4 || day != nil {
                if year != nil, time != nil, digits == 4 { return takeOffset("+", number / 100, number % 100) }
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

        private mutating func takeTime(_ hour: Int, _ minute: Int, _ second: Int) {
            guard hour < 24, minute < 60, second <= 61 else { return }
            time = (hour, minute, min(second, 59))
        }

        private mutating func takeHalf(isAfternoon: Bool) {
            guard let known = time, known.hour <= 12 else { return }
            time?.hour = known.hour % 12 + (isAfternoon ? 12 : 0)
        }

        private mutating func takeOffset(_ sign: String, _ hours: Int, _ minutes: Int?) {
            guard hours < 24, (minutes ?? 0) < 60 else { return }
            offsetMinutes = (hours * 60 + (minutes ?? 0)) * (sign == "-" ? -1 : 1)
        }
    }
}
