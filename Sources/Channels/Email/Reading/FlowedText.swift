/// Text in `format=flowed` (RFC 3676): soft line breaks taken out, so that paragraphs are whole again.
enum FlowedText {
    static func unfolded(_ text: String, deletesSpace: Bool) -> String {
        var lines: [String] = []
        var paragraph: (depth: Int, text: String)?
        func finish() {
            if let paragraph { lines.append(quoted(paragraph.text, paragraph.depth)) }
            paragraph = nil
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let depth = line.prefix { $0 == ">" }.count
            var content = line.dropFirst(depth)
            if content.hasPrefix(" ") { content = content.dropFirst() }
            let isSignatureMark = content == "-- "
            if paragraph?.depth != depth || isSignatureMark { finish() }
            let whole = (paragraph?.text ?? "") + content
            if content.hasSuffix(" "), !isSignatureMark {
                paragraph = (depth, deletesSpace ? String(whole.dropLast()) : whole)
            } else {
                paragraph = nil
                lines.append(quoted(whole, depth))
            }
        }
        finish()
        return lines.joined(separator: "\n")
    }

    private static func quoted(_ text: String, _ depth: Int) -> String {
        guard depth > 0 else { return text }
        return String(repeating: ">", count: depth) + (text.isEmpty ? "" : " " + text)
    }
}
