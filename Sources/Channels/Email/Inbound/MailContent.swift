import Basics
import Foundation
import Web

/// The names a mail goes by: for knowing it again, however often and by whichever way it comes.
enum MailContent {
    /// The Message-ID to know the mail by: its own, or for a mail without one a name made of its bytes.
    ///
    /// - Parameter raw: The mail's bytes, read only when they are needed.
    static func messageID(of mail: ParsedMail, raw: () throws -> [UInt8]) rethrows -> String {
        if let own = mail.messageID?.trimmingBlanks, own.count > 2 {
            // What an index can hold; nobody means anything by the rest of a longer one.
            return own.utf8.count <= 250 ? own : "<\(Digest.sha256(own).hexadecimal)@long>"
        }
        return "<\(Digest.sha256(withoutTrace(try raw())).hexadecimal)@content>"
    }

    /// What the sender sent, whatever the way here added: equal for two deliveries of one mail.
    static func hash(of mail: ParsedMail) -> String {
        let files = mail.attachments.map(\.sha256).sorted().joined(separator: ",")
        return Digest.sha256([mail.subject, mail.text, mail.html ?? "", files].joined(separator: "\0")).hexadecimal
    }

    /// The mail without the fields that mail systems add on the way, which differ between two deliveries.
    static func withoutTrace(_ raw: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        kept.reserveCapacity(raw.count)
        var place = 0
        var isDropped = false
        while place < raw.count {
            let end = raw[place...].firstIndex(of: 0x0A).map { $0 + 1 } ?? raw.count
            let line = raw[place..<end]
            if line.allSatisfy({ $0 == 0x0A || $0 == 0x0D }) { break }
            // A line that begins with a blank goes on with the field above.
            if line.first != 0x20, line.first != 0x09 { isDropped = isTrace(line) }
            if !isDropped { kept += line }
            place = end
        }
        return kept + raw[min(place, raw.count)...]
    }

    private static func isTrace(_ line: ArraySlice<UInt8>) -> Bool {
        let name = String(decoding: line.prefix(60).prefix { $0 != 0x3A }, as: UTF8.self).trimmingBlanks.lowercased()
        return trace.contains(name)
            || ["arc-", "x-spam", "x-virus", "x-google", "x-ms-exchange", "from "].contains {
                name.hasPrefix($0)
            }
    }

    private static let trace: Set<String> = [
        "received", "return-path", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-received",
        "authentication-results", "received-spf", "x-forwarded-to", "x-forwarded-for", "delivery-date",
        "x-delivered-to", "x-rspamd-server", "x-rspamd-queue-id",
    ]
}
