/// A folder's name as IMAP writes it: modified UTF-7 (RFC 3501 section 5.1.3) in quotes.
enum IMAPFolderName {
    static func quoted(_ name: String) -> String {
        "\"" + encoded(name).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    static func encoded(_ name: String) -> String {
        var result = ""
        var foreign: [UInt16] = []
        func flush() {
            guard !foreign.isEmpty else { return }
            let bytes = foreign.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
            result += "&" + base64(bytes) + "-"
            foreign = []
        }
        for unit in name.utf16 {
            if (0x20...0x7E).contains(unit) {
                flush()
                result += unit == 0x26 ? "&-" : String(UnicodeScalar(UInt8(unit)))
            } else {
                foreign.append(unit)
            }
        }
        flush()
        return result
    }

    /// Base64 with a comma for the slash, without padding.
    private static func base64(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,".utf8)
        var text: [UInt8] = []
        var buffer = 0
        var bits = 0
        for byte in bytes {
            buffer = (buffer << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(letters[buffer >> bits & 63])
            }
        }
        if bits > 0 { text.append(letters[buffer << (6 - bits) & 63]) }
        return String(decoding: text, as: UTF8.self)
    }
}
