package import Foundation

/// One mail as read from its bytes: everything the product asks of it, nothing of MIME left.
///
/// It crosses the pipe between the reading process and the server as JSON, and `deskbell mail parse` prints it.
package struct ParsedMail: Codable, Sendable, Equatable {
    /// Usable senders in the order From, Reply-To, Sender, Return-Path; the first one counts.
    package var from: [MailAddress] = []
    package var replyTo: [MailAddress] = []
    package var to: [MailAddress] = []
    package var cc: [MailAddress] = []
    package var bcc: [MailAddress] = []
    /// Where the mail system says it was delivered: Delivered-To, X-Original-To, Envelope-To.
    package var deliveredTo: [String] = []
    /// As written by the sender, decoded; prefixes such as "Re:" still there.
    package var subject = ""
    /// The Date field, in UTC; `nil` when there is none that can be read.
    package var date: Date?
    /// With angle brackets, blanks removed; `nil` when the mail has none.
    package var messageID: String?
    package var inReplyTo: [String] = []
    package var references: [String] = []
    /// Every header field in order, name as written and value decoded.
    package var headers: [MailHeader] = []
    /// The whole plain text: never cut, `\n` line ends.
    package var text = ""
    /// The whole HTML as sent, in UTF-8; untrusted.
    package var html: String?
    package var attachments: [MailAttachment] = []
    /// Whether a machine wrote it, and by which signs that was told.
    package var machine = MachineVerdict()
    /// What a delivery report says; `nil` for any other mail.
    package var bounce: BounceReport?
    /// What the sender wrote themselves: `text` up to `foldsAt`.
    package var replyText = ""
    /// Where in `text` the trailing quote or signature begins, in UTF-16 code units; `nil` when nothing is folded.
    package var foldsAt: Int?
    /// The sender's language as far as the text shows it: `zh-Hans`, `en` or another BCP 47 code.
    package var locale: String?
    /// How large the mail is on its server, in bytes, when only its beginning was fetched.
    package var wholeSizeBytes: Int?
    /// What could not be read as it should, in plain words.
    package var errors: [String] = []

    package init() {}
}

/// A name and an address.
package struct MailAddress: Codable, Sendable, Hashable {
    /// Decoded; empty when the sender gave none.
    package var name: String
    /// `local@domain` as written, without blanks and trailing dots.
    package var address: String

    package init(name: String = "", address: String) {
        self.name = name
        self.address = address
    }

    /// For comparing: addresses differ only by more than case.
    package var key: String { address.lowercased() }
}

/// One header field.
package struct MailHeader: Codable, Sendable, Equatable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

extension [MailHeader] {
    /// The first value of a field, whatever the case of its name.
    package func first(_ name: String) -> String? {
        first { $0.name.caseInsensitiveCompare(name) == .orderedSame }?.value
    }

    /// Every value of a field, in order.
    package func all(_ name: String) -> [String] {
        filter { $0.name.caseInsensitiveCompare(name) == .orderedSame }.map(\.value)
    }
}

/// A file that came with a mail: its bytes lie in a spool file or beside, its name is only data.
package struct MailAttachment: Codable, Sendable, Equatable {
    /// A safe base name of at most 200 bytes; never a path.
    package var filename: String
    /// Lower case `type/subtype`.
    package var contentType: String
    /// Decoded length in bytes.
    package var size: Int
    /// Of the decoded bytes, lower case hexadecimal.
    package var sha256: String
    /// Without angle brackets; `nil` when it has none.
    package var contentID: String?
    /// Shown inside the HTML (by `cid:` or Content-Location), or a picture between plain texts.
    package var isInline: Bool
    /// Where the reading process left the decoded bytes, when it was asked to keep them.
    package var path: String?

    package init(
        filename: String, contentType: String, size: Int, sha256: String, contentID: String? = nil,
        isInline: Bool = false, path: String? = nil
    ) {
        self.filename = filename
        self.contentType = contentType
        self.size = size
        self.sha256 = sha256
        self.contentID = contentID
        self.isInline = isInline
        self.path = path
    }
}

/// Whether a machine wrote a mail; such a mail is kept, but never answered automatically and reopens nothing.
package struct MachineVerdict: Codable, Sendable, Equatable {
    package var isMachine = false
    /// Header and value that told, such as `Auto-Submitted: auto-replied`.
    package var reasons: [String] = []

    package init() {}
}

/// What a delivery report (RFC 3464), a read receipt (RFC 8098) or a complaint (RFC 5965) says.
package struct BounceReport: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable {
        case failed
        case delayed
        case delivered
        /// Somebody read it.
        case read
        /// Somebody called it spam.
        case complaint
    }

    /// One recipient the report speaks of.
    package struct Recipient: Codable, Sendable, Equatable {
        package var address: String
        package var kind: Kind
        /// Enhanced status code (RFC 3463) such as `5.1.1`.
        package var status: String?
        /// What the other server said.
        package var diagnostic: String?

        package init(address: String, kind: Kind, status: String? = nil, diagnostic: String? = nil) {
            self.address = address
            self.kind = kind
            self.status = status
            self.diagnostic = diagnostic
        }
    }

    package var recipients: [Recipient] = []
    /// Message-ID of the mail it is about.
    package var originalMessageID: String?

    package init() {}
}
