package import Basics
package import Channels
package import Foundation
import Postgres
import Web

/// A reply with a time: one waiting for second thoughts and one for tomorrow morning are the same thing.
package struct ScheduledReply: Sendable, WireType, JSONWritable {
    package enum State: String, CaseIterable, Sendable, JSONWritable, SQLText {
        case waiting
        /// Its time came and it was not posted: `problem` says what was refused; without one the customer wrote first.
        case held
    }

    package let id: ID<ScheduledReply>
    package let ticketID: ID<Ticket>
    package let userID: UUID
    package let userName: String
    package let clientID: String
    package var text: String
    package var recipients: MailRecipients?
    package var attachmentIDs: [UUID]
    package var sendAt: Date
    package let undo: Bool
    package var cancelOnReply: Bool
    package var solve: Bool
    /// What a canned reply does besides answering, done when the reply is posted.
    package var actions: TicketActions?
    package var seenSeq: Int
    package let state: State
    package let problem: HeldProblem?
    /// The attachments as JSON, filled in by the routes.
    package var attachments: [UInt8] = Array("[]".utf8)

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("ticket_id", ticketID)
            json.field("client_id", clientID)
            json.object("author") { json in
                json.field("id", ID<MessageAuthor>(userID))
                json.field("name", userName)
            }
            json.field("text", text)
            json.field("recipients", recipients)
            json.field("attachments", JSONBytes(attachments))
            json.field("send_at", sendAt)
            json.field("undo", undo)
            json.field("cancel_on_reply", cancelOnReply)
            json.field("solve", solve)
            json.field("actions", actions)
            json.field("state", state)
            json.field("problem", problem)
        }
    }

    package static let example = ScheduledReply(
        id: ID(ExampleIDs.other), ticketID: ID(ExampleIDs.ticket), userID: ExampleIDs.user, userName: "Lin Wei",
        clientID: "c-18", text: "Your parcel left our warehouse this morning.",
        recipients: MailRecipients(to: [MailAddress(name: "Mei Chen", address: "mei@example.com")]), attachmentIDs: [],
        sendAt: ExampleIDs.instant, undo: false, cancelOnReply: true, solve: false, actions: .example, seenSeq: 3,
        state: .waiting, problem: nil)

    init(
        id: ID<ScheduledReply>, ticketID: ID<Ticket>, userID: UUID, userName: String, clientID: String, text: String,
        recipients: MailRecipients?, attachmentIDs: [UUID], sendAt: Date, undo: Bool, cancelOnReply: Bool, solve: Bool,
        actions: TicketActions?, seenSeq: Int, state: State, problem: HeldProblem?
    ) {
        self.id = id
        self.ticketID = ticketID
        self.userID = userID
        self.userName = userName
        self.clientID = clientID
        self.text = text
        self.recipients = recipients
        self.attachmentIDs = attachmentIDs
        self.sendAt = sendAt
        self.undo = undo
        self.cancelOnReply = cancelOnReply
        self.solve = solve
        self.actions = actions
        self.seenSeq = seenSeq
        self.state = state
        self.problem = problem
    }

    init(_ row: Row) throws {
        id = try row["id"]
        ticketID = try row["ticket_id"]
        userID = try row["user_id"]
        userName = try row["user_name"]
        clientID = try row["client_id"]
        text = try row["text"]
        recipients = MailRecipients(jsonb: row.bytes("recipients"))
        attachmentIDs = try row["attachment_ids"]
        sendAt = try row["send_at"]
        undo = try row["undo"]
        cancelOnReply = try row["cancel_on_reply"]
        solve = try row["solve"]
        actions = row.bytes("actions").flatMap { try? Input.decode(TicketActions.self, from: $0) }
        seenSeq = try row["seen_seq"]
        state = try row["state"]
        problem = try row["problem"]
    }

    /// Whether it is posted now, although `newestSeq` customer messages came: what was sent a moment ago goes, what was
    /// written for later waits for its writer's eyes.
    package func isHeld(byCustomerSeq newestSeq: Int) -> Bool { !undo && cancelOnReply && newestSeq > seenSeq }
}

/// What scheduling a reply takes.
package struct ScheduledReplyInput: Decodable, WireType {
    let clientID: String?
    let text: String?
    let recipients: RecipientInput?
    let attachments: [UUID]?
    let sendAt: Date?
    let undo: Bool?
    let cancelOnReply: Bool?
    let solve: Bool?
    let actions: TicketActions?
    let seenSeq: Int?

    package static let example = ScheduledReplyInput(
        clientID: "c-18", text: "Your parcel left our warehouse this morning.", recipients: .example, attachments: nil,
        sendAt: ExampleIDs.instant, undo: false, cancelOnReply: true, solve: false, actions: .example, seenSeq: 3)
}

/// What may be changed while it waits.
package struct ScheduledReplyPatch: Decodable, WireType {
    let text: String?
    let recipients: RecipientInput?
    let attachments: [UUID]?
    let sendAt: Date?
    let cancelOnReply: Bool?
    let solve: Bool?

    package static let example = ScheduledReplyPatch(
        text: nil, recipients: nil, attachments: nil, sendAt: ExampleIDs.instant, cancelOnReply: nil, solve: nil)
}
