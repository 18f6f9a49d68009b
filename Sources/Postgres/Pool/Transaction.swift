import Basics
import EventLoop

extension Database {
    /// Runs `body` in a transaction on a connection of its own: committed when `body` returns, rolled back when it
    /// throws.
    ///
    /// After a serialization failure or a deadlock it is run again, up to three times, so `body` must have no effect
    /// outside the database; see `Connection.afterCommit`.
    ///
    /// - Throws: whatever `body` throws; `Problem.overloaded` when no connection becomes free in time; `DatabaseError`
    ///   of kind `.connectionLost` with `outcomeUnknown` when the connection broke during `COMMIT`.
    @discardableResult package func transaction<T>(
        _ body: @Loop (Connection) async throws -> T
    ) async throws -> T {
        var attempt = 0
        while true {
            do {
                return try await attemptTransaction(body)
            } catch is NotSent {
                continue
            } catch let error as DatabaseError where error.isRetryable && attempt < 3 {
                attempt += 1
                // The other side of the deadlock needs a moment to finish.
                try await Loop.sleep(seconds: Double(attempt) * Double.random(in: 0.005...0.02))
            }
        }
    }

    /// Runs `body` on a connection of its own where each statement commits by itself.
    ///
    /// The connection is replaced afterwards, so session settings and advisory locks end with it.
    @discardableResult package func session<T>(
        _ body: @Loop (Connection) async throws -> T
    ) async throws -> T {
        let link = try await acquire()
        let lease = Lease(link, isTransaction: false)
        defer {
            lease.close()
            link.recycle()
            release(link)
        }
        return try await body(Connection(lease))
    }

    private func attemptTransaction<T>(_ body: @Loop (Connection) async throws -> T) async throws -> T {
        let link = try await acquire()
        defer { release(link) }
        let lease = Lease(link, isTransaction: true)
        try lease.begin()
        let value: T
        do {
            value = try await body(Connection(lease))
        } catch {
            await lease.rollBack()
            throw error
        }
        do {
            try await lease.commit()
        } catch {
            await lease.rollBack()
            throw error
        }
        return value
    }
}
