import Foundation

/// Reads the mails of an mbox file one by one, from any place on.
///
/// A mail begins with a line `From SENDER DATE` at the beginning of the file or after an empty line (RFC 4155); a line in
/// a text that only looks a little like one, without time and year, does not end a mail.
package final class MboxFile {
    /// One mail, and where in the file the next one begins.
    package struct Mail: Sendable {
        package let bytes: [UInt8]
        /// What the separator names as the sender; `nil` when it names none.
        package let envelopeFrom: String?
        package let next: Int
    }

    private static let chunkBytes = 1 << 20
    private let file: FileHandle
    package let sizeBytes: Int
    private var buffer: [UInt8] = []
    /// How much of `buffer` was handed out.
    private var consumed = 0
    /// Where in the file `buffer` begins.
    private var start: Int
    private var isAtEnd = false

    /// - Parameter offset: Where to begin: 0 or a place a mail named as the next one.
    /// - Throws: What the system says when the file cannot be read.
    package init(path: String, from offset: Int = 0) throws {
        file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        sizeBytes = Int(try file.seekToEnd())
        start = min(offset, sizeBytes)
        try file.seek(toOffset: UInt64(start))
    }

    deinit { try? file.close() }

    /// The next mail; `nil` at the end.
    package func next() throws -> Mail? {
        guard let separator = try line(at: 0) else { return nil }
        var sender: String?
        var place = 0
        if Self.isSeparator(separator) {
            sender = Self.sender(separator)
            place = separator.count
        }
        let body = place
        var isAfterEmpty = false
        while let line = try line(at: place) {
            if isAfterEmpty, Self.isSeparator(line) { break }
            isAfterEmpty = line.allSatisfy { $0 == 0x0A || $0 == 0x0D }
            place += line.count
        }
        let bytes = Self.unescaped(buffer[(consumed + body)..<(consumed + place)])
        consumed += place
        return Mail(bytes: bytes, envelopeFrom: sender, next: start + consumed)
    }

    /// The line that begins so many bytes behind what was handed out, with its end; `nil` at the end of the file.
    private func line(at offset: Int) throws -> ArraySlice<UInt8>? {
        var searched = 0
        while true {
            let begin = consumed + offset
            if begin + searched < buffer.count, let end = buffer[(begin + searched)...].firstIndex(of: 0x0A) {
                return buffer[begin...end]
            }
            searched = max(0, buffer.count - begin)
            guard try fill() else {
                let begin = consumed + offset
                return begin < buffer.count ? buffer[begin...] : nil
            }
        }
    }

    private func fill() throws -> Bool {
        guard !isAtEnd else { return false }
        if consumed > 0 {
            buffer.removeSubrange(..<consumed)
            start += consumed
            consumed = 0
        }
        guard let more = try file.read(upToCount: Self.chunkBytes), !more.isEmpty else {
            isAtEnd = true
            return false
        }
        buffer += more
        return true
    }

    private static func isSeparator(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.starts(with: Array("From ".utf8)), line.count < 500 else { return false }
        let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        let hasTime = words.contains { word in
            let parts = word.split(separator: ":", omittingEmptySubsequences: false)
            return (2...3).contains(parts.count) && parts.allSatisfy { $0.count == 2 && Int($0) != nil }
        }
        return hasTime && words.contains { $0.count == 4 && (Int($0).map { 1970...2200 ~= $0 } ?? false) }
    }

    private static func sender(_ line: ArraySlice<UInt8>) -> String? {
        let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 2)
        return words.count > 1 && words[1].contains("@") ? String(words[1]) : nil
    }

    /// The mail without the empty line behind it and without the signs put before lines that look like separators.
    private static func unescaped(_ raw: ArraySlice<UInt8>) -> [UInt8] {
        var raw = raw
        if raw.suffix(2).elementsEqual([0x0A, 0x0A]) {
            raw = raw.dropLast()
        } else if raw.suffix(4).elementsEqual([0x0D, 0x0A, 0x0D, 0x0A]) {
            raw = raw.dropLast(2)
        }
        guard raw.firstRange(of: Array("\n>".utf8)) != nil else { return Array(raw) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        var place = raw.startIndex
        while place < raw.endIndex {
            let end = raw[place...].firstIndex(of: 0x0A).map { $0 + 1 } ?? raw.endIndex
            let line = raw[place..<end]
            let marks = line.prefix { $0 == 0x3E }
            bytes +=
                !marks.isEmpty && line.dropFirst(marks.count).starts(with: Array("From ".utf8))
                ? line.dropFirst() : line
            place = end
        }
        return bytes
    }
}
