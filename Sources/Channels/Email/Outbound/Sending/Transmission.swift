import EventLoop
package import Foundation

/// One attempt to hand a mail's bytes to the mailbox's server.
package struct Transmission: Sendable, Equatable {
    package let mailboxID: UUID
    /// Empty is the null sender.
    package let envelopeFrom: String
    package let recipients: [String]
    /// Where the bytes lie.
    package let path: String
    package let sizeBytes: Int

    package init(mailboxID: UUID, envelopeFrom: String, recipients: [String], path: String, sizeBytes: Int) {
        self.mailboxID = mailboxID
        self.envelopeFrom = envelopeFrom
        self.recipients = recipients
        self.path = path
        self.sizeBytes = sizeBytes
    }
}

/// What the server said to one recipient it did not take.
package struct RecipientRefusal: Sendable, Equatable {
    package let address: String
    package let code: Int
    package let text: String

    package init(address: String, code: Int, text: String) {
        self.address = address
        self.code = code
        self.text = text
    }

    /// 5xx: trying again changes nothing.
    package var isPermanent: Bool { code >= 500 }
}

/// How an attempt ended.
package enum TransmissionOutcome: Sendable, Equatable {
    /// The server answered 250 to the whole mail, and took everybody but these.
    case accepted(code: Int, text: String, refused: [RecipientRefusal])
    /// It refused for good.
    case refused(code: Int, text: String, recipients: [RecipientRefusal])
    /// It cannot now, or could not be reached.
    case temporary(code: Int?, text: String, recipients: [RecipientRefusal])
    /// Every byte was handed over, and then no answer came.
    case uncertain(text: String)
    /// Something is wrong with the mailbox, not with the mail: certificate, sign-in, settings.
    case fault(kind: String, text: String)
}

/// Hands a mail over; never throws and never blocks the loop.
package typealias Transmit = @Loop @Sendable (Transmission) async -> TransmissionOutcome
