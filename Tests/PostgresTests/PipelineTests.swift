import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing

@Loop @Suite("Statements of one turn") struct PipelineTests {
    @Test("a thousand statements are answered each with its own result")
    func thousand() async throws {
        let database = try await Shared.database()
        let callers = (0..<1000).map { number in
            Task { @Loop in
                try await database.connection.one({ try $0["n"] as Int }, "SELECT \(number)::bigint AS n")
            }
        }
        var answers: [Int] = []
        for caller in callers { answers.append(try await caller.value) }
        #expect(answers == Array(0..<1000))
    }

    @Test("a failing statement leaves its neighbours of the same turn alone")
    func neighbours() async throws {
        let database = try await TestDatabase.fresh(poolSize: 2)
        try await database.connection.execute("CREATE TABLE t (n bigint NOT NULL)")
        let callers = (0..<90).map { number in
            Task { @Loop () -> String? in
                let statements: [SQL] = [
                    "INSERT INTO t (n) VALUES (\(number))", "SELECT 1 / \(0)::int, \(number)::int",
                    "SELECT nonsense FROM nowhere",
                ]
                do {
                    try await database.connection.execute(statements[number % 3])
                    return nil
                } catch {
                    return (error as? DatabaseError)?.sqlState
                }
            }
        }
        for (number, caller) in callers.enumerated() {
            #expect(await caller.value == [nil, "22012", "42P01"][number % 3])
        }
        let count: Int = try await database.connection.one({ try $0["n"] }, "SELECT COUNT(*) AS n FROM t")
        #expect(count == 30)
        await database.stop()
    }

    @Test("a violated constraint is told by name")
    func constraint() async throws {
        let database = try await TestDatabase.fresh()
        try await database.connection.execute(
            "CREATE TABLE t (n bigint CONSTRAINT t_n_unique UNIQUE CONSTRAINT t_n_positive CHECK (n > 0))")
        #expect(try await database.connection.execute("INSERT INTO t VALUES (1), (2)") == 2)
        let twice = await #expect(throws: DatabaseError.self) {
            try await database.connection.execute("INSERT INTO t VALUES (\(1))")
        }
        #expect(twice?.isUniqueViolation("t_n_unique") == true)
        #expect(twice?.kind == .server)
        let negative = await #expect(throws: DatabaseError.self) {
            try await database.connection.execute("INSERT INTO t VALUES (\(-1))")
        }
        #expect(negative?.constraint == "t_n_positive")
        await database.stop()
    }

    @Test("a table changed under a prepared statement is noticed and the statement prepared anew")
    func changedTable() async throws {
        let database = try await TestDatabase.fresh(poolSize: 2)
        try await database.connection.execute("CREATE TABLE t (n integer)")
        try await database.connection.execute("INSERT INTO t VALUES (7)")
        let before: Int = try await database.connection.one({ try $0["n"] }, "SELECT * FROM t")
        try await database.connection.execute("ALTER TABLE t ALTER n TYPE text")
        let after: String = try await database.connection.one({ try $0["n"] }, "SELECT * FROM t")
        #expect(before == 7)
        #expect(after == "7")
        await database.stop()
    }

    @Test("more statements than the cache holds all work, and the server keeps no more than the cache")
    func cacheLimit() async throws {
        let database = try await TestDatabase.fresh(poolSize: 2)
        try await database.transaction { connection in
            for number in 0..<600 {
                try await connection.execute(SQL(trusted: "SELECT \(number)"))
            }
            let kept: Int = try await connection.one(
                { try $0["n"] }, "SELECT COUNT(*) AS n FROM pg_prepared_statements")
            #expect(kept <= 501)
        }
        await database.stop()
    }

    @Test("a cancelled caller harms neither its own connection nor its neighbours' answers")
    func cancellation() async throws {
        let database = try await TestDatabase.fresh(poolSize: 2)
        let callers = (0..<40).map { number in
            Task { @Loop in
                try await database.connection.one(
                    { try $0["n"] as Int }, "SELECT \(number)::bigint AS n FROM pg_sleep(0.002)")
            }
        }
        try await Loop.sleep(seconds: 0.01)
        for caller in callers[..<20] { caller.cancel() }
        for (number, caller) in callers.enumerated() where number >= 20 {
            #expect(try await caller.value == number)
        }
        let last: Int = try await database.connection.one({ try $0["n"] }, "SELECT 99::bigint AS n")
        #expect(last == 99)
        await database.stop()
    }

    @Test("a statement that runs too long ends with a timeout and the next is answered")
    func timeout() async throws {
        var configuration = try await TestDatabase.freshConfiguration(poolSize: 2)
        configuration.statementTimeoutSeconds = 0.1
        let database = Database(configuration)
        try await database.start()
        let error = await #expect(throws: DatabaseError.self) {
            try await database.connection.execute("SELECT pg_sleep(5)")
        }
        #expect(error?.kind == .timeout)
        #expect(try await database.connection.execute("SELECT 1") == 1)
        await database.stop()
    }
}
