/// Values like `form-data; name="x"; filename*=UTF-8''y` (RFC 9110 section 5.6.6, RFC 8187).
enum HeaderParameters {
    /// The value before the first semicolon, and the parameters under lower-case names; the first of a name counts.
    static func parse(_ text: String) -> (value: String, parameters: [String: String]) {
        var rest = Substring(text)
        let value = take(from: &rest).trimmingBlanks()
        var parameters: [String: String] = [:]
        while !rest.isEmpty {
            let pair = take(from: &rest)
            guard let equals = pair.firstIndex(of: "=") else { continue }
            let name = pair[..<equals].trimmingBlanks().lowercased()
            let raw = pair[pair.index(after: equals)...].trimmingBlanks()
            guard !name.isEmpty, parameters[name] == nil else { continue }
            parameters[name] = name.hasSuffix("*") ? extended(raw) : unquoted(raw)
        }
        return (value, parameters)
    }

    /// Cuts off everything up to the next semicolon outside quotes.
    private static func take(from rest: inout Substring) -> Substring {
        var isQuoted = false
        var isEscaped = false
        var index = rest.startIndex
        while index != rest.endIndex {
            let character = rest[index]
            if isEscaped {
                isEscaped = false
            } else if isQuoted, character == "\\", escapes(rest, at: index) {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == ";", !isQuoted {
                break
            }
            index = rest.index(after: index)
        }
        let taken = rest[..<index]
        rest = index == rest.endIndex ? "" : rest[rest.index(after: index)...]
        return taken
    }

    /// Browsers write `C:\new` unescaped, so only a quote or a backslash can be escaped.
    private static func escapes(_ text: Substring, at index: Substring.Index) -> Bool {
        let next = text.index(after: index)
        return next != text.endIndex && (text[next] == "\"" || text[next] == "\\")
    }

    private static func unquoted(_ text: String) -> String {
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
        var out = ""
        var isEscaped = false
        let inner = text.dropFirst().dropLast()
        for index in inner.indices {
            if !isEscaped, inner[index] == "\\", escapes(inner, at: index) {
                isEscaped = true
                continue
            }
            isEscaped = false
            out.append(inner[index])
        }
        // WHATWG: browsers send a quote in a name as %22 and line breaks as %0D and %0A, and nothing else encoded.
        return out.replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing("%0A", with: "\n")
    }

    private static func extended(_ text: String) -> String? {
        let parts = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].lowercased() == "utf-8" else { return nil }
        return PercentCoding.decode(parts[2].utf8)
    }
}
