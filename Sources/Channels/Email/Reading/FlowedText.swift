/// Text in `format=flowed` (RFC 3676): soft line breaks taken out, so that paragraphs are whole again.
enum FlowedText {
    static func unfolded(_ text: String, deletesSpace: Bool) -> String {
        var lines: [String] = []
        var paragraph = ""
        // How deep the paragraph in hand is quoted; `nil` when none is.
        var depth: Int?
        func finish() {
            if let open = depth { lines.append(quoted(paragraph, open)) }
            paragraph = ""
            depth = nil
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let own = line.prefix { $0 == ">" }.count
            var content = line.dropFirst(own)
            if content.hasPrefix(" ") { content = content.dropFirst() }
            let isSignatureMark = content == "-- "
            if depth != own || isSignatureMark { finish() }
            let isSoft = content.hasSuffix(" ") && !isSignatureMark
            paragraph += isSoft && deletesSpace ? content.dropLast() : content
            depth = own
            if !isSoft { finish() }
        }
        finish()
        return lines.joined(separator: "\n")
    }

    private static func quoted(_ text: String, _ depth: Int) -> String {
        guard depth > 0 else { return text }
        return String(repeating: ">", count: depth) + (text.isEmpty ? "" : " " + text)
    }
}
