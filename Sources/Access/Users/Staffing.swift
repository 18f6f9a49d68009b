import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Adding, changing and deactivating people under the rules: nobody manages above their role, and one active owner
/// always remains.
///
/// Every function needs the caller's transaction.
@Loop struct Staffing {
    let connection: Connection
    let clock: WallClock
    let random: Randomness

    static let lastOwner = Problem.conflict(
        "last-owner", "This is the last owner", "Make someone else an owner first; a company needs one who can sign in."
    )

    /// Stores a new person; without a password hash, an invitation is made and its token returned.
    func add(_ user: User, passwordHash: String?, by actor: AuditActor, remoteAddress: String?) async throws
        -> SecretToken?
    {
        let users = UserStore(connection)
        try await users.insert(user, passwordHash: passwordHash)
        if !user.teamIDs.isEmpty { try await users.setTeams(of: user.id, to: user.teamIDs) }
        var changes = AuditChanges()
        changes.note("email", nil, user.email)
        changes.note("role", nil, user.role.rawValue)
        changes.note("team_ids", [], user.teamIDs)
        try await AuditStore(connection, clock: clock).record(
            AuditEntry(
                actor: actor, action: "user.created", subjectKind: "user", subjectID: user.id.uuid,
                changes: changes.changes),
            remoteAddress: remoteAddress)
        guard passwordHash == nil else { return nil }
        return try await invite(user.id)
    }

    /// A fresh invitation; the one before stops working.
    func invite(_ user: ID<User>) async throws -> SecretToken {
        let token = SecretToken(random)
        let invitations = InvitationStore(connection)
        try await invitations.revokeAll(of: user, at: clock.now)
        try await invitations.insert(
            .make(at: clock.now, random: random), user: user, tokenHash: token.hash, now: clock.now)
        return token
    }

    /// Changes a person, who is locked from the check on.
    ///
    /// - Returns: The person before and after.
    /// - Throws: `Problem.notFound`, `Problem.forbidden`, `Problem.staleVersion`, `Problem` of kind `last-owner`.
    func change(_ id: ID<User>, by request: Request, _ change: (User) throws -> User) async throws -> (User, User) {
        let users = UserStore(connection)
        // Owners first: two who step down at the same time wait here for each other, in the same order.
        let hasOtherOwner = try await users.hasOtherOwner(than: id)
        guard let user = try await users.lockedUser(id) else { throw Problem.notFound("person") }
        try request.principal.requireManaging(user.role)
        try request.requireMatch(user.version)
        let changed = try change(user)
        try request.principal.requireManaging(changed.role)
        let staysOwner = changed.role == .owner && changed.active
        if user.role == .owner, user.active, !staysOwner, !hasOtherOwner { throw Self.lastOwner }
        let changes = user.changes(to: changed)
        guard !changes.changes.isEmpty else { return (user, user) }
        try await users.update(changed, at: clock.now)
        if changed.teamIDs != user.teamIDs { try await users.setTeams(of: id, to: changed.teamIDs) }
        if user.active, !changed.active {
            try await SessionStore(connection).deleteAll(of: id)
            try await InvitationStore(connection).revokeAll(of: id, at: clock.now)
        }
        try await AuditStore(connection, clock: clock).record(
            user.active && !changed.active ? "user.deactivated" : "user.updated", "user", id.uuid, changes, by: request)
        return (user, try await users.user(id) ?? changed)
    }
}
