import Foundation

/// Content-IDs as parts and HTML write them.
enum ContentID {
    /// Without brackets; `nil` when nothing is left.
    static func clean(_ text: String) -> String? {
        let id = text.filter { $0 != "<" && $0 != ">" && !$0.isWhitespace }
        return id.isEmpty ? nil : id
    }

    /// For comparing: percent coding undone, no brackets, no blanks, no case.
    static func key(_ text: String) -> String {
        let decoded = text.removingPercentEncoding ?? text
        return decoded.filter { $0 != "<" && $0 != ">" && !$0.isWhitespace }.lowercased()
    }

    /// The values of every `src` and `background` in `html`, which may name a part by its Content-Location.
    static func sources(in html: String) -> Set<String> {
        var sources: Set<String> = []
        var html = html
        html.withUTF8 { bytes in
            for sign in bytes.indices.dropFirst(3) where bytes[sign] == .equals && sources.count < 5000 {
                let before = bytes[max(0, sign - 10)..<sign]
                guard before.suffix(3).startsIgnoringCase("src") || before.startsIgnoringCase("background") else {
                    continue
                }
                let value = bytes[(sign + 1)...].prefix(2000).drop { $0 == .quote || $0 == 39 }
                    .prefix { $0 != .quote && $0 != 39 && $0 != 62 }
                sources.insert(String(bytes: value.trimmed))
            }
        }
        return sources
    }

    /// The keys of every `cid:` in `html`.
    static func references(in html: String) -> Set<String> {
        var keys: Set<String> = []
        var html = html
        html.withUTF8 { bytes in
            for colon in bytes.indices.dropFirst(3) where bytes[colon] == .colon && keys.count < 5000 {
                guard bytes[(colon - 3)...].startsIgnoringCase("cid:") else { continue }
                let id = bytes[(colon + 1)...].prefix(500).prefix {
                    !$0.isSpace && $0 != .quote && $0 != 39 && $0 != 60 && $0 != 62 && $0 != 41
                }
                let text = String(bytes: id).replacingOccurrences(of: "&amp;", with: "&")
                if !text.isEmpty { keys.insert(key(text)) }
            }
        }
        return keys
    }
}
