import Foundation

/// The header lines that mail programs repeat above a quoted or forwarded mail.
struct HeaderBlock {
    /// The line after it.
    private(set) var end: Int
    private var values: [HeaderLabel: ArraySlice<UInt8>] = [:]

    /// What stands behind a label.
    subscript(label: HeaderLabel) -> String? {
        values[label].map {
            String(decoding: $0.prefix(2000), as: UTF8.self).replacing("&nbsp;", with: " ")
                .trimmingCharacters(in: .whitespaces)
        }
    }

    /// The block that begins at line `start`; `nil` when none begins there.
    ///
    /// A block names a sender and at least two more of date, recipients, copies and subject.
    init?(_ lines: TextLines, from start: Int) {
        end = start
        switch HeaderLabel.read(lines.unquotedContent(start))?.label {
        case .from, .date, .subject: break
        case .to, .cc, .other, nil: return nil
        }
        var others = 0
        var strangers = 0
        for line in start..<min(start + 30, lines.count) {
            let content = lines.unquotedContent(line)
            if content.isEmpty {
                // Some programs set a blank line between the labels; two end the block.
                strangers += 2
            } else if let (label, value) = HeaderLabel.read(content) {
                // A label that comes again belongs to another block.
                guard values[label] == nil || label == .other, others < 5 else { break }
                others += label == .other ? 1 : 0
                strangers = 0
                values[label] = value
                end = line + 1
            } else {
                // Long lists of recipients wrap.
                strangers += 1
                if values.count >= 4, values[.subject] != nil { break }
            }
            if strangers > 3 { break }
        }
        guard values[.from] != nil, values[.date] != nil || values[.to] != nil else { return nil }
        guard values.count - (values[.other] == nil ? 0 : 1) >= 3 else { return nil }
    }
}
