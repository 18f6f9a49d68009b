/// Base32 of RFC 4648 in lower case without padding: text that survives a change of case.
enum Base32 {
    private static let letters = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        var buffer = 0
        var bits = 0
        for byte in bytes {
            buffer = (buffer << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                result.append(letters[buffer >> bits & 31])
            }
        }
        if bits > 0 { result.append(letters[buffer << (5 - bits) & 31]) }
        return String(decoding: result, as: UTF8.self)
    }

    /// The bytes `text` was made of; `nil` when it was not made by `text(_:)`.
    static func bytes(_ text: String) -> [UInt8]? {
        var result: [UInt8] = []
        var buffer = 0
        var bits = 0
        for letter in text.utf8 {
            guard let value = letters.firstIndex(of: letter) else { return nil }
            buffer = (buffer << 5 | value) & 0xFFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        return Self.text(result) == text ? result : nil
    }
}
