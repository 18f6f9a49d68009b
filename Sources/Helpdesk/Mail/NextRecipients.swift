package import Basics
import Channels
import Web

/// Who the next answer of a ticket goes to, and from where.
package struct NextRecipients: WireType, JSONWritable {
    /// What mails of the ticket leave by.
    enum Mailbox: String, Sendable, JSONWritable {
        case on
        /// Switched off: mails wait until it is on again.
        case off
        /// There is none, and nothing of the ticket goes out by mail.
        case none
    }

    let mailbox: Mailbox
    /// `nil` without a mailbox.
    let from: MailAddress?
    let recipients: MailRecipients
    let subject: String
    let undoSeconds: Int

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("mailbox", mailbox)
            json.field("from", from)
            json.field("to", recipients.to)
            json.field("cc", recipients.cc)
            json.field("bcc", recipients.bcc)
            json.field("subject", subject)
            json.field("undo_seconds", undoSeconds)
        }
    }

    package static let example = NextRecipients(
        mailbox: .on, from: MailAddress(name: "Lin Wei", address: "support@qinghe.example"),
        recipients: MailRecipients(to: [MailAddress(name: "Mei Chen", address: "mei@example.com")]),
        subject: "Re: Late parcel [#1042]", undoSeconds: 10)
}
