import Basics
import Foundation

/// Turns a file in any of the sets into UTF-8 without byte order mark and zeros, piece by piece.
struct TextConversion: Sendable {
    private static let pieceBytes = 1 << 18
    let encoding: TextEncoding

    /// The first bytes of a file, for guessing its set.
    static func sample(of path: String) throws -> [UInt8] {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        return [UInt8](try file.read(upToCount: 1 << 20) ?? Data())
    }

    /// Bytes that do not belong to the set become U+FFFD.
    ///
    /// - Throws: What the file system says.
    @concurrent func convert(_ source: String, to target: String) async throws {
        let input = try FileHandle(forReadingFrom: URL(fileURLWithPath: source))
        defer { try? input.close() }
        guard FileManager.default.createFile(atPath: target, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown) }
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: target))
        defer { try? output.close() }
        guard let converter = iconv_open("UTF-8", encoding.rawValue), converter != iconv_t(bitPattern: -1) else {
            throw Problem.invalid("/encoding", "is not known on this machine")
        }
        defer { iconv_close(converter) }
        var rest: [UInt8] = []
        var isFirst = true
        while let piece = try input.read(upToCount: Self.pieceBytes), !piece.isEmpty {
            try Task.checkCancellation()
            var bytes = rest + piece
            if isFirst { bytes.removeFirst(Self.markLength(bytes, encoding)) }
            isFirst = false
            let converted = Self.run(&bytes, converter)
            rest = bytes
            try output.write(contentsOf: converted)
        }
        if !rest.isEmpty { try output.write(contentsOf: Data("\u{FFFD}".utf8)) }
    }

    private static func markLength(_ bytes: [UInt8], _ encoding: TextEncoding) -> Int {
        switch encoding {
        case .utf8: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        case .utf16LittleEndian: bytes.starts(with: [0xFF, 0xFE]) ? 2 : 0
        case .utf16BigEndian: bytes.starts(with: [0xFE, 0xFF]) ? 2 : 0
        case .gb18030, .big5, .western: 0
        }
    }

    /// Converts what is whole of `bytes` and leaves in it the beginning of a character cut off at the end.
    private static func run(_ bytes: inout [UInt8], _ converter: iconv_t) -> Data {
        var output = [UInt8](repeating: 0, count: bytes.count * 4 + 16)
        var result = Data()
        let length = bytes.count
        let left: Int = bytes.withUnsafeMutableBytes { source in
            output.withUnsafeMutableBytes { output in
                guard let outputBase = output.bindMemory(to: CChar.self).baseAddress else { return 0 }
                var from = source.bindMemory(to: CChar.self).baseAddress
                var left = length
                while left > 0 {
                    var to: UnsafeMutablePointer<CChar>? = outputBase
                    var room = output.count
                    let outcome = iconv(converter, &from, &left, &to, &room)
                    let fault = errno
                    result.append(contentsOf: output[0..<(output.count - room)].lazy.filter { $0 != 0 })
                    guard outcome == -1, left > 0 else { break }
                    if fault == E2BIG { continue }
                    if fault == EINVAL, left < 8 { break }
                    result.append(contentsOf: [0xEF, 0xBF, 0xBD])
                    from = from.map { $0 + 1 }
                    left -= 1
                }
                return left
            }
        }
        bytes.removeFirst(length - left)
        return result
    }
}
