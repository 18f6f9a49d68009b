/// Finds where the trailing quote or signature of a mail begins, so that it can be shown folded: nothing is ever cut.
///
/// Only what stands at the end folds. Where text follows a quoted block, the sender answered inside the quote, and
/// nothing folds; nothing folds either when nothing would be left to see.
package enum QuoteFold {
    /// Where in a plain text the fold begins, in UTF-16 code units; `nil` when nothing folds.
    ///
    /// - Parameter subject: A forward's old mail is its content and stays open.
    package static func fold(text: String, subject: String = "") -> Int? {
        let lines = TextLines(text)
        let quote = QuoteScan(lines, quoted: nil, isForward: SubjectLine.isForward(subject))
        return quote.foldLine.map { TextLines.utf16Offset(of: lines.starts[$0], in: lines.bytes) }
    }

    /// What the sender wrote anew in a plain text: without what folds, and without a quote they answered below.
    package static func reply(text: String, subject: String = "") -> String {
        let lines = TextLines(text)
        let quote = QuoteScan(lines, quoted: nil, isForward: SubjectLine.isForward(subject))
        let own = quote.answerBelow ?? 0..<(quote.foldLine ?? lines.count)
        guard own != 0..<lines.count else { return text }
        let from = own.isEmpty ? 0 : lines.starts[own.lowerBound]
        let to = own.upperBound < lines.count ? lines.starts[own.upperBound] : lines.bytes.count
        var reply = String(decoding: lines.bytes[from..<to], as: UTF8.self)[...]
        while let last = reply.last, last.isWhitespace { reply = reply.dropLast() }
        return String(reply)
    }

    /// Where in an HTML text the fold begins, in UTF-16 code units: always between two tags or texts, so that an element
    /// put in there divides what is shown from what is folded; `nil` when nothing folds.
    package static func fold(html: String, subject: String = "") -> Int? {
        let page = HTMLPage(html)
        let lines = TextLines(bytes: page.text)
        let quoted = page.lines.map(\.isQuoted)
        guard quoted.count == lines.count else { return nil }
        let quote = QuoteScan(lines, quoted: quoted, isForward: SubjectLine.isForward(subject))
        return quote.foldLine.map { TextLines.utf16Offset(of: page.lines[$0].origin, in: page.html) }
    }
}

/// One look at the lines of a mail from the top, for the first mark of an older mail.
struct QuoteScan {
    private let lines: TextLines
    /// For HTML, which lines stand in an element that quotes.
    private let quoted: [Bool]?
    private let isForward: Bool

    init(_ lines: TextLines, quoted: [Bool]?, isForward: Bool) {
        self.lines = lines
        self.quoted = quoted
        self.isForward = isForward
    }

    /// An older mail as far as the marks tell.
    enum Quote: Equatable {
        /// Lines marked one by one, from the line above them that says whose they are.
        case marked(start: Int, body: Int)
        /// Everything after a divider, a block of header lines or a line such as "On … wrote:".
        case rest(start: Int, body: Int)
        /// The sender's own content: a forwarded mail, or a quotation they introduced themselves.
        case content
    }

    var foldLine: Int? {
        let quote = firstQuote()
        var end = lines.count
        switch quote {
        case .marked(let start, let body):
            guard isTrailing(body) else { return nil }
            end = start
        case .rest(let start, let body):
            guard !isForward else { return nil }
            if answersInside(body) || hintsAtAnswersInside(before: start) { return nil }
            end = start
        case .content: return nil
        case nil: break
        }
        let signature = MailSignature.start(in: lines, before: end)
        let folds = [signature, end < lines.count ? end : nil].compactMap(\.self)
        return folds.first { fold in (0..<fold).contains { !lines.isBlank($0) } }
    }

