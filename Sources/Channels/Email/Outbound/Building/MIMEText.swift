import Foundation

/// Text parts as bytes no mail system changes on the way.
enum MIMEText {
    enum Encoding: String {
        case sevenBit = "7bit"
        case quotedPrintable = "quoted-printable"
        case base64
    }

    /// Plain when nothing needs coding, quoted-printable while most of it stays readable, base64 for the rest.
    static func encoding(of text: String) -> Encoding {
        var foreign = 0
        var total = 0
        var line = 0
        var longest = 0
        for byte in text.utf8 {
            total += 1
            if byte == 0x0A {
                line = 0
                continue
            }
            line += 1
            longest = max(longest, line)
            if byte >= 0x7F || (byte < 0x20 && byte != 0x09) { foreign += 1 }
        }
        if foreign == 0, longest <= 900, !hasRiskyLines(text) { return .sevenBit }
        return foreign * 6 <= total ? .quotedPrintable : .base64
    }

    /// The coded text with CRLF line ends.
    static func bytes(_ text: String, _ encoding: Encoding) -> [UInt8] {
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        switch encoding {
        case .sevenBit: return Array(lines.joined(separator: [0x0D, 0x0A]))
        case .quotedPrintable:
            var result: [UInt8] = []
            for (place, line) in lines.enumerated() {
                if place > 0 { result += [0x0D, 0x0A] }
                quotedPrintable(Array(line), into: &result)
            }
            return result
        case .base64: return base64Lines(Array(lines.joined(separator: [0x0D, 0x0A])))
        }
    }

    /// Base64 in lines of 76 characters, each ended by CRLF.
    static func base64Lines(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count * 4 / 3 + bytes.count / 28 + 8)
        var start = 0
        while start < bytes.count {
            let end = min(start + 57, bytes.count)
            result += Data(bytes[start..<end]).base64EncodedString().utf8
            result += [0x0D, 0x0A]
            start = end
        }
        return result
    }

    /// Lines some mail systems change: "From " at the beginning, blanks at the end.
    private static func hasRiskyLines(_ text: String) -> Bool {
        text.split(separator: "\n").contains { $0.hasPrefix("From ") || $0.hasSuffix(" ") || $0.hasSuffix("\t") }
    }

    private static func quotedPrintable(_ line: [UInt8], into result: inout [UInt8]) {
        var column = 0
        for (place, byte) in line.enumerated() {
            let isLast = place == line.count - 1
            let isBlank = byte == 0x20 || byte == 0x09
            // "From " and a leading dot are coded too: neither mbox files nor careless SMTP servers change them.
            let isRisky = column == 0 && (byte == 0x2E || byte == 0x46)
            let isPlain =
                (byte >= 0x20 && byte < 0x7F && byte != 0x3D || byte == 0x09) && !(isBlank && isLast) && !isRisky
            let width = isPlain ? 1 : 3
            if column + width > 75 {
                result += [0x3D, 0x0D, 0x0A]
                column = 0
            }
            if isPlain {
                result.append(byte)
            } else {
                let digits = Array("0123456789ABCDEF".utf8)
                result += [0x3D, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
            column += width
        }
    }
}
