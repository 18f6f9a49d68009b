import Foundation

/// A streaming parser of multipart/form-data (RFC 7578, RFC 2046 section 5.1): bytes in, parts out.
///
/// Memory stays at one chunk plus one part header, however large the body.
struct MultipartParser {
    /// What the parser found.
    enum Event {
        case part(name: String, filename: String?, contentType: String?)
        case data(ArraySlice<UInt8>)
        case partEnd
    }

    /// Why a body is refused.
    struct Malformed: Error {
        let sentence: String
    }

    private enum State {
        case preamble
        case afterDelimiter
        case header
        case content
        case epilogue
    }

    static let headerLimitBytes = 8192
    static let nameLimitBytes = 200
    static let filenameLimitBytes = 1024

    private let delimiter: [UInt8]
    private let partLimit: Int
    private var state = State.preamble
    // The first delimiter may open the body; a line break before it makes it look like every other one.
    private var pending: [UInt8] = [13, 10]
    private var parts = 0
    private var isInsidePart = false

    init(boundary: String, partLimit: Int) {
        delimiter = Array("\r\n--\(boundary)".utf8)
        self.partLimit = partLimit
    }

    /// The boundary of a multipart/form-data media type; nil for any other type.
    ///
    /// - Throws: `Malformed` when it is one without a usable boundary.
    static func boundary(ofContentType contentType: String) throws -> String? {
        let (type, parameters) = HeaderParameters.parse(contentType)
        guard type.lowercased() == "multipart/form-data" else { return nil }
        guard let boundary = parameters["boundary"], (1...70).contains(boundary.utf8.count) else {
            throw Malformed(sentence: "The multipart body has no usable boundary.")
        }
        return boundary
    }

    /// Whether the closing delimiter was seen.
    var isComplete: Bool { state == .epilogue }

    /// Takes the next bytes and hands over what they complete.
    mutating func feed(_ bytes: UnsafeRawBufferPointer, _ handle: (Event) throws -> Void) throws {
        guard state != .epilogue else { return }
        pending.append(contentsOf: bytes)
        var start = 0
        defer { pending.removeSubrange(..<start) }
        while try step(&start, handle) {}
    }

    /// One step; false when more bytes are needed.
    private mutating func step(_ start: inout Int, _ handle: (Event) throws -> Void) throws -> Bool {
        switch state {
        case .preamble, .content:
            let found = firstDelimiter(from: start)
            // The tail might be the beginning of a delimiter, so it waits for the next bytes.
            let end = found ?? max(start, pending.count - delimiter.count + 1)
            if state == .content, end > start { try handle(.data(pending[start..<end])) }
            start = end
            guard found != nil else { return false }
            isInsidePart = state == .content
            start += delimiter.count
            state = .afterDelimiter
            return true

        case .afterDelimiter:
            // Blanks may follow a delimiter (RFC 2046 section 5.1.1).
            var index = start
            while index < pending.count, index - start < 64, pending[index] == 32 || pending[index] == 9 { index += 1 }
            guard index + 1 < pending.count else { return false }
            switch (pending[index], pending[index + 1]) {
            case (13, 10):
                if isInsidePart { try handle(.partEnd) }
                start = index + 2
                state = .header
                return true
            case (45, 45):
                if isInsidePart { try handle(.partEnd) }
                start = pending.count
                state = .epilogue
                return false
            default:
                // A longer word that only begins like the boundary: content like any other.
                if isInsidePart { try handle(.data(delimiter[...])) }
                state = isInsidePart ? .content : .preamble
                return true
            }

        case .header:
            guard let end = headerEnd(from: start) else {
                guard pending.count - start <= Self.headerLimitBytes else {
                    throw Malformed(sentence: "The header of a part is longer than \(Self.headerLimitBytes) bytes.")
                }
                return false
            }
            guard end - start <= Self.headerLimitBytes else {
                throw Malformed(sentence: "The header of a part is longer than \(Self.headerLimitBytes) bytes.")
            }
            parts += 1
            guard parts <= partLimit else { throw Malformed(sentence: "The form has more than \(partLimit) parts.") }
            try handle(Self.part(pending[start..<end]))
            start = end + 2
            state = .content
            return true

        case .epilogue:
            start = pending.count
            return false
        }
    }

    private func firstDelimiter(from start: Int) -> Int? {
        pending.withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress else { return nil }
            var index = start
            while index + delimiter.count <= bytes.count {
                guard let hit = memchr(base + index, 13, bytes.count - delimiter.count + 1 - index) else { return nil }
                index = base.distance(to: UnsafeRawPointer(hit))
                if memcmp(base + index, delimiter, delimiter.count) == 0 { return index }
                index += 1
            }
            return nil
        }
    }

    /// Where the empty line after a part header begins (the line break that ends the last field).
    private func headerEnd(from start: Int) -> Int? {
        // A part without any field begins with the empty line itself.
        if pending.count >= start + 2, pending[start] == 13, pending[start + 1] == 10 { return start }
        var index = start
        while index + 4 <= pending.count {
            if pending[index] == 13, pending[index + 1] == 10, pending[index + 2] == 13, pending[index + 3] == 10 {
                return index + 2
            }
            index += 1
        }
        return nil
    }

    private static func part(_ header: ArraySlice<UInt8>) throws -> Event {
        guard let text = String(validating: header, as: UTF8.self) else {
            throw Malformed(sentence: "The header of a part is not UTF-8.")
        }
        var disposition: String?
        var contentType: String?
        for line in text.split(whereSeparator: { $0 == "\r\n" || $0 == "\n" || $0 == "\r" }) {
            guard let colon = line.firstIndex(of: ":") else {
                throw Malformed(sentence: "The header of a part has a line without a colon.")
            }
            let value = line[line.index(after: colon)...].trimmingBlanks()
            switch line[..<colon].lowercased() {
            case "content-disposition": disposition = value
            case "content-type": contentType = String(value.prefix(255))
            default: break
            }
        }
        let (type, parameters) = HeaderParameters.parse(disposition ?? "")
        guard type.lowercased() == "form-data", let name = parameters["name"] else {
            throw Malformed(sentence: "A part of the form has no name.")
        }
        guard name.utf8.count <= nameLimitBytes else {
            throw Malformed(sentence: "The name of a part is longer than \(nameLimitBytes) bytes.")
        }
        let filename = parameters["filename*"] ?? parameters["filename"]
        guard (filename ?? "").utf8.count <= filenameLimitBytes else {
            throw Malformed(sentence: "The file name of a part is longer than \(filenameLimitBytes) bytes.")
        }
        return .part(name: name, filename: filename, contentType: contentType)
    }
}
