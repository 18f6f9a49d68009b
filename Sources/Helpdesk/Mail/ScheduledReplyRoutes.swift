import Basics
import Channels
import EventLoop
import Foundation
import Postgres
import Web

/// Paths to replies with a time.
@Loop struct ScheduledReplyRoutes {
    let desk: Desk
    private static let yearSeconds = 366 * 86_400.0

    var routes: [Route] {
        [
            .get(
                "/tickets/{id}/scheduled-replies", "Replies that wait for their time", .permission(.ticketsRead),
                output: ScheduledReply.self, page: true, handler: list),
            .post(
                "/tickets/{id}/scheduled-replies", "Reply in a moment, or at a moment", .permission(.ticketsWrite),
                input: ScheduledReplyInput.self, output: ScheduledReply.self, handler: create),
            .patch(
                "/scheduled-replies/{id}", "Change a reply that waits; a held one waits again",
                .permission(.ticketsWrite), input: ScheduledReplyPatch.self, output: ScheduledReply.self,
                handler: change),
            .delete(
                "/scheduled-replies/{id}", "Take a reply back: its words, recipients and files, as a draft",
                .permission(.ticketsWrite), output: ScheduledReply.self, status: 200, handler: takeBack),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let ticket = try await StaffMessage(desk).visible(
            try request.name(of: "ticket"), to: request.principal, reading: true)
        let replies = try await ScheduledReplyStore(desk.database.connection).replies(on: ticket)
        return .json(Page(items: try await filled(replies), nextCursor: nil))
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(ScheduledReplyInput.self)
        guard request.principal.kind == .user, let user = request.principal.id else {
            throw Problem.forbidden("Scheduled replies belong to people: sign in with a session.")
        }
        let ticket = try await StaffMessage(desk).visible(
            try request.name(of: "ticket"), to: request.principal, reading: true)
        let written = try checked(input, on: ticket, user: user, name: request.principal.name)
        let kept = try await desk.database.transaction { connection in
            var reply = written
            guard let locked = try await TicketChangeStore(connection).lock(ticket) else {
                throw Problem.notFound("ticket")
            }
            if locked.channel == InternalChannel.name { throw Problem.internalTicket }
            if locked.status == .closed { throw Problem.ticketClosed }
            // Who does not say what they had seen has seen what is there.
            if input.seenSeq == nil { reply.seenSeq = locked.lastCustomerSeq }
            let store = ScheduledReplyStore(connection)
            guard try await store.insert(reply, at: self.desk.now) else {
                guard let before = try await store.named(reply.clientID, on: ticket), before.userID == user else {
                    throw Problem.clientIDTaken
                }
                return before
            }
            try await self.requireFiles(reply.attachmentIDs, of: user, in: connection)
            try await DraftStore(connection).delete(.reply, of: user, on: ticket)
            try await ScheduledReplyJobs.plan(reply, in: connection)
            return reply
        }
        desk.news.changed(ticket.uuid)
        return .created(try await filled([kept])[0])
    }

    private func change(_ request: Request) async throws -> Response {
        let input = try request.input(ScheduledReplyPatch.self)
        let id: ID<ScheduledReply> = try request.id(of: "scheduled reply")
        let kept = try await desk.database.transaction { connection in
            var reply = try await self.own(id, request, in: connection)
            var fields = Fields()
            if let text = input.text { reply.text = text }
            if let recipients = input.recipients { reply.recipients = recipients.checked(&fields) }
            if let files = input.attachments { reply.attachmentIDs = files }
            if let sendAt = input.sendAt { reply.sendAt = sendAt }
            if let cancel = input.cancelOnReply { reply.cancelOnReply = cancel }
            if let solve = input.solve { reply.solve = solve }
            self.check(reply, &fields)
            try fields.throwIfAny()
            try await self.requireFiles(reply.attachmentIDs, of: reply.userID, in: connection)
            try await ScheduledReplyStore(connection).update(reply)
            try await ScheduledReplyJobs.plan(reply, in: connection)
            return try await ScheduledReplyStore(connection).reply(id) ?? reply
        }
        desk.news.changed(kept.ticketID.uuid)
        return .json(try await filled([kept])[0])
    }

    private func takeBack(_ request: Request) async throws -> Response {
        let id: ID<ScheduledReply> = try request.id(of: "scheduled reply")
        let reply = try await desk.database.transaction { connection in
            let reply = try await self.own(id, request, in: connection)
            try await ScheduledReplyStore(connection).delete(id)
            try await ScheduledReplyJobs.forget(id, in: connection)
            try await DraftStore(connection).save(
                Draft(
                    kind: .reply, text: reply.text, attachmentIDs: reply.attachmentIDs, recipients: reply.recipients,
                    updatedAt: self.desk.now),
                of: reply.userID, on: reply.ticketID)
            return reply
        }
        desk.news.changed(reply.ticketID.uuid)
        return .json(try await filled([reply])[0])
    }

    /// The reply, locked; its writer's own, or anybody's for those who lead.
    private func own(_ id: ID<ScheduledReply>, _ request: Request, in connection: Connection) async throws
        -> ScheduledReply
    {
        guard let reply = try await ScheduledReplyStore(connection).locked(id) else {
            throw Problem.notFound("scheduled reply")
        }
        _ = try await StaffMessage(desk).visible(.id(reply.ticketID), to: request.principal, reading: true)
        guard reply.userID == request.principal.id || request.principal.permissions.contains(.settingsWrite) else {
            throw Problem.forbidden("Only \(reply.userName) may change this reply.")
        }
        return reply
    }

    private func checked(_ input: ScheduledReplyInput, on ticket: ID<Ticket>, user: UUID, name: String) throws
        -> ScheduledReply
    {
        var fields = Fields()
        let id = ID<ScheduledReply>.make(at: desk.now, random: desk.context.random)
        let clientID = input.clientID ?? "scheduled:\(id)"
        fields.check(clientID.utf8.count <= 100 && !clientID.isEmpty, "/client_id", "must have 1 to 100 bytes")
        fields.check(!ClientID.isOurs(clientID), "/client_id", "may not begin like this")
        fields.check(input.sendAt != nil, "/send_at", "is required")
        let actions = input.actions?.checked(&fields, at: "/actions")
        fields.check(
            input.solve != true || actions?.status != "snoozed", "/actions/status", "goes not with solve")
        let reply = ScheduledReply(
            id: id, ticketID: ticket, userID: user, userName: name, clientID: clientID, text: input.text ?? "",
            recipients: input.recipients?.checked(&fields), attachmentIDs: input.attachments ?? [],
            sendAt: input.sendAt ?? desk.now, undo: input.undo ?? false, cancelOnReply: input.cancelOnReply ?? false,
            solve: input.solve ?? false, actions: actions?.isEmpty == true ? nil : actions, seenSeq: input.seenSeq ?? 0,
            state: .waiting, problem: nil)
        check(reply, &fields)
        try fields.throwIfAny()
        return reply
    }

    private func check(_ reply: ScheduledReply, _ fields: inout Fields) {
        fields.check(
            !reply.text.trimmingBlanks.isEmpty || !reply.attachmentIDs.isEmpty, "/text", "is required")
        fields.check(
            reply.text.unicodeScalars.count <= TicketInput.textLimit, "/text",
            "may have at most \(TicketInput.textLimit) characters")
        fields.check(reply.attachmentIDs.count <= 20, "/attachments", "may be at most 20")
        fields.check(
            reply.sendAt.timeIntervalSince(desk.now) < Self.yearSeconds, "/send_at", "may be at most a year from now")
        fields.check(
            !reply.undo || reply.sendAt.timeIntervalSince(desk.now) <= 120, "/send_at",
            "may be at most two minutes from now for an undo")
    }

    private func requireFiles(_ ids: [UUID], of user: UUID, in connection: Connection) async throws {
        guard !ids.isEmpty else { return }
        let count = try await connection.one(
            { row in try row["count"] as Int },
            """
            SELECT count(*) AS count
            FROM attachments
            WHERE id = ANY (\(ids)) AND ticket_id IS NULL AND owner_id = \(user)
            """)
        guard count == Set(ids).count else {
            throw Problem.invalid("/attachments", "must name files you uploaded that are on no message yet")
        }
    }

    private func filled(_ replies: [ScheduledReply]) async throws -> [ScheduledReply] {
        let ids = replies.flatMap(\.attachmentIDs)
        guard !ids.isEmpty else { return replies }
        let written = try await desk.attachmentsJSON(ids)
        return replies.map { reply in
            var filled = reply
            var json = JSONWriter()
            json.array { json in reply.attachmentIDs.forEach { id in written[id].map { json.raw(bytes: $0) } } }
            filled.attachments = json.bytes
            return filled
        }
    }
}

extension Problem {
    static let clientIDTaken = Problem.conflict(
        "client-id-taken", "This client_id was used for another message", "Use a new client_id.")
    static let ticketClosed = Problem.conflict(
        "ticket-closed", "The ticket is closed", "Reopen it first, or write a new ticket.")
    static let internalTicket = Problem.conflict(
        "ticket-internal", "The ticket is internal", "The customer knows nothing of it: write a note.")
}
