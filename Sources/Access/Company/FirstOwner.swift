import Basics
package import EventLoop
import Foundation
import Postgres
import Web

/// Creates the first person of a fresh Deskbell, exactly once however many ask at the same time.
@Loop package struct FirstOwner {
    let database: Database
    let clock: WallClock
    let random: Randomness
    let passwords: PasswordWorker
    let isDemo: Bool

    /// Who the first owner is to be.
    struct Wish: Sendable {
        let company: CompanyProfile
        let name: String
        let email: String
        let password: String
        let locale: String
    }

    static let exists = Problem.conflict(
        "owner-exists", "Deskbell is set up already", "Sign in, or ask an owner for an invitation.")

    /// The owner, made together with the company's profile; `extra` runs in the same transaction.
    ///
    /// - Throws: `Problem` of kind `owner-exists` (409) once there is any member of staff; `Problem.invalid`.
    func create<Extra: Sendable>(
        _ wish: Wish, remoteAddress: String?, extra: (User, Connection) async throws -> Extra
    ) async throws -> (User, Extra) {
        // Asked first so that strangers cannot make a running Deskbell compute hashes.
        guard try await UserStore(database.connection).isEmpty() else { throw Self.exists }
        let hash = try await passwords.make(wish.password)
        return try await database.transaction { connection in
            let users = UserStore(connection)
            try await users.lockForFirstOwner()
            guard try await users.isEmpty() else { throw Self.exists }
            let owner = User(
                id: .make(at: clock.now, random: random), name: wish.name, email: wish.email, role: .owner,
                locale: wish.locale, createdAt: clock.now)
            try await users.insert(owner, passwordHash: hash)
            try await CompanyStore(connection).insertIfNone(wish.company, isDemo: isDemo)
            var changes = AuditChanges()
            changes.note("email", nil, owner.email)
            changes.note("role", nil, owner.role.rawValue)
            try await AuditStore(connection, clock: clock).record(
                AuditEntry(
                    actor: AuditActor.system, action: "user.created", subjectKind: "user", subjectID: owner.id.uuid,
                    changes: changes.changes),
                remoteAddress: remoteAddress)
            return (owner, try await extra(owner, connection))
        }
    }
}
