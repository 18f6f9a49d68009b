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
        var entered: [MailboxSecret: String?] = [:]
        // A stored password is shown to the server it was stored for, and to no other.
        if Self.differs(tried.imap, saved.imap) { entered.updateValue(nil, forKey: .imapPassword) }
        if Self.differs(tried.smtp, saved.smtp) { entered.updateValue(nil, forKey: .smtpPassword) }
        if let password = input.imapPassword { entered.updateValue(password, forKey: .imapPassword) }
        if let password = input.smtpPassword { entered.updateValue(password, forKey: .smtpPassword) }
        return .json(MailboxTestResult(steps: await test.steps(inbox.id.uuid, tried, entered: entered)))
    }

    private static func differs(_ tried: MailServerSettings, _ saved: MailServerSettings) -> Bool {
        tried.host != saved.host || tried.port != saved.port || tried.username != saved.username
            || tried.security != saved.security
    }
}
