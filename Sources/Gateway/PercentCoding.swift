/// Percent-encoding as URLs and urlencoded forms use it (RFC 3986 section 2.1; WHATWG URL for `+`).
package enum PercentCoding {
    /// The items of `a=1&b=2`, decoded; an item without `=` has an empty value.
    package static func items(_ text: String) -> [(name: String, value: String)] {
        text.utf8.split(separator: UInt8(ascii: "&")).map { item in
            guard let equals = item.firstIndex(of: UInt8(ascii: "=")) else {
                return (decode(item, plusIsBlank: true), "")
            }
            return (
                decode(item[..<equals], plusIsBlank: true),
                decode(item[item.index(after: equals)...], plusIsBlank: true)
            )
        }
    }

    /// The text meant by an encoded one; stray percent signs stand for themselves and bad UTF-8 becomes U+FFFD.
    package static func decode(_ text: some Collection<UInt8>, plusIsBlank: Bool = false) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var index = text.startIndex
        while index != text.endIndex {
            let byte = text[index]
            index = text.index(after: index)
            if byte == UInt8(ascii: "%"), index != text.endIndex, let high = nibble(text[index]) {
                let next = text.index(after: index)
                if next != text.endIndex, let low = nibble(text[next]) {
                    bytes.append(high << 4 | low)
                    index = text.index(after: next)
                    continue
                }
            }
            bytes.append(plusIsBlank && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Bytes in the canonical encoding: unreserved characters and those of `keeping` as they are, all others as `%XX`.
    static func encode(_ bytes: some Sequence<UInt8>, keeping: String) -> String {
        var out: [UInt8] = []
        for byte in bytes {
            if isUnreserved(byte) || keeping.utf8.contains(byte) {
                out.append(byte)
            } else {
                out.append(UInt8(ascii: "%"))
                out.append(digits[Int(byte >> 4)])
                out.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
