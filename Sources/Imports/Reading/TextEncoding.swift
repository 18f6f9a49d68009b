import Basics
import Foundation

/// The character sets a table may be written in.
package enum TextEncoding: String, CaseIterable, Codable, Sendable {
    case utf8 = "UTF-8"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
    case gb18030 = "GB18030"
    case big5 = "BIG5-HKSCS"
    case western = "CP1252"

    /// What the file's beginning looks like: a byte order mark, then zeros, then valid UTF-8, then Chinese pairs.
    ///
    /// - Parameter sample: The first bytes; a character cut off at its end does no harm.
    package static func detected(in sample: [UInt8]) -> TextEncoding {
        if sample.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8 }
        if sample.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
        if sample.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
        if let wide = withoutMark(sample) { return wide }
        if isUTF8(sample) { return .utf8 }
        return isChinese(sample) ? .gb18030 : .western
    }

    /// UTF-16 without a mark: in tables every other byte is mostly zero.
    private static func withoutMark(_ sample: [UInt8]) -> TextEncoding? {
        guard sample.count >= 4 else { return nil }
        var zeros = (even: 0, odd: 0)
        for (place, byte) in sample.enumerated() where byte == 0 {
            if place.isMultiple(of: 2) { zeros.even += 1 } else { zeros.odd += 1 }
        }
        guard (zeros.even + zeros.odd) * 10 >= sample.count else { return nil }
        return zeros.odd >= zeros.even ? .utf16LittleEndian : .utf16BigEndian
    }

    private static func isUTF8(_ sample: [UInt8]) -> Bool {
        var end = sample.count
        // The last character may be cut off: at most three bytes back to where it begins.
        for back in 1...3 where end - back >= 0 && back <= sample.count {
            let byte = sample[sample.count - back]
            if byte >= 0xC0 {
                end = sample.count - back
                break
            }
            if byte < 0x80 { break }
        }
        return String(validating: sample[..<end], as: UTF8.self) != nil
    }

    /// Chinese text in GB 18030 consists of pairs of high bytes; Western text has lonely ones between ASCII letters.
    private static func isChinese(_ sample: [UInt8]) -> Bool {
        var pairs = 0
        var lonely = 0
        var place = 0
        while place + 1 < sample.count {
            let lead = sample[place]
            guard lead >= 0x80 else {
                place += 1
                continue
            }
            let trail = sample[place + 1]
            if (0x81...0xFE).contains(lead), trail >= 0xA1, trail != 0xFF { pairs += 1 } else { lonely += 1 }
            place += lead == 0x80 ? 1 : 2
        }
        return pairs > 0 && pairs >= 4 * lonely
    }
}
