import Basics

/// Parameters packed as C strings in one block of memory, as libpq wants them.
struct StatementValues {
    private var bytes: [CChar] = []
    /// Where each value starts; `nil` is NULL.
    private var starts: [Int?] = []

    var count: Int { starts.count }

    /// - Throws: `Problem.malformed` when a value holds U+0000, which `text` cannot: a C string would end there and the
    ///   rest be lost without a word.
    init(_ values: [String?]) throws {
        guard values.count <= 65_535 else {
            throw DatabaseError(.server, "A statement takes at most 65535 parameters, not \(values.count).")
        }
        starts.reserveCapacity(values.count)
        for value in values {
            guard let value else {
                starts.append(nil)
                continue
            }
            starts.append(bytes.count)
            for byte in value.utf8 {
                guard byte != 0 else { throw Problem.malformed("Text may not contain the character U+0000.") }
                bytes.append(CChar(bitPattern: byte))
            }
            bytes.append(0)
        }
    }

    func withPointers<T>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> T) -> T {
        if starts.isEmpty { return body(nil) }
        return bytes.withUnsafeBufferPointer { bytes in
            let pointers = starts.map { start in start.flatMap { bytes.baseAddress?.advanced(by: $0) } }
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}
