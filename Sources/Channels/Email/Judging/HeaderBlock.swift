import Foundation

/// The header lines that mail programs repeat above a quoted or forwarded mail.
enum HeaderBlock {
    /// The values of such a block.
    struct Values {
        var from: String?
        var date: String?
        var to: String?
        var subject: String?
        var end: Int
    }

    /// The block that begins at line `start`; `nil` when none begins there.
    ///
    /// A block names a sender and at least two more of date, recipients, copies and subject.
    static func read(_ lines: TextLines, from start: Int) -> Values? {
        switch HeaderLabel.read(lines.unquotedContent(start))?.label {
        case .from, .date, .subject: break
        case .to, .cc, .other, nil: return nil
        }
        var values = Values(end: start)
        var seen: Set<HeaderLabel> = []
        var strangers = 0
        var others = 0
        var line = start
        while line < min(start + 30, lines.count) {
            defer { line += 1 }
            let content = lines.unquotedContent(line)
            if content.isEmpty {
                // Some programs set a blank line between the labels; two end the block.
                strangers += 2
                if strangers > 3 { break }
                continue
            }
            guard let (label, value) = HeaderLabel.read(content) else {
                // Long lists of recipients wrap.
                strangers += 1
                if strangers > 3 || seen.count >= 4 && seen.contains(.subject) { break }
                continue
            }
            // A label that comes again belongs to another block.
            if label != .other, seen.contains(label) { break }
            strangers = 0
            others += label == .other ? 1 : 0
            if others > 4 { break }
            seen.insert(label)
            values.end = line + 1
            values.take(label, String(decoding: value.prefix(2000), as: UTF8.self))
        }
        guard seen.contains(.from), seen.contains(.date) || seen.contains(.to) else { return nil }
        return seen.subtracting([.other]).count >= 3 ? values : nil
    }
}

extension HeaderBlock.Values {
    fileprivate mutating func take(_ label: HeaderLabel, _ value: String) {
        let value = value.replacing("&nbsp;", with: " ").trimmingCharacters(in: .whitespaces)
        switch label {
        case .from: from = value
        case .date: date = value
        case .to: to = value
        case .subject: subject = value
        case .cc, .other: break
        }
    }
}
