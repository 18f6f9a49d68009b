package import Basics
import Channels
import Web

/// Who the next answer of a ticket goes to, and from where.
package struct NextRecipients: WireType, JSONWritable {
    /// `nil` when nothing of the ticket goes out by mail.
    let from: MailAddress?
    let recipients: MailRecipients
    let subject: String
    let undoSeconds: Int

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("from", from)
            json.field("to", recipients.to)
            json.field("cc", recipients.cc)
            json.field("bcc", recipients.bcc)
            json.field("subject", subject)
            json.field("undo_seconds", undoSeconds)
        }
    }

    package static let example = NextRecipients(
        from: MailAddress(name: "Lin Wei", address: "support@qinghe.example"),
        recipients: MailRecipients(to: [MailAddress(name: "Mei Chen", address: "mei@example.com")]),
        subject: "Re: Late parcel [#1042]", undoSeconds: 10)
}
