import Foundation

/// The character set an HTML page names for itself.
enum HTMLCharset {
    /// What stands behind `charset=` in a `<meta …>` near the start.
    static func label(in bytes: [UInt8]) -> String? {
        let head = bytes.prefix(4096)
        for start in head.indices where head[start] == 60 && head[start...].startsIgnoringCase("<meta") {
            let tag = head[start...].prefix { $0 != 62 }
            for index in tag.indices where tag[index...].startsIgnoringCase("charset") {
                let value = tag[index...].dropFirst(7).drop { $0.isSpace || $0 == .equals || $0 == .quote || $0 == 39 }
                let label = value.prefix { $0.isLetter || $0.isDigit || $0 == .hyphen || $0 == 95 || $0 == .colon }
                if !label.isEmpty { return String(bytes: label) }
            }
        }
        return nil
    }
}

/// `text/enriched` (RFC 1896) and its forerunner `text/richtext` without their commands.
enum EnrichedText {
    static func plain(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        var isParameter = false
        while index < bytes.count {
            if bytes[index] == 60, index + 1 < bytes.count, bytes[index + 1] == 60 {
                if !isParameter { result.append(60) }
                index += 2
            } else if bytes[index] == 60, let end = command(bytes, at: index) {
                let name = bytes[(index + 1)..<(end - 1)]
                if name.startsIgnoringCase("param") { isParameter = true }
                if name.startsIgnoringCase("/param") { isParameter = false }
                index = end
            } else {
                if !isParameter { result.append(bytes[index]) }
                index += 1
            }
        }
        return String(bytes: result)
    }

    /// Where the command `<…>` that begins at `index` ends.
    private static func command(_ bytes: [UInt8], at index: Int) -> Int? {
        var end = index + 1
        while end < bytes.count, end - index < 62 {
            if bytes[end] == 62 { return end > index + 1 ? end + 1 : nil }
            guard bytes[end].isLetter || bytes[end].isDigit || bytes[end] == .hyphen || bytes[end] == 47 else {
                return nil
            }
            end += 1
        }
        return nil
    }
}