    /// The lines of an answer written below the whole quote, without the signature; `nil` when the mail is no such answer.
    var answerBelow: Range<Int>? {
        guard !isForward, case .marked(let start, let body) = firstQuote(), (0..<start).allSatisfy(lines.isBlank)
        else { return nil }
        let below = body..<lines.count
        guard let first = below.first(where: { !lines.isBlank($0) && !isQuoted($0) }),
            !(first..<lines.count).contains(where: isQuoted)
        else { return nil }
        let end = MailSignature.start(in: lines, before: lines.count) ?? lines.count
        return first < end ? first..<end : nil
    }

    func firstQuote() -> Quote? {
        var line = 0
        while line < lines.count {
            defer { line += 1 }
            if lines.isBlank(line) { continue }
            if isQuoted(line) { return markedQuote(at: line) }
            guard mayMark(line) else { continue }
            switch QuoteWords.divider(lines.content(line)) {
            case .forward: return .content
            case .original: return .rest(start: withRule(above: line), body: line + 1)
            case .rule, nil: break
            }
            if let block = HeaderBlock(lines, from: line) {
                return isForwarded(line) ? .content : .rest(start: withRule(above: line), body: block.end)
            }
            if lines.endsWithColon(line), let quote = attributed(endingAt: line) { return quote }
        }
        return nil
    }

    private func isQuoted(_ line: Int) -> Bool {
        lines.isQuoted(line) || !lines.isBlank(line) && (quoted?[line] ?? false)
    }

    /// The cheap look: a mark has a colon, dashes or a title in it.
    private func mayMark(_ line: Int) -> Bool {
        guard lines.length(line) <= 400 else { return false }
        let first = lines.first(line)
        if first == 0x2D || first == 0x5F || first == 0x2A || first == 0x3D || first == 0x7C || first == 0xE2 {
            return true
        }
        return lines.bytes[lines.ranges[line]].contains { $0 == 0x3A || $0 == 0xEF || $0 == 0x09 }
    }

    // MARK: Lines marked one by one

    private func markedQuote(at line: Int) -> Quote? {
        if QuoteWords.divider(lines.unquotedContent(line)) == .forward { return .content }
        let above = lines.isQuoted(line) ? filledAbove(line) : nil
        if let above, lines.endsWithColon(above), !isQuoted(above) {
            // Attributed lines came by earlier; this is a sender who introduces a quotation: "I got this error:".
            return .content
        }
        if let above, !isQuoted(above), Attribution.isDatedAddress(lines.content(above)) {
            return .marked(start: above, body: line)
        }
        return .marked(start: withRule(above: line), body: line)
    }

    /// Whether nothing but quoted lines, marks and a signature stands from `body` to the end.
    private func isTrailing(_ body: Int) -> Bool {
        var line = body
        while line < lines.count {
            defer { line += 1 }
            if lines.isBlank(line) || isQuoted(line) { continue }
            if MailSignature.isTail(lines, from: line) { return true }
            if QuoteWords.divider(lines.content(line)) == .original || HeaderBlock(lines, from: line) != nil {
                return true
            }
            // Another line "On … wrote:" between two quotes belongs to them.
            guard let end = attributionEnd(from: line) else { return false }
            guard let next = lines.nextFilled(after: end), isQuoted(next) else { return false }
            line = end
        }
        return true
    }

    private func attributionEnd(from line: Int) -> Int? {
        for end in line..<min(line + 3, lines.count) {
            if lines.isBlank(end) || isQuoted(end) { return nil }
            if lines.endsWithColon(end), Attribution.read(joined(line...end)[...]) != nil { return end }
        }
        return nil
    }

    // MARK: "On … wrote:"

    private func attributed(endingAt line: Int) -> Quote? {
        guard mayAttribute(line), let start = attributionStart(endingAt: line) else { return nil }
        let strength = Attribution.read(joined(start...line)[...])
        guard let next = lines.nextFilled(after: line) else {
            return strength == .certain ? .rest(start: withRule(above: start), body: line + 1) : nil
        }
        if isQuoted(next) {
            return strength == nil ? nil : .marked(start: withRule(above: start), body: next)
        }
        return strength == .certain ? .rest(start: withRule(above: start), body: line + 1) : nil
    }

