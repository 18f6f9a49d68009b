import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// Paths the widget uses.
@Loop struct WidgetRoutes {
    let context: AppContext
    let hub: LiveHub
    let desk: any VisitorDesk
    let people: any VisitorPeople
    let limits: EntranceLimits
    let replyTime: ReplyTime
    /// The token of a rating asked for and not given yet on this ticket.
    let pendingSurvey: @Loop @Sendable (UUID) async throws -> String?

    static let messagesAtOpening = 50

    var routes: [Route] {
        [
            .post(
                "/widget/sessions", "Opens the widget: a visitor's token, their ticket, and what to draw", .anyone,
                input: WidgetSessionInput.self, output: WidgetSession.self, handler: open),
            .post(
                "/widget/details", "What a visitor says about themselves", .visitor, input: VisitorDetailsInput.self,
                output: VisitorDetails.self, status: 200, handler: details),
            .get(
                "/widget/messages", "A visitor's new messages, for pages that cannot keep a live connection", .visitor,
                query: [QueryParameter("after_seq", "The last message the page has.")], handler: messages),
            .post(
                "/widget/messages", "Sends a visitor's message", .visitor, input: VisitorMessageInput.self,
                handler: send),
            .post(
                "/widget/transcript", "Mails the visitor their conversation, to an address they gave here", .visitor,
                input: VisitorTranscriptInput.self, status: 202, handler: transcript),
        ]
    }

    private func open(_ request: Request) async throws -> Response {
        try limits.sessions.take(request.head.remoteAddress)
        let input = try request.input(WidgetSessionInput.self)
        let connection = context.database.connection
        guard let inbox = try await InboxStore(connection).inbox(key: input.inbox), inbox.enabled,
            let chat = inbox.settings.chat
        else { throw Problem.notFound("chat inbox") }
        let welcome = try await VisitorArrival(context: context, people: people, desk: desk).welcome(
            input, to: inbox, request)
        let visitor = welcome.visitor
        let ticket = try await desk.currentTicket(of: visitor.reach, limit: Self.messagesAtOpening)
        var survey: String?
        if let ticket { survey = try await pendingSurvey(ticket.id) }
        let session = WidgetSession(
            visitorToken: welcome.token, ticket: ticket.map { JSONBytes($0.ticketJSON) },
            messages: JSONBytes(ticket?.messagesJSON ?? Array("[]".utf8)),
            settings: try await settings(inbox, chat, for: visitor), customer: try await person(visitor),
            pendingSurvey: survey.map(WidgetSession.PendingSurvey.init))
        return .json(session, status: 201, headers: [("Cache-Control", "no-store")])
    }

    private func settings(_ inbox: Inbox, _ chat: ChatSettings, for visitor: Visitor) async throws -> WidgetSettings {
        let connection = context.database.connection
        var hours: OfficeHours?
        if let id = chat.officeHoursID { hours = try await OfficeHoursStore(connection).record(ID(id))?.hours }
        let now = context.clock.now
        let isOpen = hours?.isOpen(at: now) ?? true
        let typical: Int? =
            switch chat.replyTime {
            case .auto: try await replyTime.medianSeconds(inboxID: inbox.id.uuid)
            case .minutes: 300
            case .hours: 7200
            case .day: 86_400
            }
        return WidgetSettings(
            inbox, chat, office: .init(open: isOpen, opensAt: isOpen ? nil : hours?.opensNext(after: now)),
            availability: .init(online: !hub.onlineUserIDs.isEmpty, typicalReplySeconds: typical),
            transcript: try await desk.canSendTranscript(to: visitor.reach),
            orders: visitor.verified && visitor.customerID != nil, locale: visitor.locale)
    }

    /// What the visitor may know about themselves: what they typed, and the record only when the shop vouched for them.
    private func person(_ visitor: Visitor) async throws -> WidgetSession.Person? {
        if visitor.verified, let customerID = visitor.customerID,
            let contact = try await people.contact(customerID, in: context.database.connection)
        {
            return .init(name: contact.name.isEmpty ? nil : contact.name, email: contact.email)
        }
        guard !visitor.name.isEmpty || visitor.email != nil else { return nil }
        return .init(name: visitor.name.isEmpty ? nil : visitor.name, email: visitor.email)
    }

    private func details(_ request: Request) async throws -> Response {
        guard let reach = request.principal.visitor else { throw Problem.signInRequired }
        try limits.messages.take(reach.visitorID.uuidString)
        let details = try request.input(VisitorDetailsInput.self).checked()
        let visitor = try await context.database.transaction { connection in
            let store = VisitorStore(connection)
            let id = ID<Visitor>(reach.visitorID)
            try await store.setDetails(
                id, name: details.name, email: details.email, phone: details.phone, at: context.clock.now)
            if let customerID = reach.customerID {
                try await people.complete(
                    customerID, name: details.name, email: details.email, phone: details.phone, in: connection)
            }
            guard let visitor = try await store.visitor(id) else { throw Problem.signInRequired }
            return visitor
        }
        return .json(VisitorDetails(customer: try await person(visitor) ?? .init(name: nil, email: nil)))
    }

    private func transcript(_ request: Request) async throws -> Response {
        guard let reach = request.principal.visitor else { throw Problem.signInRequired }
        try limits.messages.take(reach.visitorID.uuidString)
        let input = try request.input(VisitorTranscriptInput.self)
        try await desk.sendTranscript(to: input.email, for: request.principal)
        return Response(status: 202)
    }

    private func messages(_ request: Request) async throws -> Response {
        guard let reach = request.principal.visitor else { throw Problem.signInRequired }
        let limit = try request.limit(default: 100)
        let items = try await desk.messages(
            of: reach, afterSeq: try request.query(number: "after_seq") ?? 0, limit: limit)
        var json = JSONWriter()
        json.object { json in
            json.field("items", JSONBytes(items))
            json.field("next_cursor", String?.none)
        }
        return .json(bytes: json.bytes, headers: [("Cache-Control", "no-store")])
    }

    private func send(_ request: Request) async throws -> Response {
        guard let reach = request.principal.visitor else { throw Problem.signInRequired }
        try limits.messages.take(reach.visitorID.uuidString)
        let input = try request.input(VisitorMessageInput.self)
        let text = try input.checkedText()
        let files = input.attachments ?? []
        if !files.isEmpty {
            let own = try await AttachmentStore(context.database.connection).unsentCount(
                files, ofVisitor: reach.visitorID)
            guard own == Set(files).count else {
                throw Problem.invalid("/attachments", "must name files you uploaded that are on no message yet")
            }
        }
        let sent = try await desk.send(
            LiveSend(
                ticketID: input.ticketID, clientID: input.clientID, text: text, isPrivate: false, attachmentIDs: files),
            by: request.principal)
        var json = JSONWriter()
        json.object { json in json.field("message", JSONBytes(sent.message)) }
        return .json(bytes: json.bytes, status: 201)
    }
}
