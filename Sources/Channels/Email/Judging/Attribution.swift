/// The line above a quote that says whose words follow: "On Monday, Mei <mei@example.com> wrote:".
enum Attribution {
    /// How sure it is.
    case certain
    /// Only together with marked lines below it.
    case likely

    /// What a line, or a wrapped one joined, is; `nil` for a person's own words.
    static func read(_ line: ArraySlice<UInt8>) -> Attribution? {
        guard line.count <= 400 else { return nil }
        var ending = line
        if ending.last == 0x3A {
            ending = ending.dropLast()
        } else if ending.suffix(3).elementsEqual([0xEF, 0xBC, 0x9A]) {
            ending = ending.dropLast(3)
        } else {
            return nil
        }
        let hasAddress = line.contains(0x40)
        let digits = line.count { $0 >= 0x30 && $0 <= 0x39 }
        let hasTime = digits >= 3 && hasTime(line)
        // Verbs stand inside the line, where nobody writes capitals.
        let hasVerb = QuoteWords.hasVerb([0x20] + line.map { $0 >= 0x41 && $0 <= 0x5A ? $0 + 32 : $0 })
        // Programs put an address between brackets or close the line with the verb; a sentence seldom does either.
        if hasVerb, hasAddress, line.contains(0x3C) || QuoteWords.hasVerb(Array(line.suffix(24))) { return .certain }
        // Without an address a sentence could read the same; Chinese, Japanese and Korean programs have words of their own.
        if digits >= 6, hasTime, QuoteWords.hasProgramVerb(line) { return .certain }
        // Gmail in some languages has no verb: "2024年1月1日(月) 10:00 Mei <mei@example.com>:".
        let endsInAddress = hasAddress && ending.last == 0x3E
        if endsInAddress, digits >= 6, hasClock(line), hasOpener(line) { return .certain }
        return hasVerb || endsInAddress || hasTime && digits >= 6 ? .likely : nil
    }

    static func hasOpener(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = line.first else { return false }
        // A date; an address may begin with a digit too.
        if first >= 0x30 && first <= 0x39 { return !line.prefix { $0 != 0x20 }.contains(0x40) }
        let start = String(decoding: line.prefix(40), as: UTF8.self).lowercased()
        return QuoteWords.openers.contains { start.hasPrefix($0) }
    }

    /// Whether a wrapped attribution may have this line as its first or second: no end of a sentence, a date or an address.
    static func mayContinue(_ line: ArraySlice<UInt8>) -> Bool {
        line.count <= 200 && isOpen(line) && line.contains { $0 == 0x40 || $0 >= 0x30 && $0 <= 0x39 }
    }

    /// Whether the line opens one that was wrapped inside its date: "Mei <mei@example.com> schrieb am So., 23.".
    static func isBeginning(_ line: ArraySlice<UInt8>) -> Bool {
        line.count <= 200 && line.contains(0x3C) && line.contains(0x40) && QuoteWords.hasVerb([0x20] + line)
    }

    /// Whether the line ends like no sentence.
    static func isOpen(_ line: ArraySlice<UInt8>) -> Bool {
        guard let last = line.last, !".!?:;".utf8.contains(last) else { return false }
        return line.count < 3 || !wideEnds.contains(Array(line.suffix(3)))
    }

    private static let wideEnds = Set(["。", "！", "？", "：", "；"].map { Array($0.utf8) })

    /// Whether a line cannot be a whole attribution: it opens with an address or with the verb.
    static func isFragment(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = line.first else { return false }
        return first == 0x3C || first == 0x28 || first == 0x5B || QuoteWords.opensWithVerb([0x20] + line)
    }

    /// Whether the line is a date and an address without a verb: "2011/4/7 Mei Lin <mei@example.com>".
    static func isDatedAddress(_ line: ArraySlice<UInt8>) -> Bool {
        line.count <= 200 && line.last == 0x3E && line.contains(0x40) && hasDate(line.prefix { $0 != 0x20 })
    }

    /// Whether the word is a date in digits: 2011/4/7, 07.04.2011.
    private static func hasDate(_ word: ArraySlice<UInt8>) -> Bool {
        let parts = word.split { "/-.".utf8.contains($0) }
        return parts.count == 3 && word.count >= 6
            && parts.allSatisfy { part in part.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
    }

    private static func hasClock(_ bytes: ArraySlice<UInt8>) -> Bool {
        func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
        return bytes.indices.dropFirst().dropLast().contains { place in
            bytes[place] == 0x3A && isDigit(bytes[place - 1]) && isDigit(bytes[place + 1])
        }
    }

    private static func hasTime(_ bytes: ArraySlice<UInt8>) -> Bool {
        func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
        for place in bytes.indices.dropFirst().dropLast() where isDigit(bytes[place - 1]) {
            // 10:00, 10.00, 10h00, and the year of 2024年.
            let sign = bytes[place]
            if sign == 0x3A || sign == 0x2E || sign == 0x68, isDigit(bytes[place + 1]) { return true }
            if sign == 0xE5, bytes[place + 1] == 0xB9 { return true }
        }
        return false
    }
}
