package import Basics
package import Channels
package import Foundation
import Postgres
import Web

/// Words not sent yet, kept on the server per person, ticket and kind.
package struct Draft: WireType, JSONWritable {
    package enum Kind: String, CaseIterable, Sendable, SQLText {
        case reply
        case note
    }

    package let kind: Kind
    package let text: String
    package let attachmentIDs: [UUID]
    /// Who the mail goes to, changed by hand; nil as the conversation says, and always on a note.
    package let recipients: MailRecipients?
    package let updatedAt: Date
    /// The attachments as JSON, filled in by the routes.
    package var attachments: [UInt8] = Array("[]".utf8)

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("text", text)
            json.field("attachments", JSONBytes(attachments))
            json.field("recipients", recipients)
            json.field("updated_at", updatedAt)
        }
    }

    package static let example = Draft(
        kind: .reply, text: "Dear Mei, your parcel", attachmentIDs: [],
        recipients: MailRecipients(to: [MailAddress(name: "Mei Chen", address: "mei@example.com")]),
        updatedAt: ExampleIDs.instant)
}

/// The drafts of one person on one ticket.
package struct Drafts: WireType, JSONWritable {
    package let reply: Draft?
    package let note: Draft?

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("reply", reply)
            json.field("note", note)
        }
    }

    package static let example = Drafts(reply: .example, note: nil)
}

/// What keeping a draft takes.
package struct DraftInput: Decodable, WireType {
    let text: String?
    let attachments: [UUID]?
    /// Who the mail goes to, when changed by hand; only on a reply.
    let recipients: RecipientInput?

    package static let example = DraftInput(
        text: "Dear Mei, your parcel", attachments: nil, recipients: .example)
}
