import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths to the asker's own drafts.
@Loop struct DraftRoutes {
    let desk: Desk

    var routes: [Route] {
        [
            .get(
                "/tickets/{id}/drafts", "My drafts on a ticket", .permission(.ticketsRead), output: Drafts.self,
                handler: list),
            .put(
                "/tickets/{id}/drafts/{kind}", "Keep what I have written so far", .permission(.ticketsWrite),
                input: DraftInput.self, output: Draft.self, handler: save),
            .delete("/tickets/{id}/drafts/{kind}", "Discard a draft", .permission(.ticketsWrite), handler: delete),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let (user, ticket) = try await place(request)
        let drafts = try await DraftStore(desk.database.connection).drafts(of: user, on: ticket)
        let written = try await withAttachments(drafts)
        return .json(
            Drafts(reply: written.first { $0.kind == .reply }, note: written.first { $0.kind == .note }))
    }

    private func save(_ request: Request) async throws -> Response {
        let kind = try kind(request)
        let input = try request.input(DraftInput.self)
        var fields = Fields()
        let text = input.text ?? ""
        fields.check(
            text.unicodeScalars.count <= TicketInput.textLimit, "/text",
            "may have at most \(TicketInput.textLimit) characters")
        fields.check((input.attachments ?? []).count <= 20, "/attachments", "may be at most 20")
        fields.check(
            kind == .reply || input.recipients == nil, "/recipients",
            "goes with a reply: a note is mailed to nobody")
        let recipients = input.recipients?.checked(&fields)
        try fields.throwIfAny()
        let (user, ticket) = try await place(request)
        let draft = Draft(
            kind: kind, text: text, attachmentIDs: input.attachments ?? [], recipients: recipients,
            updatedAt: desk.now)
        try await DraftStore(desk.database.connection).save(draft, of: user, on: ticket)
        return .json(try await withAttachments([draft])[0])
    }

    private func delete(_ request: Request) async throws -> Response {
        let kind = try kind(request)
        let (user, ticket) = try await place(request)
        try await DraftStore(desk.database.connection).delete(kind, of: user, on: ticket)
        return .noContent
    }

    private func kind(_ request: Request) throws -> Draft.Kind {
        guard let kind = Draft.Kind(rawValue: request.parameter("kind")) else { throw Problem.notFound("draft") }
        return kind
    }

    private func place(_ request: Request) async throws -> (user: UUID, ticket: ID<Ticket>) {
        guard request.principal.kind == .user, let user = request.principal.id else {
            throw Problem.forbidden("Drafts belong to people: sign in with a session.")
        }
        let ticket = try await StaffMessage(desk).visible(
            try request.name(of: "ticket"), to: request.principal, reading: true)
        return (user, ticket)
    }

    private func withAttachments(_ drafts: [Draft]) async throws -> [Draft] {
        let ids = drafts.flatMap(\.attachmentIDs)
        guard !ids.isEmpty else { return drafts }
        let written = try await desk.attachmentsJSON(ids)
        return drafts.map { draft in
            var filled = draft
            var json = JSONWriter()
            json.array { json in draft.attachmentIDs.forEach { id in written[id].map { json.raw(bytes: $0) } } }
            filled.attachments = json.bytes
            return filled
        }
    }
}
