package import Basics
import EventLoop
package import Foundation
package import Postgres

/// A mail that was read and is nobody's yet: what the ticketing side needs to find its place.
package struct ReceivedMail: Sendable {
    package var id: UUID
    package var inboxID: UUID
    package var mail: ParsedMail
    /// Its own Message-ID, or one made of its content.
    package var ownMessageID: String
    /// The same, longer when the mailbox has another mail of that name.
    package var deliveryKey: String
    /// What tells the conversation it belongs to, the surest first.
    package var clues: [ThreadClue]
    /// Its files, stored already and waiting for a message.
    package var attachmentIDs: [UUID]
    package var own: OwnAddresses
    /// Whether this mailbox joins mails of one sender and subject.
    package var joinsSameSubject: Bool
    /// Within how many minutes two tickets of one customer are offered as one; 0 never.
    package var offersJoiningMinutes: Int
    /// The mail somebody passed on by hand.
    package var forwarded: ForwardedMail?
    /// Whether our own mail system vouches for the sender's domain.
    package var isAuthenticated: Bool
    /// Mail from before this mailbox was watched: nobody is told that it was received.
    package var isHistory: Bool
    package var receivedAt: Date

    /// Who wrote it; `nil` when no header says so.
    package var sender: MailAddress? { mail.from.first }

    /// The name the ticketing side stores its message under, so that a repeat is recognised.
    package var clientID: String { "mail:" + deliveryKey }

    /// What stands in the thread: the whole text, up to what a page can carry; the rest is in the original.
    package var text: String {
        let text = mail.text.replacing("\0", with: "")
        return text.utf16.count <= Self.textLimit
            ? text : String(decoding: Array(text.utf16.prefix(Self.textLimit)), as: UTF16.self) + "…"
    }

    /// In UTF-16 code units; a novel has about ten times as many.
    private static let textLimit = 100_000
}

/// Where a mail went, and why.
package struct MailReceipt: Sendable {
    package var ticketID: UUID
    package var seq: Int
    /// Whether the ticket was made for it.
    package var opened: Bool
    package var explanation: MailExplanation

    package init(ticketID: UUID, seq: Int, opened: Bool, explanation: MailExplanation) {
        self.ticketID = ticketID
        self.seq = seq
        self.opened = opened
        self.explanation = explanation
    }
}

/// Why a mail is where it is: a rule by its code, and what the rule saw; people read it in words.
package struct MailExplanation: Sendable, Equatable {
    package var rule: String
    package var detail: [String: JSONValue]

    package init(_ rule: String, _ detail: [String: JSONValue] = [:]) {
        self.rule = rule
        self.detail = detail
    }

    package var value: JSONValue { ["rule": .string(rule), "detail": .object(detail)] }
}

/// Finds the ticket of a mail and stores the message, in the caller's transaction; what is told to people is told after
/// the commit.
///
/// Helpdesk's `MailIntake.receive`, handed in by the assembly.
package typealias PlaceMail = @Loop @Sendable (ReceivedMail, Connection) async throws -> MailReceipt?

/// Makes a ticket of a mail nobody could read, with the file on it, in the caller's transaction.
package typealias PlaceUnreadMail = @Loop @Sendable (UnreadMail, Connection) async throws -> MailReceipt

/// A mail that could not be read.
package struct UnreadMail: Sendable {
    package var mailID: UUID
    package var inboxID: UUID
    /// The sender as far as the envelope or a look at the raw header tells.
    package var sender: String?
    /// The file with the mail.
    package var attachmentID: UUID
    package var clientID: String
    package var error: String
}