    /// The cheap look: an address or a date stands in the line or close above, or marked lines stand below.
    private func mayAttribute(_ line: Int) -> Bool {
        for near in max(0, line - 2)...line {
            var digits = 0
            for byte in lines.content(near).prefix(400) {
                if byte == 0x40 { return true }
                if byte >= 0x30 && byte <= 0x39 { digits += 1 }
            }
            if digits >= 4 { return true }
        }
        return lines.nextFilled(after: line).map(isQuoted) ?? false
    }

    /// The line where an attribution begins that ends at `line`: itself or up to two lines above, when it was wrapped.
    private func attributionStart(endingAt line: Int) -> Int? {
        var start = line
        var best: Int?
        var found: Attribution?
        while start >= 0, line - start <= 2, !lines.isBlank(start), !isQuoted(start) {
            if start < line, !mayBegin(start) { break }
            let text = joined(start...line)[...]
            guard text.count <= 400 else { break }
            if let strength = Attribution.read(text) {
                if Attribution.hasOpener(text) {
                    // "于 2024年… 写道：" stands alone or below the name and address it belongs to.
                    let above = start - 1
                    if above >= 0, lines.length(above) <= 120, !lines.isBlank(above), !isQuoted(above) {
                        let name = lines.content(above)
                        let isDate = text.starts(with: "于".utf8) || text.starts(with: "於".utf8)
                        if name.last == 0x3E, name.contains(0x40), isDate { return above }
                    }
                    return start
                }
                let isSurer = strength == .certain && found == .likely
                if best == nil || isSurer || Attribution.isFragment(lines.content(start + 1)) { best = start }
                found = strength
            }
            start -= 1
        }
        return best
    }

    /// Whether a wrapped attribution may begin or go on with this line: a date, an address, or a name before its address.
    private func mayBegin(_ line: Int) -> Bool {
        let below = lines.content(line + 1)
        if below.first == 0x3C, below.contains(0x40), lines.length(line) <= 80 {
            return Attribution.isOpen(lines.content(line))
        }
        return Attribution.mayContinue(lines.content(line)) || Attribution.isBeginning(lines.content(line))
    }

    private func joined(_ range: ClosedRange<Int>) -> [UInt8] {
        var joined: [UInt8] = []
        for line in range {
            if !joined.isEmpty { joined.append(0x20) }
            joined.append(contentsOf: lines.content(line).prefix(401))
        }
        return joined
    }

    // MARK: Everything after a mark

    /// Whether the mail after a mark is itself marked line by line and answered between.
    private func answersInside(_ body: Int) -> Bool {
        guard let first = lines.nextFilled(after: body - 1), lines.isQuoted(first) else { return false }
        return !isTrailing(first)
    }

    private func hintsAtAnswersInside(before start: Int) -> Bool {
        var seen = 0
        var line = start - 1
        while line >= 0, seen < 12 {
            let text = lines.short(line).lowercased()
            if QuoteWords.inlineHints.contains(where: { text.contains($0) }) { return true }
            if !text.isEmpty { seen += 1 }
            line -= 1
        }
        return false
    }

    /// Whether a block of header lines stands below a line that says it is a forwarded mail.
    private func isForwarded(_ line: Int) -> Bool {
        guard let above = filledAbove(line) else { return false }
        return QuoteWords.divider(lines.content(above)) == .forward
    }

    /// A drawn line, a title or the empty mark above a quote belong to it.
    private func withRule(above line: Int) -> Int {
        guard let above = filledAbove(line), !isQuoted(above) || quoted != nil else { return line }
        let text = lines.content(above)
        if QuoteWords.divider(text) == .rule || QuoteWords.isBareTitle(text) { return above }
        return line
    }

    private func filledAbove(_ line: Int) -> Int? {
        var above = line - 1
        // More blank lines than this and the two have nothing to do with each other.
        while above >= 0, line - above <= 6 {
            if !lines.isBlank(above) { return above }
            above -= 1
        }
        return nil
    }
}
