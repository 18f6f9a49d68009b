import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about inboxes.
@Loop struct InboxRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/inboxes", "Inboxes by name", .permission(.settingsRead), output: InboxView.self, page: true,
                handler: list),
            .get("/inboxes/{id}", "One inbox", .permission(.settingsRead), output: InboxView.self, handler: show),
            .get(
                "/inboxes/{id}/embed", "What to paste into a page: the widget's script tag or a plain form",
                .permission(.settingsRead), query: [QueryParameter("locale", "en or zh-Hans.")], handler: embed),
            .post(
                "/inboxes", "Makes an inbox", .permission(.settingsWrite), input: NewInbox.self, output: InboxView.self,
                handler: create),
            .patch(
                "/inboxes/{id}", "Changes an inbox; each setting sent replaces the whole one",
                .permission(.settingsWrite), input: InboxChange.self, output: InboxView.self, handler: change),
            .delete("/inboxes/{id}", "Removes an inbox without tickets", .permission(.settingsWrite), handler: delete),
            .post(
                "/inboxes/{id}/identity-secret", "Makes the secret identities are signed with, and shows it this once",
                .permission(.settingsWrite), output: IdentitySecret.self, body: .none, handler: rotateSecret),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit(default: 200)
        let after = try request.namePlace(of: Inbox.self)
        let inboxes = try await InboxStore(context.database.connection).inboxes(after: after, limit: limit + 1)
        return .json(Page(inboxes.map(InboxView.init), limit: limit) { Cursor([$0.name, $0.id.description]) })
    }

    private func show(_ request: Request) async throws -> Response {
        let inbox = try await found(request)
        return .json(InboxView(inbox), version: inbox.version)
    }

    private func embed(_ request: Request) async throws -> Response {
        let inbox = try await found(request)
        let locale = Words.closest(to: request.query("locale"))
        return .text(EmbedMarkup.text(inbox, publicURL: context.publicURL, locale: locale))
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(NewInbox.self)
        var fields = Fields()
        let name = fields.text(input.name, "/name", max: 100)
        guard let kind = ChannelKind(rawValue: input.kind), let channel = ChannelCatalogue.channel(kind) else {
            let kinds = ChannelCatalogue.all.map { $0.kind.rawValue }.joined(separator: ", ")
            throw Problem.invalid("/kind", "must be one of: \(kinds)")
        }
        try fields.throwIfAny()
        var settings = channel.defaults
        if let sent = input.settings, sent != .null {
            settings = try InboxSettings(sent: sent, over: settings, kind: kind)
        }
        let secrets = try checked(input.secrets, of: kind)
        let now = context.clock.now
        let inbox = Inbox(
            id: .make(at: now, random: context.random), key: InboxKey.make(context.random), kind: kind, name: name,
            enabled: input.enabled ?? true, teamID: input.teamID, settings: settings, createdAt: now)
        try await context.database.transaction { connection in
            try await requireNamed(by: inbox, connection)
            try await InboxStore(connection).insert(inbox)
            try await record("inbox.created", nil, inbox, request, connection)
            try await keep(secrets, nil, inbox, request, connection)
        }
        return .created(InboxView(inbox), version: inbox.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let id: ID<Inbox> = try request.id(of: "inbox")
        let input = try request.input(InboxChange.self)
        let inbox = try await context.database.transaction { connection in
            let store = InboxStore(connection)
            guard let old = try await store.lockedInbox(id) else { throw Problem.notFound("inbox") }
            try request.requireMatch(old.version)
            var new = old
            var fields = Fields()
            new.name = fields.text(input.name.applied(to: old.name), "/name", max: 100)
            try fields.throwIfAny()
            new.enabled = input.enabled.applied(to: old.enabled)
            new.teamID = input.teamID.applied(to: old.teamID)
            if let sent = input.settings.sent {
                new.settings = try InboxSettings(sent: sent, over: old.settings, kind: old.kind)
            }
            new.version = old.version + 1
            try await requireNamed(by: new, connection)
            try await store.update(new, at: context.clock.now)
            try await record("inbox.changed", old, new, request, connection)
            try await keep(checked(input.secrets, of: old.kind), old, new, request, connection)
            return new
        }
        return .json(InboxView(inbox), version: inbox.version)
    }

    private func checked(_ input: MailboxSecretsInput?, of kind: ChannelKind) throws -> [MailboxSecret: String?] {
        guard let input else { return [:] }
        guard kind == .email else { throw Problem.invalid("/secrets", "are kept for mailboxes only") }
        return try input.checked(at: "/secrets")
    }

    private func keep(
        _ entered: [MailboxSecret: String?], _ old: Inbox?, _ new: Inbox, _ request: Request, _ connection: Connection
    ) async throws {
        guard let mail = new.settings.mail else { return }
        try await MailboxSecretKeeping(context: context, connection: connection, request: request)
            .keep(entered, from: old?.settings.mail ?? mail, to: mail, of: new.id.uuid)
    }

    private func delete(_ request: Request) async throws -> Response {
        let id: ID<Inbox> = try request.id(of: "inbox")
        try await context.database.transaction { connection in
            let store = InboxStore(connection)
            guard let old = try await store.lockedInbox(id) else { throw Problem.notFound("inbox") }
            try request.requireMatch(old.version)
            try await store.delete(id)
            try await record("inbox.deleted", old, nil, request, connection)
        }
        return .noContent
    }

    private func rotateSecret(_ request: Request) async throws -> Response {
        let id: ID<Inbox> = try request.id(of: "inbox")
        let secret = "ids_" + context.random.token(byteCount: 32)
        let sealed = context.secrets.seal(Array(secret.utf8))
        try await context.database.transaction { connection in
            let store = InboxStore(connection)
            guard let inbox = try await store.lockedInbox(id) else { throw Problem.notFound("inbox") }
            guard inbox.kind == .chat else { throw Problem.invalid("/id", "must be a chat inbox") }
            try await store.setIdentitySecret(sealed, of: id, at: context.clock.now)
            try await AuditStore(connection, clock: context.clock).record(
                "inbox.identity_secret_rotated", "inbox", id.uuid, by: request)
        }
        return .json(IdentitySecret(identitySecret: secret), status: 201, headers: [("Cache-Control", "no-store")])
    }

    private func found(_ request: Request) async throws -> Inbox {
        guard let inbox = try await InboxStore(context.database.connection).inbox(request.id(of: "inbox")) else {
            throw Problem.notFound("inbox")
        }
        return inbox
    }

    private func requireNamed(by inbox: Inbox, _ connection: Connection) async throws {
        if let id = inbox.settings.chat?.officeHoursID {
            guard try await OfficeHoursStore(connection).record(ID(id)) != nil else {
                throw Problem.invalid("/settings/office_hours_id", "names no office hours known here")
            }
        }
        if let id = inbox.settings.work.replyMailboxID {
            guard try await InboxStore(connection).inbox(ID(id))?.kind == .email else {
                throw Problem.invalid("/settings/reply_mailbox_id", "names no mailbox known here")
            }
        }
    }

    private func record(
        _ action: String, _ old: Inbox?, _ new: Inbox?, _ request: Request, _ connection: Connection
    ) async throws {
        var changes = AuditChanges()
        changes.note("name", old?.name, new?.name)
        changes.note("enabled", old.map { .bool($0.enabled) } ?? .null, new.map { .bool($0.enabled) } ?? .null)
        changes.note("team_id", old?.teamID?.uuidString.lowercased(), new?.teamID?.uuidString.lowercased())
        changes.note("settings", old?.settings.value ?? .null, new?.settings.value ?? .null)
        try await AuditStore(connection, clock: context.clock).record(
            action, "inbox", (new ?? old)?.id.uuid, changes, by: request)
    }
}
