/// Reads array literals (PostgreSQL manual, 8.15.6).
enum SQLArray {
    /// Calls `body` with the unescaped text of each element, or `nil` for NULL.
    ///
    /// - Throws: `SQLDecodingFailure` when `text` is not a one-dimensional array, and whatever `body` throws.
    static func forEachElement(
        of text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>?) throws -> Void
    ) throws {
        guard text.count >= 2, text[0] == UInt8(ascii: "{"), text[text.count - 1] == UInt8(ascii: "}") else {
            throw SQLDecodingFailure("it is not an array")
        }
        let end = text.count - 1
        var index = 1
        var element: [UInt8] = []
        while index < end {
            element.removeAll(keepingCapacity: true)
            if text[index] == UInt8(ascii: "{") { throw SQLDecodingFailure("it has more than one dimension") }
            let isQuoted = text[index] == UInt8(ascii: "\"")
            if isQuoted {
                index = try quoted(text, from: index + 1, end: end, into: &element)
            } else {
                while index < end, text[index] != UInt8(ascii: ",") {
                    element.append(text[index])
                    index += 1
                }
            }
            let isNull = !isQuoted && element.elementsEqual("NULL".utf8)
            try element.withUnsafeBufferPointer { try body(isNull ? nil : $0) }
            guard index == end || text[index] == UInt8(ascii: ",") else {
                throw SQLDecodingFailure("it is not an array")
            }
            index += 1
        }
    }

    /// Reads up to the closing quote and returns the index behind it.
    private static func quoted(
        _ text: UnsafeBufferPointer<UInt8>, from start: Int, end: Int, into element: inout [UInt8]
    ) throws -> Int {
        var index = start
        while index < end {
            switch text[index] {
            case UInt8(ascii: "\""): return index + 1
            case UInt8(ascii: "\\"):
                index += 1
                if index < end { element.append(text[index]) }
            case let byte: element.append(byte)
            }
            index += 1
        }
        throw SQLDecodingFailure("it is not an array")
    }
}
