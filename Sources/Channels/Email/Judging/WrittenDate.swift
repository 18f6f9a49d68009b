import Foundation

/// A date as mail programs write it for people, in any of the usual orders.
enum WrittenDate {
    /// The instant; `nil` when no day can be told.
    static func read(_ text: String, _ timeZone: TimeZone) -> Date? {
        var parts = Parts()
        let lower = text.lowercased()
        parts.isAfternoon = ["p.m", "下午", "晚上", "午後", "오후", "中午"].contains { lower.contains($0) }
        parts.isMorning = ["a.m", "上午", "凌晨", "早上", "午前", "오전"].contains { lower.contains($0) }
        for word in words(lower) { parts.take(word) }
        return parts.date(timeZone)
    }

    private enum Word {
        case number(Int, digits: Int, before: Character?, after: Character?)
        case name(String)
    }

    private struct Parts {
        var year: Int?
        var month: Int?
        var day: Int?
        var time: [Int] = []
        var zone: Int?
        var isAfternoon = false
        var isMorning = false
        var loose: [Int] = []
        var isYearFirst = false
        /// Whether the word before was "GMT" or "UTC".
        var isAfterZone = false
        /// Whether minutes of the zone follow.
        var isOffset = false

        mutating func take(_ word: Word) {
            let followsZone = isAfterZone
            isAfterZone = false
            switch word {
            case .name(let name):
                if month == nil, let found = WrittenDate.month(name) { month = found }
                if name == "pm" { isAfternoon = true }
                if name == "am", !time.isEmpty { isMorning = true }
                if name == "gmt" || name == "utc" || name == "z" {
                    zone = zone ?? 0
                    isAfterZone = true
                }
            case .number(let value, let digits, let before, let after):
                if digits == 4, let before, "+-−".contains(before), followsZone || !time.isEmpty {
                    let minutes = value / 100 * 60 + value % 100
                    zone = before == "+" ? minutes : -minutes
                } else if followsZone, value <= 14, before == "+" || before == "-" {
                    zone = before == "+" ? value * 60 : -value * 60
                    isOffset = after == ":"
                } else if isOffset {
                    zone = zone.map { $0 < 0 ? $0 - value : $0 + value }
                    isOffset = false
                } else if digits == 4, year == nil, value >= 1970, value < 2200 {
                    year = value
                    isYearFirst = loose.isEmpty
                } else if after == "年" {
                    year = value
                } else if after == "月" || after == "월" {
                    month = value
                } else if after == "日" || after == "号" || after == "일" {
                    day = value
                } else if after == ":" || after == "：" || after == "时" || after == "時" || before == ":" || before == "："
                    || (after == "h" && time.isEmpty)
                {
                    if time.count < 3, !(time.isEmpty && (before == ":" || before == "：")) { time.append(value) }
                } else {
                    loose.append(value)
                }
            }
        }

        func date(_ timeZone: TimeZone) -> Date? {
            var month = month
            var day = day
            var year = year
            var loose = loose
            // What has no name is in the order of the language: 2024-05-03 and 03.05.2024 are told by the year's place.
            if year == nil, let short = loose.last, loose.count >= (month == nil ? 3 : 2) {
                year = 2000 + short
                loose.removeLast()
            }
            if month == nil, loose.count >= 2 {
                // With "AM" and "PM" go American dates.
                if isYearFirst || loose[0] <= 12 && (loose[1] > 12 || isMorning || isAfternoon) {
                    month = loose[0]
                    day = day ?? loose[1]
                } else {
                    month = loose[1]
                    day = day ?? loose[0]
                }
            } else if day == nil {
                day = loose.first
            }
            guard let year, let month, let day, (1...12).contains(month), (1...31).contains(day) else { return nil }
            var hour = time.first ?? 0
            if isAfternoon, hour < 12 { hour += 12 } else if isMorning, hour == 12 { hour = 0 }
            var components = DateComponents(year: year, month: month, day: day, hour: hour)
            components.minute = time.count > 1 ? time[1] : 0
            components.second = time.count > 2 ? time[2] : 0
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = zone.flatMap { TimeZone(secondsFromGMT: $0 * 60) } ?? timeZone
            return calendar.date(from: components)
        }
    }

    private static func words(_ text: String) -> [Word] {
        var words: [Word] = []
        let letters = Array(text.prefix(200))
        var place = 0
        while place < letters.count {
            let start = place
            if letters[place].isASCII, letters[place].isNumber {
                while place < letters.count, letters[place].isASCII, letters[place].isNumber { place += 1 }
                let value = Int(String(letters[start..<min(place, start + 8)])) ?? 0
                words.append(
                    .number(
                        value, digits: place - start, before: start > 0 ? letters[start - 1] : nil,
                        after: place < letters.count ? letters[place] : nil))
            } else if letters[place].isLetter {
                while place < letters.count, letters[place].isLetter { place += 1 }
                words.append(.name(String(letters[start..<place])))
            } else {
                place += 1
            }
        }
        return words
    }

    private static func month(_ name: String) -> Int? {
        months.firstIndex { $0.contains { name.hasPrefix($0) } }.map { $0 + 1 }
    }

    private static let months: [[String]] = [
        ["jan", "янв", "ene", "gen", "sty", "oca", "led"], ["feb", "fév", "fev", "фев", "lut", "şub", "úno"],
        ["mar", "mär", "maa", "мар", "mrt", "bře"], ["apr", "abr", "avr", "апр", "kwi", "nis", "dub"],
        ["may", "mai", "mag", "maj", "maio", "mei", "май", "мая", "kvě"],
        ["jun", "juin", "giu", "июн", "cze", "haz", "čvn", "červn"],
        ["jul", "juil", "lug", "июл", "lip", "tem", "čvc", "červenc"],
        ["aug", "ago", "aoû", "aou", "авг", "sie", "ağu", "srp"], ["sep", "set", "сен", "wrz", "eyl", "zář"],
        ["oct", "okt", "out", "ott", "окт", "paź", "eki", "říj"], ["nov", "ноя", "lis", "kas"],
        ["dec", "dez", "dic", "déc", "дек", "gru", "ara", "pro"],
    ]
}
