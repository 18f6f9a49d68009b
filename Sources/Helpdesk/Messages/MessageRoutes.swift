import Basics
import Channels
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// What writing a message takes.
package struct MessageInput: Decodable, WireType {
    let clientID: String?
    let text: String?
    let `private`: Bool?
    let attachments: [UUID]?
    let mentions: [UUID]?
    /// Solves the ticket with this reply.
    let solve: Bool?
    /// What else a canned reply does, together with the message or not at all.
    let actions: TicketActions?
    /// The newest message the writer has seen; a newer reply refuses this one, unless `force`.
    let seenSeq: Int?
    let force: Bool?
    /// Who the mail goes to; without it those `GET /tickets/{id}/recipients` names.
    let recipients: RecipientInput?

    package static let example = MessageInput(
        clientID: "c-17", text: "Your parcel left our warehouse this morning.", private: false, attachments: nil,
        mentions: nil, solve: false, actions: .example, seenSeq: 2, force: nil,
        recipients: nil)

    /// - Throws: `Problem.invalid` naming every field at fault.
    func check() throws -> TicketActions? {
        var fields = Fields()
        let text = text ?? ""
        fields.check(
            !text.trimmingBlanks.isEmpty || !(attachments ?? []).isEmpty, "/text", "is required")
        fields.check(
            text.unicodeScalars.count <= TicketInput.textLimit, "/text",
            "may have at most \(TicketInput.textLimit) characters")
        fields.check((clientID ?? "x").utf8.count <= 100, "/client_id", "may have at most 100 bytes")
        fields.check(clientID != "", "/client_id", "must not be empty")
        fields.check(!(clientID.map(ClientID.isOurs) ?? false), "/client_id", "may not begin like this")
        fields.check((attachments ?? []).count <= 20, "/attachments", "may be at most 20")
        fields.check((mentions ?? []).count <= 50, "/mentions", "may be at most 50")
        fields.check(`private` != true || solve != true, "/solve", "goes with a reply, not with a note")
        let actions = actions?.checked(&fields, at: "/actions")
        fields.check(solve != true || actions?.status != "snoozed", "/actions/status", "goes not with solve")
        fields.check(
            `private` != true || recipients == nil, "/recipients", "goes with a reply: a note is mailed to nobody")
        _ = recipients?.checked(&fields)
        try fields.throwIfAny()
        return actions?.isEmpty == true ? nil : actions
    }

    /// Who the mail goes to, when the writer chose; `check` has looked at it.
    var chosenRecipients: MailRecipients? {
        var fields = Fields()
        return recipients?.checked(&fields)
    }

    /// Whether the message needs a transaction of its own instead of the shared batch.
    var isComposed: Bool {
        actions != nil || solve == true || recipients != nil || !(attachments ?? []).isEmpty
            || !(mentions ?? []).isEmpty
    }
}

/// Paths to the messages of a ticket.
@Loop struct MessageRoutes {
    let desk: Desk

    var routes: [Route] {
        [
            .get(
                "/tickets/{id}/messages", "A ticket's messages, oldest first", .permission(.ticketsRead),
                query: [
                    QueryParameter("after_seq", "Only those after this number."),
                    QueryParameter("before_seq", "The last ones before this number."),
                ],
                output: Message.self, page: true, handler: list),
            .post(
                "/tickets/{id}/messages", "Reply to the customer, or leave a note", .permission(.ticketsWrite),
                input: MessageInput.self, output: Message.self, handler: post),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit(default: 100, max: 500)
        let id = try await visible(request)
        let store = MessageStore(desk.database.connection)
        if let before = try request.query(number: "before_seq") {
            let messages = try await store.messages(of: id, before: before, limit: limit, for: .staff)
            return .json(Page(items: try await MessageAttachments(desk).filled(messages), nextCursor: nil))
        }
        var after = try request.query(number: "after_seq") ?? 0
        if let cursor = try request.cursor(parts: 1) {
            guard let seq = cursor.parts[0].flatMap({ Int($0) }) else {
                throw Problem.foreignCursor
            }
            after = seq
        }
        let messages = try await store.messages(of: id, after: after, limit: limit + 1, for: .staff)
        return .json(
            Page(try await MessageAttachments(desk).filled(messages), limit: limit) { Cursor([String($0.seq)]) })
    }

    private func post(_ request: Request) async throws -> Response {
        let input = try request.input(MessageInput.self)
        let actions = try input.check()
        let id = try await visible(request)
        let message = StaffMessage(desk).message(input, on: id, by: request.principal)
        let stored =
            input.isComposed
            ? try await StaffMessage(desk).compose(
                message, solve: input.solve == true, actions: actions, recipients: input.chosenRecipients,
                by: Actor(request))
            : try await StaffMessage(desk).post(message)
        return .created(stored)
    }

    /// The id of the ticket in the path.
    ///
    /// - Throws: `Problem.notFound` when the asker may not see it. Who may see every ticket needs no look at it: the
    ///   statement that stores the message notices a ticket that is not there.
    private func visible(_ request: Request) async throws -> ID<Ticket> {
        let name: TicketName = try request.name(of: "ticket")
        return try await StaffMessage(desk).visible(name, to: request.principal, reading: request.head.method == "GET")
    }
}
