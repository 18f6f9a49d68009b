import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// The paths an invited person takes, open to whoever holds the link.
@Loop struct InvitationRoutes {
    let context: AppContext
    let hub: LiveHub
    let signIn: SignIn
    let passwords: PasswordWorker

    var routes: [Route] {
        [
            .get(
                "/invitations/{token}", "Whom an invitation is for", .anyone, output: InvitationView.self,
                handler: show),
            .post(
                "/invitations/{token}", "Sets the password and signs in", .anyone, input: AcceptedInvitation.self,
                output: SignedIn.self, handler: accept),
        ]
    }

    private func show(_ request: Request) async throws -> Response {
        let user = try await InvitationStore(context.database.connection).invited(
            tokenHash: SecretToken.hash(request.parameter("token")), now: context.clock.now)
        return .json(InvitationView(email: user.email, name: user.name))
    }

    private func accept(_ request: Request) async throws -> Response {
        let input = try request.input(AcceptedInvitation.self)
        let tokenHash = SecretToken.hash(request.parameter("token"))
        let invited = try await InvitationStore(context.database.connection).invited(
            tokenHash: tokenHash, now: context.clock.now)
        let renamed = try input.name.map { try UserPatch(name: .value($0)).applied(to: invited) }
        try Password.check(input.password, email: invited.email)
        let hash = try await passwords.make(input.password)
        let now = context.clock.now
        let (user, token) = try await context.database.transaction { connection in
            let users = UserStore(connection)
            guard let id = try await InvitationStore(connection).accept(tokenHash: tokenHash, now: now),
                let user = try await users.lockedUser(id), user.active
            else { throw Invitation.used }
            if let renamed, renamed.name != user.name {
                try await users.update(try UserPatch(name: .value(renamed.name)).applied(to: user), at: now)
            }
            try await users.setPassword(id, hash: hash, at: now)
            // Whoever was signed in with the former password is not any more.
            try await SessionStore(connection).deleteAll(of: id)
            try await AuditStore(connection, clock: context.clock).record(
                AuditEntry(
                    actor: AuditActor(kind: .user, id: id.uuid, name: user.name), action: "invitation.accepted",
                    subjectKind: "user", subjectID: id.uuid),
                remoteAddress: request.head.remoteAddress)
            let present = try await users.user(id) ?? user
            return (present, try await signIn.open(for: present, from: SignIn.Origin(request), connection))
        }
        hub.closeSessions(of: [user.id.uuid])
        return Response.created(SignedIn(user: UserView(user, presence: .offline)))
            .settingSession(token, isSecure: context.isSecure)
    }
}
