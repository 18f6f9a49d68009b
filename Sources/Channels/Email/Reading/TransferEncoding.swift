import Foundation

/// How the content of a part was wrapped for the way (RFC 2045 section 6), and how to unwrap it however broken it is.
enum TransferEncoding {
    case identity
    case base64
    case quotedPrintable
    case uuencode

    init(_ value: [UInt8]?) {
        let name = String(bytes: (value ?? []).trimmed).lowercased()
        if name.contains("base64") || name.contains("base-64") {
            self = .base64
        } else if name.contains("quoted") || name == "qp" {
            self = .quotedPrintable
        } else if name.contains("uuencode") || name.hasPrefix("x-uue") || name == "uue" {
            self = .uuencode
        } else {
            self = .identity
        }
    }

    func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        switch self {
        case .identity: Array(bytes)
        case .base64: Base64Text.decode(bytes)
        case .quotedPrintable: QuotedPrintable.decode(bytes)
        case .uuencode: UUEncoding.decode(bytes)
        }
    }
}

/// Base64 as mail has it: any line length, foreign characters, missing or early padding.
enum Base64Text {
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, letter) in letters.utf8.enumerated() { table[Int(letter)] = UInt8(value) }
        return table
    }()

    /// The bytes meant; text that is no base64 at all comes back as it is.
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count / 4 * 3 + 3)
        var buffer: UInt32 = 0
        var held = 0
        var foreign = 0
        var pads = 0
        var hasEnded = false
        values.withUnsafeBufferPointer { values in
            for (index, byte) in bytes.enumerated() {
                let value = values[Int(byte)]
                if hasEnded, byte != .equals, !byte.isSpace {
                    // Another piece may follow on a line of its own; anything else, such as what a mailing list
                    // appended, is no base64.
                    guard bytes[index - 1] == .lineFeed, isLineOfBase64(bytes, around: index, values) else { break }
                    hasEnded = false
                }
                if value < 64 {
                    buffer = buffer << 6 | UInt32(value)
                    held += 1
                    if held == 4 {
                        result.append(UInt8(truncatingIfNeeded: buffer >> 16))
                        result.append(UInt8(truncatingIfNeeded: buffer >> 8))
                        result.append(UInt8(truncatingIfNeeded: buffer))
                        buffer = 0
                        held = 0
                    }
                    pads = 0
                } else if byte == .equals {
                    // A stray sign in the middle is no padding.
                    pads += 1
                    guard held >= 2, held + pads >= 4 else { continue }
                    flush(&buffer, &held, into: &result)
                    hasEnded = true
                } else if byte == .space || !byte.isSpace {
                    foreign += 1
                }
            }
        }
        flush(&buffer, &held, into: &result)
        if foreign > 8, foreign * 12 > bytes.count { return Array(bytes) }
        return result
    }

    private static func flush(_ buffer: inout UInt32, _ held: inout Int, into result: inout [UInt8]) {
        if held == 2 { result.append(UInt8(truncatingIfNeeded: buffer >> 4)) }
        if held == 3 {
            result.append(UInt8(truncatingIfNeeded: buffer >> 10))
            result.append(UInt8(truncatingIfNeeded: buffer >> 2))
        }
        buffer = 0
        held = 0
    }

    private static func isLineOfBase64(
        _ bytes: UnsafeBufferPointer<UInt8>, around index: Int, _ values: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        var count = 0
        var position = index
        while position < bytes.count, bytes[position] != .lineFeed, bytes[position] != .carriageReturn {
            guard values[Int(bytes[position])] < 64 || bytes[position] == .equals else { return false }
            count += 1
            position += 1
        }
        return count >= 4
    }
}

/// Quoted-printable as mail has it: a `=` that starts no code stands for itself.
enum QuotedPrintable {
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        // Blanks at the end of a line were added on the way (RFC 2045 section 6.7, rule 3).
        var keptUpTo = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == .equals {
                if index + 2 < bytes.count, let high = bytes[index + 1].hexadecimalDigit,
                    let low = bytes[index + 2].hexadecimalDigit
                {
                    result.append(high << 4 | low)
                    keptUpTo = result.count
                    index += 3
                    continue
                }
                if let next = softBreak(bytes, after: index) {
                    keptUpTo = result.count
                    index = next
                    continue
                }
            } else if byte == .lineFeed {
                var hasReturn = false
                if result.count > keptUpTo, result.last == .carriageReturn {
                    result.removeLast()
                    hasReturn = true
                }
                while result.count > keptUpTo, let last = result.last, last.isBlank { result.removeLast() }
                if hasReturn { result.append(.carriageReturn) }
                result.append(byte)
                keptUpTo = result.count
                index += 1
                continue
            }
            result.append(byte)
            index += 1
        }
        return result
    }

    /// Where the next line begins when nothing but blanks stands behind the `=` at `index`.
    private static func softBreak(_ bytes: UnsafeBufferPointer<UInt8>, after index: Int) -> Int? {
        var position = index + 1
        while position < bytes.count, bytes[position].isBlank { position += 1 }
        if position == bytes.count { return position }
        if bytes[position] == .carriageReturn {
            return position + 1 < bytes.count && bytes[position + 1] == .lineFeed ? position + 2 : position + 1
        }
        return bytes[position] == .lineFeed ? position + 1 : nil
    }
}

/// The encoding of the `uuencode` program, from before MIME.
enum UUEncoding {
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        let scanner = LineScanner(bytes: bytes, end: bytes.count)
        var position = 0
        var isInside = false
        while position < bytes.count {
            let line = scanner.line(at: position)
            let content = bytes[line.content]
            position = line.next
            if !isInside {
                isInside = content.starts(withText: "begin ")
                continue
            }
            if content.starts(withText: "end") { break }
            guard let first = content.first, first >= 32 else { continue }
            decodeLine(content.dropFirst(), count: Int((first &- 32) & 63), into: &result)
        }
        return isInside ? result : Array(bytes)
    }

    private static func decodeLine(
        _ line: Slice<UnsafeBufferPointer<UInt8>>, count: Int, into result: inout [UInt8]
    ) {
        var buffer: UInt32 = 0
        var held = 0
        var written = 0
        func take(_ shift: UInt32) {
            if written < count { result.append(UInt8(truncatingIfNeeded: buffer >> shift)) }
            written += 1
        }
        var index = line.startIndex
        // Blanks at the end of a line are often lost; they mean zero.
        while written < count {
            let byte = index < line.endIndex ? line[index] : 32
            index += 1
            buffer = buffer << 6 | UInt32((byte &- 32) & 63)
            held += 1
            if held == 4 {
                take(16)
                take(8)
                take(0)
                held = 0
                buffer = 0
            }
        }
    }
}
