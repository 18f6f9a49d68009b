import Foundation

/// Where random bytes come from, injected so that a test or a demo can repeat itself.
package struct Randomness: Sendable {
    private let fill: @Sendable (Int) -> [UInt8]

    package init(_ fill: @escaping @Sendable (Int) -> [UInt8]) {
        self.fill = fill
    }

    package func bytes(_ count: Int) -> [UInt8] {
        fill(count)
    }

    /// A secret of `byteCount` random bytes in base64url without padding; 16 bytes are 128 bits.
    package func token(byteCount: Int = 24) -> String {
        bytes(byteCount).base64URL
    }

    /// The kernel's generator (`getrandom(2)` by way of `SystemRandomNumberGenerator`).
    package static let system = Randomness { count in
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 7)
        while bytes.count < count {
            withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) }
        }
        return Array(bytes.prefix(count))
    }
}

extension Sequence<UInt8> {
    /// These bytes as base64url without padding (RFC 4648 section 5).
    package var base64URL: String {
        Data(self).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    /// These bytes in lower-case hexadecimal.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Array<UInt8> {
    /// The bytes written in base64url (RFC 4648 section 5), or `nil` when `text` is not that.
    package init?(base64URL text: some StringProtocol) {
        var standard = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        while standard.utf8.count % 4 != 0 { standard += "=" }
        guard let data = Data(base64Encoded: standard) else { return nil }
        self = Array(data)
    }
}
