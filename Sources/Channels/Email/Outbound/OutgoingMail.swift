import Basics
package import Foundation
import Postgres
import Web

/// A mail somebody wants sent, before the mailbox it leaves by adds its name, signature and address.
///
/// A conversation is an opaque id here; the channel knows nothing of tickets.
package struct OutgoingMail: Codable, Sendable, Equatable {
    /// Why a mail is sent: a person's answer, or one of the automatic kinds.
    package enum Purpose: String, CaseIterable, Codable, Sendable, JSONWritable, SQLText {
        case reply
        case acknowledgement
        case survey
        /// What was answered in a chat after the visitor had left.
        case unreadChat = "unread_chat"
        case transcript
        /// A report for the staff; its conversation is the schedule that sends it, no ticket.
        case report
        /// To the people of a segment; its conversation is the campaign.
        case campaign
        /// Of something the customer should hear before they ask, such as a late parcel.
        case notice

        /// Whether a machine decided that it is sent: such mail says so and is never answered by machines.
        package var isAutomatic: Bool { self != .reply }
    }

    /// Which way an automatic mail came about (RFC 3834 section 5).
    package enum Automatic: String, Codable, Sendable {
        case replied = "auto-replied"
        case generated = "auto-generated"
    }

    package var purpose: Purpose
    package var mailboxID: UUID
    package var conversationID: UUID
    /// Names the message in the mail's Message-ID; a message of the conversation, or an id of its own.
    package var messageID: UUID
    package var recipients: MailRecipients
    package var subject: String
    /// Paragraphs, links and quotes as people write them; HTML is made from it.
    package var text: String
    /// Who speaks, for mailboxes that show the agent's name.
    package var authorName = ""
    package var teamName = ""
    /// The language of the signature.
    package var locale = "en"
    package var inReplyTo: String?
    /// Message-IDs of the conversation, oldest first.
    package var references: [String] = []
    package var attachments: [OutgoingFile] = []
    /// Figures below the text.
    package var table: MailTable?
    /// Where a single POST ends such mail for its recipient (RFC 8058).
    package var unsubscribeURL: String?
    /// A picture nobody sees, whose loading tells that the mail was opened.
    package var pixelURL: String?
    /// What is shown below the answer when the mailbox quotes: who wrote when, and the words.
    package var quote: MailQuote?

    package init(
        purpose: Purpose, mailboxID: UUID, conversationID: UUID, messageID: UUID, recipients: MailRecipients,
        subject: String, text: String
    ) {
        self.purpose = purpose
        self.mailboxID = mailboxID
        self.conversationID = conversationID
        self.messageID = messageID
        self.recipients = recipients
        self.subject = subject
        self.text = text
    }
}

/// A message quoted below an answer.
package struct MailQuote: Codable, Sendable, Equatable {
    /// Such as "On 25 Nov 2026, Mei Chen wrote:".
    package var introduction: String
    package var text: String

    package init(introduction: String, text: String) {
        self.introduction = introduction
        self.text = text
    }
}

/// A file that goes out with a mail; its bytes lie at `path`.
package struct OutgoingFile: Codable, Sendable, Equatable {
    package var name: String
    /// `type/subtype`.
    package var contentType: String
    package var path: String
    package var sizeBytes: Int
    /// Set for a picture the text shows by `![…](cid:ID)`.
    package var contentID: String?

    package init(name: String, contentType: String, path: String, sizeBytes: Int, contentID: String? = nil) {
        self.name = name
        self.contentType = contentType
        self.path = path
        self.sizeBytes = sizeBytes
        self.contentID = contentID
    }
}
