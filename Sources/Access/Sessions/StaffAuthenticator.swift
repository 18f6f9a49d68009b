import Basics
package import EventLoop
package import Foundation
package import Gateway
import Postgres
package import Web

/// Says which member of staff or API key a request or a live connection speaks for.
///
/// An answer is remembered for a second, so that a busy console does not cost a query a request, and forgotten at once
/// when the person's sessions are closed: on this node by `forget`, on another at the latest after that second.
@Loop package final class StaffAuthenticator: Authenticator {
    private struct Remembered {
        let principal: Principal
        let until: Date
    }

    static let memorySeconds = 1.0
    private static let memoryLimit = 20_000
    /// What every API key begins with, so that leaked ones are easily searched for.
    static let apiKeyPrefix = "dk_"

    private let database: Database
    private let clock: WallClock
    private var memory: [[UInt8]: Remembered] = [:]
    /// Grows with every `forget`, so that an answer read from the database before it is not remembered after it.
    private var generation = 0

    init(database: Database, clock: WallClock) {
        self.database = database
        self.clock = clock
    }

    package func principal(for head: HTTPHead) async throws -> Principal? {
        if let authorization = head.headers["authorization"] {
            let parts = authorization.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
            return try await principal(token: parts[1].trimmingBlanks)
        }
        guard let token = head.cookies[SessionCookie.name], !token.isEmpty else { return nil }
        // A session that ended leaves the browser anonymous: it must still be able to sign in again.
        return try await remembered(SecretToken.hash(token)) { hash in try await self.session(hash) }
    }

    /// - Throws: `Problem.signInRequired` when the token has the shape of an API key and is none that is good.
    package func principal(token: String) async throws -> Principal? {
        guard token.hasPrefix(Self.apiKeyPrefix) else { return nil }
        let principal = try await remembered(SecretToken.hash(token)) { hash in
            try await ApiKeyStore(self.database.connection).use(keyHash: hash, now: self.clock.now)?.principal
        }
        guard let principal else { throw Problem.signInRequired }
        return principal
    }

    /// Forgets what is remembered about these users, API keys or sessions.
    package func forget(_ ids: [UUID]) {
        generation += 1
        memory = memory.filter { _, entry in
            ![entry.principal.id, entry.principal.sessionID].contains { $0.map(ids.contains) ?? false }
        }
    }

    private func session(_ hash: [UInt8]) async throws -> Principal? {
        let store = SessionStore(database.connection)
        guard let found = try await store.find(tokenHash: hash, now: clock.now) else { return nil }
        if clock.now.timeIntervalSince(found.lastUsedAt) > Session.touchSeconds {
            try await store.touch(found.sessionID, now: clock.now)
        }
        return found.user.principal(sessionID: found.sessionID.uuid)
    }

    private func remembered(
        _ hash: [UInt8], _ look: (_ hash: [UInt8]) async throws -> Principal?
    ) async throws -> Principal? {
        let now = clock.now
        if let entry = memory[hash], entry.until > now { return entry.principal }
        memory[hash] = nil
        let asked = generation
        guard let principal = try await look(hash) else { return nil }
        if asked == generation {
            if memory.count >= Self.memoryLimit { memory.removeAll(keepingCapacity: true) }
            memory[hash] = Remembered(principal: principal, until: now.addingTimeInterval(Self.memorySeconds))
        }
        return principal
    }
}
