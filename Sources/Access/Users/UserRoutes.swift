import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// Paths about members of staff.
@Loop struct UserRoutes {
    let context: AppContext
    let hub: LiveHub
    let passwords: PasswordWorker

    var routes: [Route] {
        [
            .get(
                "/users", "Members of staff by name", .permission(.settingsRead),
                query: [QueryParameter("active", "`true` for those who can sign in, `false` for the others.")],
                output: UserView.self, page: true, handler: list),
            .post(
                "/users", "Adds a person; without a password, invites one", .permission(.usersWrite),
                input: NewUser.self, output: UserView.self, handler: create),
            .get(
                "/users/{id}", "One member of staff", .permission(.settingsRead), output: UserView.self, handler: show),
            .patch(
                "/users/{id}", "Changes a person", .permission(.usersWrite), input: UserPatch.self,
                output: UserView.self, handler: change),
            .delete(
                "/users/{id}", "Deactivates a person and signs them out everywhere", .permission(.usersWrite),
                handler: deactivate),
            .post(
                "/users/{id}/invitation", "Makes a fresh invitation; earlier ones stop working",
                .permission(.usersWrite), output: UserView.self, body: .none, handler: invite),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        let active = try request.query(flag: "active")
        let after = try request.namePlace(of: User.self)
        let users = try await UserStore(context.database.connection).users(
            active: active, after: after, limit: limit + 1)
        return .json(
            Page(users.map(view), limit: limit) { Cursor([$0.user.name.lowercased(), $0.user.id.description]) })
    }

    private func show(_ request: Request) async throws -> Response {
        guard let user = try await UserStore(context.database.connection).user(try request.id(of: "person")) else {
            throw Problem.notFound("person")
        }
        return .json(view(user), version: user.version)
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(NewUser.self)
        let user = try input.checked(
            id: .make(at: context.clock.now, random: context.random), at: context.clock.now)
        try request.principal.requireManaging(user.role)
        let hash: String? = if let password = input.password { try await passwords.make(password) } else { nil }
        let token = try await context.database.transaction { connection in
            try await staffing(connection).add(
                user, passwordHash: hash, by: AuditActor(request.principal),
                remoteAddress: request.head.remoteAddress)
        }
        let answer = UserView(user, presence: .offline, invitationURL: token.map(invitationURL))
        return .created(answer, version: user.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let patch = try request.input(UserPatch.self)
        let id: ID<User> = try request.id(of: "person")
        let (before, after) = try await context.database.transaction { connection in
            try await staffing(connection).change(id, by: request) { try patch.applied(to: $0) }
        }
        closeDoors(before, after)
        return .json(view(after), version: after.version)
    }

    private func deactivate(_ request: Request) async throws -> Response {
        let id: ID<User> = try request.id(of: "person")
        let (before, after) = try await context.database.transaction { connection in
            try await staffing(connection).change(id, by: request) {
                try UserPatch(active: .value(false)).applied(to: $0)
            }
        }
        closeDoors(before, after)
        return .noContent
    }

    private func invite(_ request: Request) async throws -> Response {
        let id: ID<User> = try request.id(of: "person")
        let (user, token) = try await context.database.transaction { connection in
            guard let user = try await UserStore(connection).lockedUser(id), user.active else {
                throw Problem.notFound("person")
            }
            try request.principal.requireManaging(user.role)
            let token = try await staffing(connection).invite(id)
            try await AuditStore(connection, clock: context.clock).record("user.invited", "user", id.uuid, by: request)
            return (user, token)
        }
        return .created(
            UserView(user, presence: hub.presence(of: id.uuid), invitationURL: invitationURL(token)))
    }

    /// Live connections carry the rights they were opened with: those of the deactivated end, those of people whose
    /// rights changed are opened anew (1012 makes the console reconnect).
    private func closeDoors(_ before: User, _ after: User) {
        if before.active, !after.active {
            hub.closeSessions(of: [after.id.uuid])
        } else if before.role != after.role || before.ticketScope != after.ticketScope
            || before.teamIDs != after.teamIDs
        {
            hub.closeSessions(of: [after.id.uuid], code: 1012)
        }
    }

    private func view(_ user: User) -> UserView {
        UserView(user, presence: hub.presence(of: user.id.uuid))
    }

    private func staffing(_ connection: Connection) -> Staffing {
        Staffing(connection: connection, clock: context.clock, random: context.random)
    }

    private func invitationURL(_ token: SecretToken) -> String {
        "\(context.publicURL)/invite/\(token.text)"
    }
}
