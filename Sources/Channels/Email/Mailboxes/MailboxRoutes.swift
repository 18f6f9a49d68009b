import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about the connection behind an e-mail inbox.
@Loop struct MailboxRoutes {
    let context: AppContext
    /// Told when a mailbox's secrets changed, so that it signs in anew.
    let changed: @Loop @Sendable () -> Void

    var routes: [Route] {
        [
            .get(
                "/inboxes/{id}/mailbox", "How an inbox's mailbox stands", .permission(.settingsRead),
                output: MailboxView.self, handler: show),
            .put(
                "/inboxes/{id}/mailbox/secrets", "Keeps what the mailbox signs in with; it is never shown again",
                .permission(.settingsWrite), input: MailboxSecretsInput.self, output: MailboxView.self,
                handler: keepSecrets),
            .get(
                "/mailbox-presets", "The servers of well-known mail providers", .permission(.settingsRead),
                output: MailboxPresets.self, handler: presets),
        ]
    }

    private func show(_ request: Request) async throws -> Response {
        let inbox = try await Self.mailbox(request, context.database.connection)
        return .json(try await view(inbox))
    }

    private func keepSecrets(_ request: Request) async throws -> Response {
        let changes = try request.input(MailboxSecretsInput.self).checked()
        let inbox = try await context.database.transaction { connection in
            let inbox = try await Self.mailbox(request, connection)
            try await MailboxSecretKeeping(context: context, connection: connection, request: request)
                .keep(changes, of: inbox.id.uuid)
            return inbox
        }
        changed()
        return .json(try await view(inbox))
    }

    private func presets(_ request: Request) async throws -> Response {
        .json(MailboxPresets(redirectURI: MailboxSignInRoutes.redirectURI(context)))
    }

    private func view(_ inbox: Inbox) async throws -> MailboxView {
        var view = try await MailboxStateStore(context.database.connection).view(inbox.id.uuid)
        if !inbox.enabled || inbox.settings.mail?.imap.host.isEmpty != false { view.state = .off }
        view.inboundURL = "\(context.publicURL)/api/v1/mail/inbound?inbox=\(inbox.key)"
        return view
    }

    /// The e-mail inbox a path names.
    static func mailbox(_ request: Request, _ connection: Connection) async throws -> Inbox {
        guard let inbox = try await InboxStore(connection).inbox(request.id(of: "inbox")), inbox.kind == .email else {
            throw Problem.notFound("mailbox")
        }
        return inbox
    }
}
