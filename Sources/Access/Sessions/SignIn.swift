import Basics
package import EventLoop
import Foundation
import Postgres
import Web

/// Turns an e-mail address and a password into a session, and gives nothing away when they do not match.
@Loop package struct SignIn {
    let database: Database
    let clock: WallClock
    let random: Randomness
    let passwords: PasswordWorker

    /// Where a request comes from, kept with the session.
    struct Origin: Sendable {
        let remoteAddress: String
        let userAgent: String
        /// The token the browser held before; it is ended, so that nobody's planted session lives on.
        var formerToken: String?
    }

    /// A new session for the person.
    ///
    /// - Throws: `Problem.wrongCredentials`, the same for unknown, deactivated, not yet accepted and mistyped;
    ///   `Problem.tooMany` after repeated failures; `Problem.overloaded`.
    func signIn(email: String, password: String, from origin: Origin) async throws -> (User, SecretToken) {
        guard !password.isEmpty, password.unicodeScalars.count <= Password.lengths.upperBound else {
            throw Problem.wrongCredentials
        }
        let attempt = try await admitted(email: email.trimmingBlanks, from: origin.remoteAddress)
        let found = try await UserStore(database.connection).credentials(email: email.trimmingBlanks)
        guard try await verified(password, against: found?.passwordHash, attempt), let found,
            let stored = found.passwordHash
        else { throw Problem.wrongCredentials }
        let renewed = passwords.isOutdated(stored) ? try? await passwords.make(password) : nil
        return try await database.transaction { connection in
            // Whoever was deactivated or got another password while we were hashing does not come in.
            guard let present = try await UserStore(connection).lockedCredentials(found.user.id),
                present.passwordHash == stored
            else { throw Problem.wrongCredentials }
            if let renewed { try await UserStore(connection).replaceHash(present.user.id, with: renewed) }
            try await SignInFailureStore(connection).succeeded(attempt)
            return (present.user, try await open(for: present.user, from: origin, connection))
        }
    }

    /// Compares the password of somebody who is signed in already, under the same delays as a sign-in.
    ///
    /// - Throws: `Problem.invalid` at `/current_password` when it is wrong; `Problem.tooMany`; `Problem.overloaded`.
    func confirm(_ password: String, of user: User, remoteAddress: String) async throws {
        let attempt = try await admitted(email: user.email, from: remoteAddress)
        let stored = try await UserStore(database.connection).credentials(email: user.email)?.passwordHash
        guard password.unicodeScalars.count <= Password.lengths.upperBound,
            try await verified(password, against: stored, attempt)
        else { throw Problem.invalid("/current_password", "is not your present password") }
        try await SignInFailureStore(database.connection).succeeded(attempt)
    }

    /// A session for somebody who just proved who they are, in the caller's transaction.
    func open(for user: User, from origin: Origin, _ connection: Connection) async throws -> SecretToken {
        let token = SecretToken(random)
        let session = Session(id: .make(at: clock.now, random: random), userID: user.id)
        let store = SessionStore(connection)
        if let former = origin.formerToken { try await store.delete(tokenHash: SecretToken.hash(former)) }
        try await store.insert(
            session, tokenHash: token.hash, remoteAddress: origin.remoteAddress,
            userAgent: String(origin.userAgent.prefix(300)), now: clock.now)
        try await AuditStore(connection, clock: clock).record(
            AuditEntry(
                actor: user.principal(sessionID: session.id.uuid), action: "session.created", subjectKind: "user",
                subjectID: user.id.uuid),
            remoteAddress: origin.remoteAddress)
        return token
    }

    /// - Throws: `Problem.tooMany` while the account or the address has to wait.
    private func admitted(email: String, from remoteAddress: String) async throws -> SignInFailureStore.Attempt {
        let isFamiliar = try await SessionStore(database.connection).isOpen(
            email: email, remoteAddress: remoteAddress, now: clock.now)
        let attempt = SignInFailureStore.Attempt(
            email: email, remoteAddress: remoteAddress, isFamiliar: isFamiliar)
        try await database.transaction { connection in
            try await SignInFailureStore(connection).admit(attempt, now: clock.now)
        }
        return attempt
    }

    /// An attempt we could not look at for want of capacity is not the person's failure.
    private func verified(
        _ password: String, against stored: String?, _ attempt: SignInFailureStore.Attempt
    ) async throws -> Bool {
        do {
            return try await passwords.verify(password, against: stored)
        } catch {
            try await SignInFailureStore(database.connection).withdraw(attempt)
            throw error
        }
    }
}
