import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// Paths about signing in, out and one's own profile.
@Loop struct SessionRoutes {
    let context: AppContext
    let hub: LiveHub
    let signIn: SignIn
    let passwords: PasswordWorker

    var routes: [Route] {
        [
            .post(
                "/session", "Signs in and sets the session's cookie", .anyone, input: SignInInput.self,
                output: SignedIn.self, handler: create),
            .get("/session", "Who I am and what I may do", .signedIn, output: SessionView.self, handler: show),
            .patch(
                "/session", "Changes my own profile or password", .signedIn, input: ProfilePatch.self,
                output: SignedIn.self, handler: change),
            .delete(
                "/session", "Signs out; live connections close within two seconds", .anyone,
                query: [QueryParameter("everywhere", "`true` ends my sessions in all browsers.")], handler: delete),
        ]
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(SignInInput.self)
        let (user, token) = try await signIn.signIn(
            email: input.email, password: input.password, from: SignIn.Origin(request))
        return Response.created(SignedIn(user: UserView(user, presence: hub.presence(of: user.id.uuid))))
            .settingSession(token, isSecure: context.isSecure)
    }

    private func show(_ request: Request) async throws -> Response {
        let me = try Self.person(request)
        let connection = context.database.connection
        guard let user = try await UserStore(connection).user(me.user),
            let company = try await CompanyStore(connection).company()
        else { throw Problem.signInRequired }
        let isAlone = try await UserStore(connection).activeCount() == 1
        return .json(
            SessionView(
                user: UserView(user, presence: hub.presence(of: user.id.uuid)), company: company,
                permissions: request.principal.permissions, workAlone: isAlone),
            version: user.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let me = try Self.person(request)
        let patch = try request.input(ProfilePatch.self)
        guard let user = try await UserStore(context.database.connection).user(me.user) else {
            throw Problem.signInRequired
        }
        try request.requireMatch(user.version)
        let hash = try await newHash(patch, of: user, request)
        let changed = try await context.database.transaction { connection in
            let users = UserStore(connection)
            guard let user = try await users.lockedUser(me.user), user.active else { throw Problem.signInRequired }
            try request.requireMatch(user.version)
            let changed = try patch.applied(to: user)
            let changes = user.changes(to: changed)
            if !changes.changes.isEmpty {
                try await users.update(changed, at: context.clock.now)
                try await AuditStore(connection, clock: context.clock).record(
                    "user.updated", "user", user.id.uuid, changes, by: request)
            }
            if let hash {
                try await users.setPassword(user.id, hash: hash, at: context.clock.now)
                try await SessionStore(connection).deleteAll(of: user.id, except: me.session)
                try await AuditStore(connection, clock: context.clock).record(
                    "user.password_changed", "user", user.id.uuid, by: request)
            }
            return try await users.user(user.id) ?? changed
        }
        if hash != nil { hub.closeSessions(of: [me.user.uuid], exceptSession: me.session.uuid) }
        return .json(
            SignedIn(user: UserView(changed, presence: hub.presence(of: me.user.uuid))), version: changed.version)
    }

    /// The hash of the new password, once the present one was confirmed; `nil` when none is wanted.
    private func newHash(_ patch: ProfilePatch, of user: User, _ request: Request) async throws -> String? {
        guard let wanted = patch.newPassword else { return nil }
        guard let current = patch.currentPassword, !current.isEmpty else {
            throw Problem.invalid("/current_password", "is needed to set a new one")
        }
        try Password.check(wanted, email: user.email, pointer: "/new_password")
        try await signIn.confirm(current, of: user, remoteAddress: request.head.remoteAddress)
        return try await passwords.make(wanted)
    }

    private func delete(_ request: Request) async throws -> Response {
        let everywhere = try request.query(flag: "everywhere") ?? false
        if request.principal.kind == .user {
            let me = try Self.person(request)
            try await context.database.transaction { connection in
                let sessions = SessionStore(connection)
                if everywhere {
                    try await sessions.deleteAll(of: me.user)
                } else {
                    try await sessions.delete(me.session)
                }
                try await AuditStore(connection, clock: context.clock).record(
                    everywhere ? "session.ended_everywhere" : "session.ended", "user", me.user.uuid, by: request)
            }
            hub.closeSessions(of: [everywhere ? me.user.uuid : me.session.uuid])
        }
        return Response.noContent.adding(SessionCookie.clear(isSecure: context.isSecure))
    }

    /// - Throws: `Problem.forbidden` for API keys, which have neither profile nor session.
    private static func person(_ request: Request) throws -> (user: ID<User>, session: ID<Session>) {
        guard request.principal.kind == .user, let user = request.principal.id,
            let session = request.principal.sessionID
        else { throw Problem.forbidden("An API key has no profile and no session.") }
        return (ID(user), ID(session))
    }
}

extension SignIn.Origin {
    init(_ request: Request) {
        self.init(
            remoteAddress: request.head.remoteAddress, userAgent: request.head.headers["user-agent"] ?? "",
            formerToken: request.cookie(SessionCookie.name))
    }
}

extension Response {
    /// The answer that hands a new session to the browser.
    func settingSession(_ token: SecretToken, isSecure: Bool) -> Response {
        adding(SessionCookie.set(token.text, isSecure: isSecure))
    }

    fileprivate func adding(_ header: (name: String, value: String)) -> Response {
        adding(header.name, header.value)
    }
}
