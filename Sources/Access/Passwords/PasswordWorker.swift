import Basics
import Dispatch
package import EventLoop

/// Hashes passwords on threads of its own, few at a time: 64 MiB for each sign-in in parallel would otherwise let
/// strangers exhaust the memory (RELIABILITY.md 2.5).
@Loop package final class PasswordWorker {
    private let hash: PasswordHash
    private let width: Int
    private let queueLimit: Int
    private let threads = DispatchQueue(label: "deskbell.passwords", attributes: .concurrent)
    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []
    /// How many argon2id computations were made, for the metrics and for the proof that unknown accounts cost as much.
    package private(set) var computations = 0

    /// - Parameters:
    ///   - width: Hashes computed at once.
    ///   - queueLimit: Hashes that may wait; more are refused.
    package init(_ hash: PasswordHash = .standard, width: Int = 2, queueLimit: Int = 16) {
        self.hash = hash
        self.width = width
        self.queueLimit = queueLimit
    }

    /// The hash to store for a new password.
    ///
    /// - Throws: `Problem.overloaded` when too many wait already.
    package func make(_ password: String) async throws -> String {
        let prepared = Password.prepared(password)
        return try await compute { [hash] in try hash.make(prepared) }
    }

    /// Whether `password` is the one behind `stored`.
    ///
    /// Without a stored hash the same work is done for nothing, so that the time of the answer does not tell whether an
    /// account exists.
    ///
    /// - Throws: `Problem.overloaded` when too many wait already.
    package func verify(_ password: String, against stored: String?) async throws -> Bool {
        let prepared = Password.prepared(password)
        return try await compute { [hash] in
            guard let stored else {
                _ = try hash.make(prepared)
                return false
            }
            return hash.matches(prepared, stored)
        }
    }

    package func isOutdated(_ stored: String) -> Bool {
        hash.isOutdated(stored)
    }

    private func compute<Answer: Sendable>(_ work: @escaping @Sendable () throws -> Answer) async throws -> Answer {
        if running < width {
            running += 1
        } else {
            guard waiting.count < queueLimit else { throw Problem.overloaded }
            // Whoever finishes hands its place over, so `running` stays as it is.
            await withCheckedContinuation { waiting.append($0) }
        }
        defer {
            if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().resume() }
        }
        computations += 1
        return try await withCheckedThrowingContinuation { continuation in
            threads.async { continuation.resume(with: Result { try work() }) }
        }
    }
}
