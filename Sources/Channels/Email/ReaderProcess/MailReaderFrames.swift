import Foundation

/// What server and helper say to each other: four bytes of length, most significant first, and that many bytes.
enum MailReaderFrames {
    /// An answer larger than this is a fault of the helper.
    static let answerLimit = 128 << 20

    /// What the helper is asked: JSON.
    struct Request: Codable, Sendable {
        /// Of the raw mail.
        var path: String
        /// The folder for the decoded attachments.
        var spool: String?
    }

    /// The first byte of an answer; after `parsed` follows the mail as JSON.
    enum Outcome: UInt8 {
        case parsed = 0
        case unreadable = 1
        case tooLarge = 2
    }

    static func frame(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let count = UInt32(bytes.count)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + bytes
    }

    /// The length in the first four bytes; `nil` when they are not there yet.
    static func length(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }
}
