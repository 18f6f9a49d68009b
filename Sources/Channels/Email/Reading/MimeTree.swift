import Foundation

/// One part of a mail as its bytes say (RFC 2045, RFC 2046): the fields as sent, the parts inside in order.
struct MimePart: Sendable {
    var fields: [RawField] = []
    /// Lower case `type/subtype`.
    var type: String
    var typeParameters = MimeParameters()
    /// Lower case, such as `attachment`; `nil` when the part does not say.
    var disposition: String?
    var dispositionParameters = MimeParameters()
    var encoding = TransferEncoding.identity
    /// What the part's content is, undecoded, as a range of `source`.
    var body: Range<Int>
    /// Shared by all parts read from the same bytes.
    var source: [UInt8]
    var children: [MimePart] = []

    var isMultipart: Bool { !children.isEmpty }
    var mainType: Substring { type.prefix { $0 != "/" } }

    /// The content decoded, at most `limit` encoded bytes of it.
    func content(limit: Int = .max) -> [UInt8] {
        source.withUnsafeBufferPointer { bytes in
            let range = body.lowerBound..<min(body.upperBound, body.lowerBound &+ min(limit, body.count))
            return encoding.decode(UnsafeBufferPointer(rebasing: bytes[range]))
        }
    }
}

/// Splits the bytes of a mail into its parts.
///
/// Nothing is refused: what is no multipart after all is read as text.
struct MimeTree {
    private(set) var root: MimePart
    /// An mbox line in front, if there was one.
    private(set) var mboxLine: [UInt8]?
    private(set) var errors: [String] = []

    static let depthLimit = 50
    static let partLimit = 2000

    init(_ bytes: [UInt8]) {
        var builder = Builder()
        root = builder.part(of: bytes, range: 0..<bytes.count, depth: 0, defaultType: "text/plain")
        mboxLine = builder.mboxLine
        errors = builder.errors
    }

    private struct Builder {
        var mboxLine: [UInt8]?
        var errors: [String] = []
        private var count = 0

        mutating func part(of source: [UInt8], range: Range<Int>, depth: Int, defaultType: String) -> MimePart {
            count += 1
            let block = source.withUnsafeBufferPointer { FieldBlock($0, range, isWhole: depth == 0) }
            if depth == 0 { mboxLine = block.mboxLine }
            var part = MimePart(
                fields: block.fields, type: defaultType, body: block.bodyStart..<range.upperBound, source: source)
            part.readFields(defaultType: defaultType)
            guard part.mainType == "multipart" else { return part }
            guard depth < MimeTree.depthLimit else {
                note("Parts nested deeper than \(MimeTree.depthLimit) levels were kept as one file.")
                part.type = "application/octet-stream"
                return part
            }
            openMultipart(&part, depth: depth)
            return part
        }

        private mutating func openMultipart(_ part: inout MimePart, depth: Int) {
            // A multipart has no encoding of its own (RFC 2045 section 6.4), but some were wrapped as a whole.
            if part.encoding != .identity {
                let content = part.content()
                part.source = content
                part.body = 0..<content.count
                part.encoding = .identity
            }
            let boundary = part.typeParameters["boundary"].map { Array($0.utf8) } ?? []
            var ranges = boundary.isEmpty ? [] : Self.ranges(of: part, boundary: boundary)
            if ranges.isEmpty, let guessed = Self.guessedBoundary(of: part) {
                note("The boundary between the parts was not the one announced.")
                ranges = Self.ranges(of: part, boundary: guessed)
            }
            if ranges.isEmpty {
                note("A multipart without parts was read as text.")
                part.type = "text/plain"
                return
            }
            let defaultType = part.type == "multipart/digest" ? "message/rfc822" : "text/plain"
            for range in ranges {
                guard count < MimeTree.partLimit else {
                    note("Only the first \(MimeTree.partLimit) parts were read.")
                    break
                }
                part.children.append(
                    self.part(of: part.source, range: range, depth: depth + 1, defaultType: defaultType))
            }
            if part.children.isEmpty { part.type = "text/plain" }
        }

        private mutating func note(_ error: String) {
            if !errors.contains(error) { errors.append(error) }
        }

