/// The pictures a browser may show in place, told by their content.
///
/// SVG is a program and never among them.
package enum ImageFormat: String, CaseIterable, Sendable {
    case png = "image/png"
    case jpeg = "image/jpeg"
    case gif = "image/gif"
    case webp = "image/webp"

    package struct Picture: Sendable, Equatable {
        package let format: ImageFormat
        package let width: Int
        package let height: Int

        package init(format: ImageFormat, width: Int, height: Int) {
            self.format = format
            self.width = width
            self.height = height
        }
    }

    /// The picture that begins with `bytes`; `nil` for anything else, and for pictures without a size.
    ///
    /// Source: PNG (ISO 15948) 11.2.2, JPEG (ITU-T T.81) B.2.2, GIF89a section 18, WebP container (RFC 9649).
    package static func picture(_ bytes: [UInt8]) -> Picture? {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), bytes.count >= 24 {
            return sized(.png, big(bytes, 16, 4), big(bytes, 20, 4))
        }
        if bytes.starts(with: Array("GIF87a".utf8)) || bytes.starts(with: Array("GIF89a".utf8)), bytes.count >= 10 {
            return sized(.gif, little(bytes, 6, 2), little(bytes, 8, 2))
        }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return jpeg(bytes) }
        if bytes.count >= 30, bytes.starts(with: Array("RIFF".utf8)), bytes[8..<12].elementsEqual("WEBP".utf8) {
            return webp(bytes)
        }
        return nil
    }

    private static func sized(_ format: ImageFormat, _ width: Int, _ height: Int) -> Picture? {
        width > 0 && height > 0 && width <= 100_000 && height <= 100_000
            ? Picture(format: format, width: width, height: height) : nil
    }

    private static func jpeg(_ bytes: [UInt8]) -> Picture? {
        var place = 2
        while place + 9 < bytes.count {
            guard bytes[place] == 0xFF else { return nil }
            let marker = bytes[place + 1]
            if marker == 0xFF {
                place += 1
                continue
            }
            // Start of frame, without the tables that share its range.
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
                return sized(.jpeg, big(bytes, place + 7, 2), big(bytes, place + 5, 2))
            }
            let length = big(bytes, place + 2, 2)
            guard length >= 2 else { return nil }
            place += 2 + length
        }
        return nil
    }

    private static func webp(_ bytes: [UInt8]) -> Picture? {
        switch String(decoding: bytes[12..<16], as: UTF8.self) {
        case "VP8 ": return sized(.webp, little(bytes, 26, 2) & 0x3FFF, little(bytes, 28, 2) & 0x3FFF)
        case "VP8L":
            let packed = little(bytes, 21, 4)
            return sized(.webp, (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1)
        case "VP8X": return sized(.webp, little(bytes, 24, 3) + 1, little(bytes, 27, 3) + 1)
        default: return nil
        }
    }

    private static func big(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int {
        bytes[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
    }

    private static func little(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int {
        bytes[place..<place + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
