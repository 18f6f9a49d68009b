import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// The path for trying a mailbox.
@Loop struct MailboxTestRoutes {
    let context: AppContext
    let test: MailboxTest

    var routes: [Route] {
        [
            .post(
                "/inboxes/{id}/mailbox/test",
                "Tries the mailbox with the settings sent, or with the saved ones: connects, signs in, sends to itself",
                .permission(.settingsWrite), input: MailboxTestInput.self, output: MailboxTestResult.self, status: 200,
                handler: run)
        ]
    }

    private func run(_ request: Request) async throws -> Response {
        let inbox = try await MailboxRoutes.mailbox(request, context.database.connection)
        guard let saved = inbox.settings.mail else { throw Problem.notFound("mailbox") }
        guard !request.rawBody.isEmpty else {
            return .json(MailboxTestResult(steps: await test.steps(inbox.id.uuid, saved, entered: [:])))
        }
        let input = try request.input(MailboxTestInput.self)
        var tried = saved
        if let settings = input.settings, settings != .null {
            tried = try InboxSettings(sent: settings, over: inbox.settings, kind: .email).mail ?? saved
        }
        guard tried.oauth.tokenURL == saved.oauth.tokenURL else {
            throw Problem.invalid(
                "/settings/mail/oauth/token_url", "must be saved first: secrets are sent to the saved address only")
        }
        let stored = try await MailboxSecretStore(context.database.connection, key: context.secrets)
            .secrets(inbox.id.uuid)
        let entered = stored.following(input.passwords)
        try stored.requireEntered(entered, from: saved, to: tried)
        guard stored[.refreshToken] == nil && stored.accessToken == nil || !tried.showsElsewhere(.oauth, than: saved)
        else {
            throw Problem.invalid(
                "/settings/mail", "must be saved first: a sign-in is shown only to the servers it was given for")
        }
        return .json(MailboxTestResult(steps: await test.steps(inbox.id.uuid, tried, entered: entered)))
    }
}
