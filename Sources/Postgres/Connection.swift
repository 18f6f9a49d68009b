package import EventLoop

/// Where statements go: the pool, each statement alone (`Database.connection`), or one transaction.
@Loop package final class Connection {
    private let runner: any StatementRunner

    init(_ runner: any StatementRunner) { self.runner = runner }

    /// The rows of the answer, decoded one by one.
    ///
    /// - Throws: `DatabaseError`; `Problem.malformed` when a text parameter holds U+0000.
    package func rows<T>(_ decode: (Row) throws -> T, _ sql: SQL) async throws -> [T] {
        try await runner.run(sql).rows(decode)
    }

    /// The first row of the answer, or `nil` when it is empty.
    ///
    /// - Throws: as `rows`.
    package func first<T>(_ decode: (Row) throws -> T, _ sql: SQL) async throws -> T? {
        try await runner.run(sql).first(decode)
    }

    /// The first row of an answer that has one.
    ///
    /// - Throws: `DatabaseError` of kind `.noRow` when the answer is empty; else as `rows`.
    package func one<T>(_ decode: (Row) throws -> T, _ sql: SQL) async throws -> T {
        let reply = try await runner.run(sql)
        guard reply.rowCount > 0 else {
            throw DatabaseError(.noRow, "The answer has no row.", statement: reply.statement)
        }
        return try decode(Row(reply: reply, index: 0))
    }

    /// Runs a statement whose rows do not matter and returns how many rows it changed.
    ///
    /// - Throws: as `rows`.
    @discardableResult package func execute(_ sql: SQL) async throws -> Int {
        try await runner.run(sql).affectedRows
    }

    /// Sends a statement along with the next one of this transaction, `COMMIT` at the latest: both cost one journey.
    ///
    /// When it fails, the next statement is not run and throws its error. Outside a transaction it is run at once.
    @discardableResult package func send(_ sql: SQL) async throws -> LateReply {
        try await runner.send(sql)
    }

    /// Runs several statements separated by semicolons, without parameters: for migrations and seeds only.
    package func script(_ text: String) async throws {
        try await runner.script(text)
    }

    /// Calls `action` once the work is committed: after the transaction's `COMMIT`, or at once outside a transaction.
    ///
    /// A transaction that is rolled back or run again forgets it.
    package func afterCommit(_ action: @escaping @Loop () -> Void) {
        runner.afterCommit(action)
    }
}

/// What a `Connection` stands on.
@Loop protocol StatementRunner: AnyObject {
    func run(_ sql: SQL) async throws -> Reply
    func send(_ sql: SQL) async throws -> LateReply
    func script(_ text: String) async throws
    func afterCommit(_ action: @escaping @Loop () -> Void)
}
