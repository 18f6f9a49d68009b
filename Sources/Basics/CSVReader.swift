/// Reads comma separated values (RFC 4180), also with semicolons or tabs, quotes, CRLF and a byte order mark.
package struct CSVReader: Sendable {
    /// The first line's fields.
    package let header: [String]
    /// Every further line that is not blank, filled up with empty fields to the header's length.
    package let rows: [[String]]

    /// - Parameter separator: `nil` takes whichever of `,` `;` and tab the first line has most of.
    /// - Throws: `Problem.invalid` when there is no header, a quote is never closed, or a line has too many fields.
    package init(_ text: String, separator: Character? = nil) throws {
        var bytes = Array(text.utf8)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        let separator = separator?.asciiValue ?? Self.separator(bytes)
        let lines = try Self.lines(bytes, separator).filter { $0.fields != [""] }
        guard let first = lines.first else { throw Problem.invalid("", "has no header line") }
        header = first.fields.map(\.trimmingBlanks)
        let width = header.count
        rows = try lines.dropFirst().map { line in
            guard line.fields.count <= width else {
                throw Problem.invalid(
                    "/\(line.number)", "has \(line.fields.count) fields where the header has \(width)")
            }
            return line.fields + [String](repeating: "", count: width - line.fields.count)
        }
    }

    private static func separator(_ bytes: [UInt8]) -> UInt8 {
        let first = bytes.prefix { $0 != UInt8(ascii: "\n") }
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        return candidates.max { a, b in first.count { $0 == a } < first.count { $0 == b } } ?? candidates[0]
    }

    private static func lines(_ bytes: [UInt8], _ separator: UInt8) throws -> [(number: Int, fields: [String])] {
        var lines: [(number: Int, fields: [String])] = []
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var number = 1
        var started = 1
        var place = 0
        func end() {
            fields.append(String(decoding: field, as: UTF8.self))
            field = []
        }
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == UInt8(ascii: "\n") { number += 1 }
            if isQuoted {
                guard byte == UInt8(ascii: "\"") else {
                    field.append(byte)
                    continue
                }
                if place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
                    field.append(byte)
                    place += 1
                } else {
                    isQuoted = false
                }
            } else if byte == UInt8(ascii: "\""), field.isEmpty {
                isQuoted = true
            } else if byte == separator {
                end()
            } else if byte == UInt8(ascii: "\n") {
                if field.last == UInt8(ascii: "\r") { field.removeLast() }
                end()
                lines.append((started, fields))
                fields = []
                started = number
            } else {
                field.append(byte)
            }
        }
        if isQuoted { throw Problem.invalid("/\(started)", "has a quote that is never closed") }
        if !field.isEmpty || !fields.isEmpty {
            if field.last == UInt8(ascii: "\r") { field.removeLast() }
            end()
            lines.append((started, fields))
        }
        return lines
    }
}
