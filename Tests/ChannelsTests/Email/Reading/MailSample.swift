import Channels
import Foundation

/// Mails written in a test, with `\n` for line ends, which become CR LF.
enum MailSample {
    static func bytes(_ text: String) -> [UInt8] {
        Array(text.replacingOccurrences(of: "\n", with: "\r\n").utf8)
    }

    static func read(_ text: String, spool: String? = nil) -> ParsedMail {
        MailReader.read(bytes(text), spool: spool)
    }

    /// A mail of `head` in plain ASCII and a body of any bytes.
    static func read(_ head: String, body: [UInt8]) -> ParsedMail {
        MailReader.read(bytes(head + "\n\n") + body)
    }

    /// The bytes written in hexadecimal.
    static func hex(_ digits: String) -> [UInt8] {
        let letters = Array(digits.filter { !$0.isWhitespace })
        return stride(from: 0, to: letters.count - 1, by: 2).compactMap {
            UInt8(String(letters[$0...($0 + 1)]), radix: 16)
        }
    }
}
