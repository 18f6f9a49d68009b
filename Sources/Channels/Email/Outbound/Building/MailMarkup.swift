import Foundation

/// HTML of what people write: paragraphs, line breaks, links, quotes, lists and pictures; everything else is shown as
/// typed.
///
/// Nothing in the text becomes a tag: every letter is escaped first.
package enum MailMarkup {
    /// - Parameter pictures: The content ids `![…](cid:ID)` may show.
    package static func html(_ text: String, pictures: Set<String> = []) -> String {
        blocks(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init), pictures, depth: 0)
    }

    /// The text for those who see no HTML: links as "label: address", bold without its stars, pictures as "[name]".
    package static func plain(_ text: String) -> String {
        PictureMarks.named(in: text).replacing(#/\[([^\]\n]+)\]\((https?://[^)\s]+)\)/#) { "\($0.1): \($0.2)" }
            .replacing(#/\*\*([^*\n]+)\*\*/#) { "\($0.1)" }
    }

    /// Which content ids the text shows.
    package static func pictures(in text: String) -> Set<String> {
        Set(text.matches(of: #/!\[[^\]\n]*\]\(cid:([^)\s]+)\)/#).map { String($0.1) })
    }

    private enum Kind: Equatable {
        case paragraph
        case quote
        case bullet
        case number
    }

    private static func kind(of line: String, depth: Int) -> Kind {
        if line.hasPrefix(">"), depth < 8 { return .quote }
        if line.hasPrefix("- ") || line.hasPrefix("* ") { return .bullet }
        if line.prefixMatch(of: #/[0-9]{1,3}[.)] /#) != nil { return .number }
        return .paragraph
    }

    private static func blocks(_ lines: [String], _ pictures: Set<String>, depth: Int) -> String {
        var result = ""
        var group: [String] = []
        var current: Kind?
        func finish() {
            guard let kind = current else { return }
            result += block(kind, group, pictures, depth: depth)
            group = []
            current = nil
        }
        for line in lines {
            if line.allSatisfy(\.isWhitespace) {
                finish()
                continue
            }
            let kind = kind(of: line, depth: depth)
            if kind != current { finish() }
            current = kind
            group.append(line)
        }
        finish()
        return result
    }

    private static func block(_ kind: Kind, _ lines: [String], _ pictures: Set<String>, depth: Int) -> String {
        switch kind {
        case .paragraph: return "<p>" + lines.map { inline($0, pictures) }.joined(separator: "<br>\n") + "</p>\n"
        case .quote:
            let inner = lines.map { String($0.dropFirst().trimmingPrefix(" ")) }
            return "<blockquote type=\"cite\">\n" + blocks(inner, pictures, depth: depth + 1) + "</blockquote>\n"
        case .bullet:
            return "<ul>\n" + lines.map { "<li>\(inline(String($0.dropFirst(2)), pictures))</li>\n" }.joined()
                + "</ul>\n"
        case .number:
            let first = Int(lines.first?.prefix(while: \.isNumber) ?? "1") ?? 1
            let items = lines.map { line in
                let item = line.trimmingPrefix(#/[0-9]{1,3}[.)] /#)
                return "<li>\(inline(String(item), pictures))</li>\n"
            }
            return "<ol\(first == 1 ? "" : " start=\"\(first)\"")>\n" + items.joined() + "</ol>\n"
        }
    }

    private static func inline(_ line: String, _ pictures: Set<String>) -> String {
        var result = ""
        var rest = Substring(line)
        let mark =
            #/!\[(?<alt>[^\]\n]*)\]\(cid:(?<picture>[^)\s]+)\)|\[(?<label>[^\]\n]+)\]\((?<target>https?://[^)\s]+)\)|(?<bare>https?://[^\s<>"']+)|\*\*(?<bold>[^*\n]+)\*\*/#
        while let found = rest.firstMatch(of: mark) {
            result += escaped(rest[..<found.range.lowerBound])
            if let picture = found.output.picture {
                result +=
                    pictures.contains(String(picture))
                    ? "<img src=\"cid:\(escaped(picture))\" alt=\"\(escaped(found.output.alt ?? ""))\">"
                    : escaped("[\(found.output.alt ?? "")]")
            } else if let label = found.output.label, let target = found.output.target {
                result += "<a href=\"\(escaped(target))\">\(escaped(label))</a>"
            } else if let bare = found.output.bare {
                let (link, tail) = cut(bare)
                result += "<a href=\"\(escaped(link))\">\(escaped(link))</a>\(escaped(tail))"
            } else if let bold = found.output.bold {
                result += "<strong>\(escaped(bold))</strong>"
            }
            rest = rest[found.range.upperBound...]
        }
        return result + escaped(rest)
    }

    /// A link without the punctuation that ends the sentence, Chinese included, and without what cannot be in one.
    private static func cut(_ link: Substring) -> (link: Substring, tail: Substring) {
        var end = link.firstIndex { "，。；：！？、）】》”’".contains($0) } ?? link.endIndex
        while end > link.startIndex {
            let last = link[link.index(before: end)]
            let isOpen =
                last == ")" && link[..<end].filter { $0 == "(" }.count >= link[..<end].filter { $0 == ")" }.count
            guard ".,;:!?)]*".contains(last), !isOpen else { break }
            end = link.index(before: end)
        }
        return (link[..<end], link[end...])
    }

    static func escaped(_ text: some StringProtocol) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}
