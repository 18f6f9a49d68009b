import Access
import Basics
package import EventLoop
import Foundation
import Postgres
package import Web

/// Paths to tickets: listing, counting, reading, making and changing them.
@Loop package struct TicketRoutes {
    let desk: Desk

    package var routes: [Route] {
        [
            .get(
                "/tickets", "Tickets that match, in the order asked for", .permission(.ticketsRead),
                query: Self.filters + [
                    QueryParameter("sort", "waiting, newest, updated, oldest or priority; newest without it.")
                ],
                output: Ticket.self, page: true, handler: list),
            .get(
                "/tickets/counts", "How many tickets each folder and each saved view holds",
                .permission(.ticketsRead), query: Self.filters, output: TicketCounts.self, handler: counts),
            .get(
                "/tickets/{id}", "One ticket, by id or number", .permission(.ticketsRead), output: Ticket.self,
                handler: one),
            .post(
                "/tickets", "Make a ticket for a customer", .permission(.ticketsWrite), input: TicketInput.self,
                output: Ticket.self, handler: create),
            .patch(
                "/tickets/{id}", "Change a ticket's fields", .permission(.ticketsWrite), input: TicketPatch.self,
                output: Ticket.self, handler: patch),
            .get(
                "/customers/{id}/tickets", "A customer's tickets", .permission(.ticketsRead),
                query: Self.filters, output: Ticket.self, page: true, handler: ofCustomer),
        ]
    }

    private static let filters = [
        QueryParameter("view", "The id of a saved view; other filters narrow it further."),
        QueryParameter("status", "Statuses joined by commas; also unsolved and all."),
        QueryParameter("assignee", "me, none or a user's id."),
        QueryParameter("team", "mine, none or a team's id."),
        QueryParameter("channel", "Channels joined by commas."),
        QueryParameter("tag", "Tag names joined by commas; all of them must be on the ticket."),
        QueryParameter("customer_id", "The customer's id."),
        QueryParameter("inbox", "The inbox's key."),
        QueryParameter("priority", "Priorities joined by commas."),
        QueryParameter("at_risk", "true: the customer is likely to be dissatisfied."),
        QueryParameter("unread", "true: the customer wrote something I have not read."),
        QueryParameter("q", "Words in subject, messages, the customer's name or e-mail, or the number."),
    ]

    private func list(_ request: Request) async throws -> Response {
        try await page(request) { _ in }
    }

    private func ofCustomer(_ request: Request) async throws -> Response {
        let customer: ID<Requester> = try request.id("id", of: "customer")
        return try await page(request) { $0.customerID = customer.uuid }
    }

    private func page(_ request: Request, _ narrow: (inout TicketFilter) -> Void) async throws -> Response {
        var filter = try await filter(request)
        narrow(&filter)
        let sort = try request.query("sort", as: TicketSort.self) ?? .newest
        let page = try await TicketStore(desk.database.connection).page(
            filter, sort: sort, limit: try request.limit(), cursor: try request.cursor(parts: sort.cursorParts),
            for: request.principal)
        return .json(page)
    }

    /// What the query asks for, laid over the saved view it names.
    private func filter(_ request: Request) async throws -> TicketFilter {
        guard let id = request.query("view") else { return try TicketFilter { request.query($0) } }
        guard let viewID = ID<SavedView>(id) else { throw Problem.invalid("/view", "must be a UUID") }
        let view = try await SavedViewStore(desk.database.connection).view(viewID, for: request.principal)
        let saved = view.parameters
        return try TicketFilter { request.query($0) ?? saved[$0] }
    }

    private func counts(_ request: Request) async throws -> Response {
        let base = try TicketFilter { request.query($0) }
        let views = try await SavedViewStore(desk.database.connection).views(of: .ticket, for: request.principal)
        let folders = TicketFolder.allCases
        let filters =
            folders.map { $0.filter(within: base) }
            + (try views.map { view in
                let saved = view.parameters
                return try TicketFilter { request.query($0) ?? saved[$0] }
            })
        let counts = try await TicketStore(desk.database.connection).counts(filters, for: request.principal)
        return .json(
            TicketCounts(
                folders: Array(zip(folders, counts)),
                views: Array(zip(views.map(\.id), counts.dropFirst(folders.count)))))
    }

    private func one(_ request: Request) async throws -> Response {
        let ticket = try await TicketStore(desk.database.connection).ticket(
            try request.name(of: "ticket"), for: request.principal)
        return .json(ticket, version: ticket.version)
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(TicketInput.self)
        let isProgram = request.principal.kind == .apiKey
        let checked = try input.checked(defaultChannel: "api")
        let actor = Actor(request)
        let (opened, late) = try await desk.openRetrying { connection in
            let inbox = try await self.inbox(input, channel: checked.channel, in: connection)
            var wish = TicketWish(
                requester: checked.requester, inboxID: inbox, channel: checked.channel, subject: checked.subject,
                text: checked.text, at: self.desk.now)
            wish.priority = checked.priority
            wish.clientID = input.clientID
            wish.customFields = .object(input.customFields ?? [:])
            wish.attachmentIDs = input.attachments ?? []
            if checked.channel == InternalChannel.name || (checked.channel == "phone" && !isProgram) {
                // What was said on the phone is our note about the call; the call itself was the first response.
                // Of an internal ticket the customer knows nothing.
                wish.kind = .note
                wish.author = actor.author
            }
            if checked.channel == "email", !isProgram {
                // A member of staff begins: the first message is theirs and is mailed to the customer.
                wish.author = actor.author
            }
            let opened = try await self.desk.open(wish, by: actor, in: connection)
            if !checked.tags.isEmpty {
                _ = try await TagStore(connection).set(checked.tags, on: opened.id, at: self.desk.now)
            }
            return (opened, try await TicketStore(connection).late(opened.id))
        }
        guard let ticket = try late.first(Ticket.init) else { throw Problem.internalFault }
        desk.announce(opened, try await MessageAttachments(desk).filled([opened.message])[0])
        return Response.created(ticket, version: ticket.version)
            .adding("Location", "/api/v1/tickets/\(ticket.id)")
    }

    private func inbox(_ input: TicketInput, channel: String, in connection: Connection) async throws -> UUID {
        guard let key = input.inbox else {
            return try await desk.inboxRules.inbox(of: channel, in: connection, at: desk.now)
        }
        guard let inbox = try await desk.inboxRules.inbox(key: key, in: connection) else {
            throw Problem.invalid("/inbox", "must be the key of an inbox")
        }
        return inbox
    }

    private func patch(_ request: Request) async throws -> Response {
        let input = try request.input(TicketPatch.self)
        let done = try await desk.change(try request.name(of: "ticket"), by: Actor(request)) { change in
            try request.requireMatch(change.ticket.version)
            try await change.apply(input)
        }
        if input.customerID != nil { desk.facts.forget(done.ticket.id.uuid) }
        return .json(done.ticket, version: done.ticket.version)
    }
}
