import Basics
package import Foundation
import Postgres

/// A mail as its source handed it over: bytes nobody has looked into yet.
package struct RawMail: Sendable {
    /// The ways mail comes in.
    package enum Source: String, CaseIterable, Sendable, JSONWritable, SQLText {
        case imap
        case http
        case lmtp
        case mbox
    }

    package var inboxID: UUID
    package var source: Source
    /// Of the IMAP folder the mail lies in; with `uidValidity` and `uid` its place there.
    package var folder: String
    package var uidValidity: Int?
    package var uid: Int?
    /// `MAIL FROM`: empty for the null sender of reports, `nil` when the source does not know.
    package var envelopeFrom: String?
    /// `RCPT TO`.
    package var envelopeTo: [String]
    package var receivedAt: Date
    package var bytes: [UInt8]

    package init(
        inboxID: UUID, source: Source, folder: String = "", uidValidity: Int? = nil, uid: Int? = nil,
        envelopeFrom: String? = nil, envelopeTo: [String] = [], receivedAt: Date, bytes: [UInt8]
    ) {
        self.inboxID = inboxID
        self.source = source
        self.folder = folder
        self.uidValidity = uidValidity
        self.uid = uid
        self.envelopeFrom = envelopeFrom
        self.envelopeTo = envelopeTo
        self.receivedAt = receivedAt
        self.bytes = bytes
    }
}
