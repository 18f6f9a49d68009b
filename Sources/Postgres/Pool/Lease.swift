import Basics
import EventLoop

/// One link held for a transaction, or for a session of statements that each commit by themselves.
@Loop final class Lease: StatementRunner {
    private let link: Link
    private let generation: Int
    private let isTransaction: Bool
    private var isOver = false
    private var beginFailure: (any Error)?
    /// Statements sent along with the next one.
    private var ahead: [LateReply] = []
    private var actions: [@Loop () -> Void] = []

    init(_ link: Link, isTransaction: Bool) {
        self.link = link
        self.isTransaction = isTransaction
        generation = link.generation
    }

    /// Sends `BEGIN` in front of the first statement: both travel together, and a refused `BEGIN` stops the statement,
    /// because they share one Sync.
    func begin() throws {
        let isSent = link.send("BEGIN", try StatementValues([]), commits: false, syncs: false) { [weak self] result in
            if case .failure(let error) = result { self?.beginFailure = error }
        }
        guard isSent else { throw NotSent() }
    }

    func run(_ sql: SQL) async throws -> Reply {
        try Task.checkCancellation()
        return try await run(sql.text, StatementValues(sql.parameters), commits: !isTransaction)
    }

    func send(_ sql: SQL) async throws -> LateReply {
        let late = LateReply()
        guard isTransaction else {
            late.take(.success(try await run(sql)))
            return late
        }
        try Task.checkCancellation()
        let values = try StatementValues(sql.parameters)
        try check(sql.text)
        // Without a Sync of its own it shares the fate of the next statement, as BEGIN does.
        let isSent = link.send(sql.text, values, commits: false, syncs: false) { late.take($0) }
        guard isSent else { throw lost(sql.text) }
        ahead.append(late)
        return late
    }

    func script(_ text: String) async throws {
        try check(text)
        try await link.runScript(text)
    }

    func afterCommit(_ action: @escaping @Loop () -> Void) {
        if isTransaction { actions.append(action) } else { action() }
    }

    /// Commits, and then does what `afterCommit` collected.
    func commit() async throws {
        let reply = try await run("COMMIT", StatementValues([]), commits: true)
        isOver = true
        guard reply.commandTag == "COMMIT" else {
            throw DatabaseError(
                .server, "The transaction was rolled back, because a statement in it had failed.", sqlState: "25P02")
        }
        actions.forEach { $0() }
    }

    /// Rolls back as far as the connection still lives; a dead connection has rolled back already.
    func rollBack() async {
        guard !isOver else { return }
        do {
            _ = try await run("ROLLBACK", StatementValues([]), commits: false)
        } catch {
            // Whatever the reason, the next user of this link must find it clean.
            if link.generation == generation { link.recycle() }
        }
        isOver = true
    }

    func close() { isOver = true }

    private func run(_ text: String, _ values: StatementValues, commits: Bool) async throws -> Reply {
        try check(text)
        let ahead = ahead
        self.ahead = []
        do {
            return try await Loop.suspend { continuation in
                let isSent = link.send(text, values, commits: commits) { continuation.resume(with: $0) }
                if !isSent { continuation.resume(throwing: lost(text)) }
            }
        } catch let error as DatabaseError where error.sqlState == "25P02" {
            // Not run because of one before it: that one's error tells more.
            throw ahead.lazy.compactMap(\.failure).first ?? error
        }
    }

    private func check(_ text: String) throws {
        if isOver {
            throw DatabaseError(.server, "The transaction is over; its connection may not be kept.", statement: text)
        }
        if let beginFailure { throw beginFailure }
        guard link.generation == generation, link.isReady else { throw lost(text) }
    }

    private func lost(_ text: String) -> DatabaseError {
        DatabaseError(.connectionLost, "The connection was lost earlier in this transaction.", statement: text)
    }
}

/// A statement was not sent, because its link had just died: another link may take it.
struct NotSent: Error {}
