import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Failed sign-ins in the database, so that every node counts the same ones.
@Loop struct SignInFailureStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// One attempt, counted for the account it names and for the address it comes from.
    struct Attempt: Sendable {
        let id: UUID
        let account: String
        let address: String

        /// - Parameter isFamiliar: Whether the person is signed in from this address already. Then the account's failures
        ///   from there are counted apart, so that strangers who keep guessing elsewhere cannot keep the person out.
        init(email: String, remoteAddress: String, isFamiliar: Bool) {
            id = UUID()
            // Hashed, so that mistyped addresses (or passwords in the wrong field) are not kept.
            let hash = Digest.sha256(email.trimmingBlanks.lowercased()).hexadecimal
            account = "account:" + hash + (isFamiliar ? "@" + remoteAddress : "")
            address = "address:" + remoteAddress
        }
    }

    /// Enters the attempt as failed before its password is looked at, so that a thousand at once are counted too.
    ///
    /// - Throws: `Problem.tooMany` while the account or the address has to wait; such attempts are not counted.
    func admit(_ attempt: Attempt, now: Date) async throws {
        // One lock after the other in a fixed order, so that two attempts never wait for each other.
        for subject in [attempt.account, attempt.address].sorted() {
            try await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(\(subject), 1))")
        }
        let waits = [
            try await wait(attempt.account, SignInThrottle.accountAllowance, now),
            try await wait(attempt.address, SignInThrottle.addressAllowance, now),
        ]
        if let seconds = waits.compactMap({ $0 }).max() {
            throw Problem.tooMany(
                retryAfterSeconds: seconds, "Too many failed sign-ins. Try again in \(seconds) seconds.")
        }
        try await connection.execute(
            """
            INSERT INTO sign_in_failures (attempt_id, subject, failed_at)
            VALUES (\(attempt.id), \(attempt.account), \(now)), (\(attempt.id), \(attempt.address), \(now))
            """)
    }

    /// Strikes the attempt off and forgets the account's failures.
    ///
    /// The address keeps its other ones: somebody with one good password must not buy endless guesses at others.
    func succeeded(_ attempt: Attempt) async throws {
        try await connection.execute(
            "DELETE FROM sign_in_failures WHERE attempt_id = \(attempt.id) OR subject = \(attempt.account)")
    }

    /// Strikes off an attempt whose password was never compared.
    func withdraw(_ attempt: Attempt) async throws {
        try await connection.execute("DELETE FROM sign_in_failures WHERE attempt_id = \(attempt.id)")
    }

    func deleteForgotten(now: Date) async throws {
        let since = now.addingTimeInterval(-SignInThrottle.memorySeconds)
        try await connection.execute("DELETE FROM sign_in_failures WHERE failed_at <= \(since)")
    }

    private func wait(_ subject: String, _ allowance: Int, _ now: Date) async throws -> Int? {
        let since = now.addingTimeInterval(-SignInThrottle.memorySeconds)
        let (failures, lastFailedAt) = try await connection.one(
            { row -> (Int, Date?) in (try row["failure_count"], try row["last_failed_at"]) },
            """
            SELECT count(*) AS failure_count, max(failed_at) AS last_failed_at
            FROM sign_in_failures
            WHERE subject = \(subject) AND failed_at > \(since)
            """)
        return SignInThrottle.wait(failures: failures, allowance: allowance, lastFailedAt: lastFailedAt, now: now)
    }
}
