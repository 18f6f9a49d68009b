package import Foundation

/// A mail with everything that stands in its bytes; the same value always gives the same bytes.
package struct MIMEMail: Sendable, Equatable {
    /// Names the boundaries.
    package var id: UUID
    package var from: MailAddress
    package var replyTo: MailAddress?
    /// Bcc is no header and never in the bytes.
    package var to: [MailAddress]
    package var cc: [MailAddress]
    package var subject: String
    package var date: Date
    package var messageID: String
    package var inReplyTo: String?
    package var references: [String] = []
    /// Further header fields in order, such as Auto-Submitted.
    package var headers: [MailHeader] = []
    package var text: String
    package var html: String
    package var pictures: [OutgoingFile] = []
    package var attachments: [OutgoingFile] = []

    package init(
        id: UUID, from: MailAddress, to: [MailAddress], cc: [MailAddress] = [], subject: String, date: Date,
        messageID: String, text: String, html: String
    ) {
        self.id = id
        self.from = from
        self.to = to
        self.cc = cc
        self.subject = subject
        self.date = date
        self.messageID = messageID
        self.text = text
        self.html = html
    }
}
