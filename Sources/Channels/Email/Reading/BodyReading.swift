import Foundation

/// Finds out which parts of a mail are what a person reads, and which are files that came with it.
///
/// - Source: RFC 2046 section 5, RFC 2387, and EMAIL.md, body and attachment rules.
struct BodyReading {
    /// A run of the body: as text, as HTML, or as both.
    struct Block {
        var text: String?
        var html: String?
    }

    /// A part that is kept as a file.
    struct File {
        var part: MimePart
        /// Whether it stands among texts, where Apple Mail puts pictures.
        var isAmongTexts: Bool
    }

    private(set) var blocks: [Block] = []
    private(set) var files: [File] = []
    private(set) var errors: [String] = []

    /// What is kept of one text; the rest stays in the raw mail.
    static let textLimit = 2 << 20

    private enum Place { case root, mixed, alternative, related }

    init(_ root: MimePart) {
        read(root, at: .root)
    }

    private init() {}

    /// The whole text and, when any part is HTML, the whole HTML.
    func joined(textOfHTML: (String) -> String) -> (text: String, html: String?) {
        let blocks = withoutDoubles(textOfHTML)
        var text = ""
        for block in blocks {
            let own = block.text.flatMap { $0.isBlank ? nil : $0 } ?? block.html.map(textOfHTML) ?? block.text ?? ""
            if !text.isEmpty, !text.hasSuffix("\n"), !own.isEmpty { text += "\n" }
            text += own
        }
        guard blocks.contains(where: { $0.html != nil }) else { return (text, nil) }
        let html = blocks.compactMap { block in
            block.html ?? block.text.flatMap { $0.isBlank ? nil : Self.markup($0) }
        }
        return (text, html.joined(separator: "\n"))
    }

    /// Some programs put text and HTML of one message into multipart/mixed: then one block stands for both.
    private func withoutDoubles(_ textOfHTML: (String) -> String) -> [Block] {
        guard blocks.count == 2, let text = blocks[0].text, blocks[0].html == nil, let html = blocks[1].html,
            blocks[1].text == nil, !text.letters.isEmpty, textOfHTML(html).letters == text.letters
        else { return blocks }
        return [Block(text: text, html: html)]
    }

    private static func markup(_ text: String) -> String {
        let escaped = text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;")
        return "<div style=\"white-space: pre-wrap\">\(escaped)</div>"
    }

    private mutating func read(_ part: MimePart, at place: Place) {
        guard part.isMultipart else { return readLeaf(part, at: place) }
        switch part.type {
        case "multipart/alternative": readAlternative(part)
        case "multipart/related": readRelated(part, at: place)
        default:
            for child in part.children { read(child, at: .mixed) }
        }
    }

    /// All that is said here is said once: text and HTML become one block.
    private mutating func readAlternative(_ part: MimePart) {
        var inner = BodyReading()
        for child in part.children { inner.read(child, at: .alternative) }
        files += inner.files
        errors += inner.errors
        var texts: [String] = []
        for text in inner.blocks.compactMap(\.text) where !texts.contains(text) { texts.append(text) }
        let html = inner.blocks.compactMap(\.html)
        guard !texts.isEmpty || !html.isEmpty else { return }
        blocks.append(
            Block(
                text: texts.isEmpty ? nil : texts.joined(separator: "\n"),
                html: html.isEmpty ? nil : html.joined(separator: "\n")))
    }

    private mutating func readRelated(_ part: MimePart, at place: Place) {
        let start = part.typeParameters["start"].map(ContentID.key)
        let root =
            start.flatMap { start in
                part.children.firstIndex {
                    $0.fields.first("content-id").map { ContentID.key(String(bytes: $0)) } == start
                }
            } ?? 0
        for (index, child) in part.children.enumerated() {
            read(child, at: index == root ? (place == .alternative ? .alternative : .mixed) : .related)
        }
    }

    private mutating func readLeaf(_ part: MimePart, at place: Place) {
        guard isBody(part, at: place) else {
            // Other forms of what the text and the HTML say.
            if place == .alternative, ["text/x-amp-html", "text/watch-html"].contains(part.type) { return }
            files.append(File(part: part, isAmongTexts: place == .mixed))
            return
        }
        if part.body.count > Self.textLimit { note("A text longer than 2 MB was cut; the source has all of it.") }
        let bytes = part.content(limit: Self.textLimit)
        let label = part.typeParameters["charset"]
        switch part.type {
        case "text/html":
            blocks.append(
                Block(text: nil, html: Self.cleaned(Charset.text(bytes, label: label ?? HTMLCharset.label(in: bytes)))))
        case "text/enriched", "text/richtext":
            blocks.append(Block(text: EnrichedText.plain(Self.cleaned(Charset.text(bytes, label: label))), html: nil))
        default:
            var text = Self.cleaned(Charset.text(bytes, label: label))
            if part.typeParameters["format"]?.lowercased() == "flowed" {
                text = FlowedText.unfolded(text, deletesSpace: part.typeParameters["delsp"]?.lowercased() == "yes")
            }
            blocks.append(Block(text: text, html: nil))
        }
    }

    private func isBody(_ part: MimePart, at place: Place) -> Bool {
        guard ["text/plain", "text/html", "text/enriched", "text/richtext"].contains(part.type),
            part.disposition != "attachment"
        else { return false }
        let hasName =
            part.dispositionParameters["filename"] != nil || part.typeParameters["name"] != nil
            || part.dispositionParameters["name"] != nil
        switch place {
        case .root, .alternative: return true
        case .mixed: return !hasName
        case .related:
            return !hasName && part.fields.first("content-id") == nil && part.fields.first("content-location") == nil
        }
    }

    private mutating func note(_ error: String) {
        if !errors.contains(error) { errors.append(error) }
    }

    /// Line ends as `\n`, no NUL, which PostgreSQL refuses.
    static func cleaned(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 13 || $0 == 0 }) else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case 0: break
            case 13: result.append(10)
            case 10 where previous == 13: break
            default: result.append(byte)
            }
            previous = byte
        }
        return String(bytes: result)
    }
}

extension String {
    fileprivate var isBlank: Bool { !unicodeScalars.contains { !$0.properties.isWhitespace && $0.value != 0x200B } }

    /// For comparing two forms of one text.
    fileprivate var letters: [Unicode.Scalar] {
        unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil }
    }
}