        /// The ranges between the lines `--boundary`, without the line end before each.
        private static func ranges(of part: MimePart, boundary: [UInt8]) -> [Range<Int>] {
            part.source.withUnsafeBufferPointer { bytes in
                let scanner = LineScanner(bytes: bytes, end: part.body.upperBound)
                var ranges: [Range<Int>] = []
                var start: Int?
                var position = part.body.lowerBound
                while position < part.body.upperBound {
                    let line = scanner.line(at: position)
                    let content = bytes[line.content]
                    if content.count >= boundary.count + 2, content[content.startIndex] == .hyphen,
                        let mark = mark(content, boundary)
                    {
                        if let start { ranges.append(start..<max(start, endOfContent(bytes, before: position, start))) }
                        start = mark == .close ? nil : line.next
                        if mark == .close { return ranges }
                    }
                    position = line.next
                }
                // The last boundary was lost on the way: what is there is the last part.
                if let start, start < part.body.upperBound { ranges.append(start..<part.body.upperBound) }
                return ranges
            }
        }

        private enum Mark { case open, close }

        private static func mark(_ line: Slice<UnsafeBufferPointer<UInt8>>, _ boundary: [UInt8]) -> Mark? {
            guard line[line.startIndex + 1] == .hyphen else { return nil }
            let rest = line.dropFirst(2)
            guard rest.starts(with: boundary) else { return nil }
            let tail = rest.dropFirst(boundary.count)
            if tail.allSatisfy(\.isBlank) { return .open }
            return tail.starts(withText: "--") && tail.dropFirst(2).allSatisfy(\.isBlank) ? .close : nil
        }

        private static func endOfContent(
            _ bytes: UnsafeBufferPointer<UInt8>, before position: Int, _ start: Int
        ) -> Int {
            var end = position
            if end > start, bytes[end - 1] == .lineFeed { end -= 1 }
            if end > start, bytes[end - 1] == .carriageReturn { end -= 1 }
            return end
        }

        /// The text behind `--` of the first line that is followed by a field `Content-…`.
        private static func guessedBoundary(of part: MimePart) -> [UInt8]? {
            part.source.withUnsafeBufferPointer { bytes in
                let scanner = LineScanner(bytes: bytes, end: part.body.upperBound)
                var position = part.body.lowerBound
                while position < part.body.upperBound {
                    let line = scanner.line(at: position)
                    let content = bytes[line.content]
                    position = line.next
                    guard content.starts(withText: "--"), content.count > 2, line.next < part.body.upperBound,
                        bytes[scanner.line(at: line.next).content].startsIgnoringCase("content-")
                    else { continue }
                    return Array(content.dropFirst(2).trimmed)
                }
                return nil
            }
        }
    }
}

extension MimePart {
    /// Takes type, disposition and encoding from the fields.
    fileprivate mutating func readFields(defaultType: String) {
        if let field = fields.first("content-type") {
            let (value, parameters) = MimeParameters.parse(field)
            type = Self.normalised(type: value, default: defaultType) ?? ""
            typeParameters = parameters
        }
        if let field = fields.first("content-disposition") {
            let (value, parameters) = MimeParameters.parse(field)
            disposition = value.isEmpty ? nil : value
            dispositionParameters = parameters
        }
        encoding = TransferEncoding(fields.first("content-transfer-encoding"))
        if type.isEmpty {
            // What is no type counts as text (RFC 2045 section 5.2), unless it is clearly a file.
            let isFile = disposition == "attachment" || typeParameters["name"] != nil
            type = isFile ? "application/octet-stream" : "text/plain"
        }
    }

    /// Old and broken spellings: `text`, `plain`, `html`, nothing; `nil` for something that is no type.
    private static func normalised(type: String, default defaultType: String) -> String? {
        switch type {
        case "", "text", "plain", "text/":
            return defaultType == "message/rfc822" && type.isEmpty ? defaultType : "text/plain"
        case "html", "text/htm", "text/xhtml", "application/xhtml+xml": return "text/html"
        case "multipart": return "multipart/mixed"
        default: break
        }
        let parts = type.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, !parts[0].isEmpty, !parts[1].isEmpty,
            type.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
        else { return parts.first == "multipart" ? "multipart/mixed" : nil }
        return parts[0] + "/" + parts[1]
    }
}
