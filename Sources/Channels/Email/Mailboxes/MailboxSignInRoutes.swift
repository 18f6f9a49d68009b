import Access
import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// Where to go to sign in at the provider: the answer of `POST /inboxes/{id}/mailbox/oauth`.
struct MailboxSignInStart: WireType, JSONWritable {
    let authorizeURL: String

    static var example: MailboxSignInStart {
        MailboxSignInStart(authorizeURL: "https://accounts.google.com/o/oauth2/v2/auth?response_type=code&state=…")
    }

    func write(to json: inout JSONWriter) {
        json.object { json in json.field("authorize_url", authorizeURL) }
    }
}

/// Paths for signing in to a mailbox at its provider: there, and back by redirect.
@Loop struct MailboxSignInRoutes {
    let context: AppContext
    let tokens: OAuthTokens
    /// Told when a mailbox can sign in anew.
    let changed: @Loop @Sendable () -> Void

    var routes: [Route] {
        [
            .post(
                "/inboxes/{id}/mailbox/oauth",
                "Begins signing in at the provider with the saved settings: where to send the browser",
                .permission(.settingsWrite), output: MailboxSignInStart.self, status: 200, body: .none, handler: begin),
            Route(
                "GET", MailboxSignIn.callbackPath,
                "Where the provider sends the browser back to; goes on to the mailbox's settings", .anyone,
                query: [
                    QueryParameter("code", "What the provider gives for a token."),
                    QueryParameter("state", "What the sign-in began with."),
                    QueryParameter("error", "Why the provider gives no code."),
                ], status: 303, body: .none, handler: finish),
        ]
    }

    static func redirectURI(_ context: AppContext) -> String {
        "\(context.publicURL)/api/v1\(MailboxSignIn.callbackPath)"
    }

    private func begin(_ request: Request) async throws -> Response {
        let inbox = try await MailboxRoutes.mailbox(request, context.database.connection)
        guard let mail = inbox.settings.mail else { throw Problem.notFound("mailbox") }
        guard let sessionID = request.principal.sessionID else {
            throw Problem.forbidden("A person signs in at the provider: ask from the console, not with an API key.")
        }
        var fields = Fields()
        for (name, value) in [
            ("authorize_url", mail.oauth.authorizeURL), ("token_url", mail.oauth.tokenURL),
            ("client_id", mail.oauth.clientID),
        ] {
            fields.check(!value.isEmpty, "/settings/mail/oauth/\(name)", "must be saved first")
        }
        try fields.throwIfAny()
        let version = try await MailboxSecretStore(context.database.connection, key: context.secrets).beginSignIn(
            inbox.id.uuid)
        let signIn = MailboxSignIn(
            inboxID: inbox.id.uuid, sessionID: sessionID, version: version, oauth: mail.oauth, now: context.clock.now,
            random: context.random)
        return .json(
            MailboxSignInStart(
                authorizeURL: signIn.page(mail, redirectURI: Self.redirectURI(context), key: context.secrets)))
    }

    private func finish(_ request: Request) async throws -> Response {
        // Looking at a link spends nothing.
        guard request.head.method == "GET" else { return .noContent }
        guard let signIn = request.query("state").flatMap({ MailboxSignIn(state: $0, key: context.secrets) }) else {
            return back(nil, .damaged)
        }
        let inbox = try await InboxStore(context.database.connection).inbox(ID(signIn.inboxID))
        let session = request.principal.permissions.contains(.settingsWrite) ? request.principal.sessionID : nil
        if let objection = signIn.objection(session: session, now: context.clock.now, inbox?.settings.mail?.oauth) {
            return back(objection == .otherSession || inbox == nil ? nil : signIn, objection)
        }
        guard let code = request.query("code") else {
            let error = request.query("error")
            return back(signIn, error == "access_denied" ? .denied : .refused, error)
        }
        do {
            return back(signIn, try await spend(code, signIn, by: request))
        } catch let fault as MailFault {
            return back(signIn, fault.kind == .tokenRefused ? .refused : .unreachable, fault.word)
        }
    }

    /// Gives the code for tokens and keeps them.
    private func spend(
        _ code: String, _ signIn: MailboxSignIn, by request: Request
    ) async throws -> MailboxSignInOutcome {
        let store = MailboxSecretStore(context.database.connection, key: context.secrets)
        guard try await store.claimSignIn(signIn.inboxID, version: signIn.version) else { return .used }
        var form = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Self.redirectURI(context)),
            ("client_id", signIn.clientID), ("code_verifier", signIn.verifier),
        ]
        if let secret = try await store.secrets(signIn.inboxID)[.clientSecret] {
            form.append(("client_secret", secret))
        }
        let grant = try await tokens.ask(signIn.tokenURL, form)
        guard let refreshToken = grant.refreshToken, !refreshToken.isEmpty else { return .noRefreshToken }
        let until = context.clock.now.addingTimeInterval(grant.seconds)
        let isKept = try await context.database.transaction { connection in
            let isKept = try await MailboxSecretStore(connection, key: context.secrets).keepSignIn(
                accessToken: grant.accessToken, until: until, refreshToken: refreshToken, of: signIn.inboxID,
                version: signIn.version + 1)
            guard isKept else { return false }
            var audit = AuditChanges()
            audit.note(MailboxSecret.refreshToken.rawValue, nil, "replaced")
            try await AuditStore(connection, clock: context.clock).record(
                "inbox.mailbox_secrets_changed", "inbox", signIn.inboxID, audit, by: request)
            return true
        }
        guard isKept else { return .changed }
        changed()
        return .signedIn
    }

    /// To the mailbox's settings, where the console says how it went.
    private func back(_ signIn: MailboxSignIn?, _ outcome: MailboxSignInOutcome, _ word: String? = nil) -> Response {
        var query = [("sign_in", outcome.rawValue)]
        if let signIn { query.append(("mailbox", signIn.inboxID.text)) }
        // The error's name only: whole sentences in a link would let anybody speak in our name.
        if let word, !word.isEmpty, word.utf8.count <= 40, word.utf8.allSatisfy({ $0 == 95 || 97...122 ~= $0 }) {
            query.append(("error", word))
        }
        return .redirect(to: "/settings/inboxes?\(CurlRequest.encoded(query))")
            // The code and the state stay behind.
            .adding("Referrer-Policy", "no-referrer")
    }
}
