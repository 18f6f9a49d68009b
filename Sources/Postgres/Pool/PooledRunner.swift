import Basics
import EventLoop

/// Runs each statement alone on whichever link is free.
@Loop final class PooledRunner: StatementRunner {
    private let database: Database

    /// More than this on the way means that answers come too late to be of use; refusing keeps the queue bounded.
    private static let inFlightLimit = 20_000

    init(_ database: Database) { self.database = database }

    func run(_ sql: SQL) async throws -> Reply {
        try Task.checkCancellation()
        let text = sql.text
        let values = try StatementValues(sql.parameters)
        var mayRetryStalePlan = true
        while true {
            let link = try await database.readyLink()
            guard link.inFlight < Self.inFlightLimit else { throw Problem.overloaded }
            do {
                return try await Loop.suspend { continuation in
                    let isSent = link.send(text, values, commits: true) { continuation.resume(with: $0) }
                    if !isSent { continuation.resume(throwing: NotSent()) }
                }
            } catch is NotSent {
                continue
            } catch let error as DatabaseError where error.isStalePlan && mayRetryStalePlan {
                // The table changed under the plan; the link has forgotten it, so the second try makes a new one.
                mayRetryStalePlan = false
            }
        }
    }

    func send(_ sql: SQL) async throws -> LateReply {
        let late = LateReply()
        late.take(.success(try await run(sql)))
        return late
    }

    func script(_ text: String) async throws {
        try await database.session { try await $0.script(text) }
    }

    func afterCommit(_ action: @escaping @Loop () -> Void) { action() }
}
