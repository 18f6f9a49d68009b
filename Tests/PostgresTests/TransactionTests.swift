import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing

@Loop @Suite("Transactions") struct TransactionTests {
    private struct Refusal: Error {}

    private func table(poolSize: Int = 4) async throws -> Database {
        let database = try await TestDatabase.fresh(poolSize: poolSize)
        try await database.connection.execute("CREATE TABLE t (id bigint PRIMARY KEY, n bigint NOT NULL DEFAULT 0)")
        return database
    }

    private func count(_ database: Database) async throws -> Int {
        try await database.connection.one({ try $0["n"] }, "SELECT COUNT(*) AS n FROM t")
    }

    @Test("what the body wrote is there when it returns, and gone when it throws")
    func commitAndRollback() async throws {
        let database = try await table()
        let answer = try await database.transaction { connection in
            try await connection.execute("INSERT INTO t (id) VALUES (1)")
            return 42
        }
        #expect(answer == 42)
        await #expect(throws: Refusal.self) {
            try await database.transaction { connection in
                try await connection.execute("INSERT INTO t (id) VALUES (2)")
                throw Refusal()
            }
        }
        #expect(try await count(database) == 1)
        await database.stop()
    }

    @Test("an error the body swallows still rolls everything back and is reported")
    func swallowedError() async throws {
        let database = try await table()
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction { connection in
                try await connection.execute("INSERT INTO t (id) VALUES (1)")
                _ = try? await connection.execute("SELECT 1 / 0")
            }
        }
        #expect(error?.sqlState == "25P02")
        #expect(try await count(database) == 0)
        await database.stop()
    }

    @Test("a statement sent along is answered with the next one, and its failure stops that one and names itself")
    func sentAlong() async throws {
        let database = try await table()
        let late = try await database.transaction { connection in
            try await connection.send("INSERT INTO t (id, n) VALUES (1, 7)")
            return try await connection.send("SELECT n FROM t WHERE id = 1")
        }
        #expect(try late.first { row in try row["n"] as Int } == 7)
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction { connection in
                try await connection.send("INSERT INTO t (id) VALUES (1)")
                try await connection.execute("INSERT INTO t (id) VALUES (2)")
            }
        }
        #expect(error?.constraint == "t_pkey")
        await #expect(throws: Refusal.self) {
            try await database.transaction { connection in
                try await connection.send("INSERT INTO t (id) VALUES (3)")
                throw Refusal()
            }
        }
        let alone = try await database.connection.send("SELECT n FROM t")
        #expect(try alone.first { row in try row["n"] as Int } == 7)
        #expect(try await count(database) == 1)
        await database.stop()
    }

    @Test("what waits for the commit happens after a commit and not after a rollback")
    func afterCommit() async throws {
        let database = try await table()
        var done: [String] = []
        try await database.transaction { connection in
            connection.afterCommit { done.append("committed") }
            try await connection.execute("INSERT INTO t (id) VALUES (1)")
            #expect(done.isEmpty)
        }
        _ = try? await database.transaction { connection in
            connection.afterCommit { done.append("never") }
            throw Refusal()
        }
        #expect(done == ["committed"])
        await database.stop()
    }

    @Test("two transactions that lock each other both succeed, one of them at the second try")
    func deadlock() async throws {
        let database = try await table()
        try await database.connection.execute("INSERT INTO t (id) VALUES (1), (2)")
        try await database.connection.execute(
            SQL(trusted: "ALTER DATABASE \(try await name(of: database)) SET deadlock_timeout = '50ms'"))
        var tries = 0
        let tasks = [(1, 2), (2, 1)].map { first, second in
            Task { @Loop in
                try await database.transaction { connection in
                    tries += 1
                    try await connection.execute("UPDATE t SET n = n + 1 WHERE id = \(first)")
                    try await Loop.sleep(seconds: 0.1)
                    try await connection.execute("UPDATE t SET n = n + 1 WHERE id = \(second)")
                }
            }
        }
        for task in tasks { _ = try await task.value }
        let sums = try await database.connection.rows({ try $0["n"] as Int }, "SELECT n FROM t ORDER BY id")
        #expect(sums == [2, 2])
        #expect(tries == 3)
        await database.stop()
    }

    private func name(of database: Database) async throws -> String {
        try await database.connection.one({ try $0["name"] }, "SELECT current_database() AS name")
    }

    @Test("more transactions than connections take turns, first come first served")
    func turns() async throws {
        let database = try await table(poolSize: 3)
        let tasks = (1...40).map { number in
            Task { @Loop in
                try await database.transaction { connection in
                    try await connection.execute("INSERT INTO t (id) VALUES (\(number))")
                }
            }
        }
        for task in tasks { _ = try await task.value }
        #expect(try await count(database) == 40)
        #expect(database.statistics.heldLinks == 0)
        await database.stop()
    }

    @Test("a transaction that finds every connection taken is refused in time")
    func overload() async throws {
        var configuration = try await TestDatabase.freshConfiguration(poolSize: 2)
        configuration.waitSeconds = 0.1
        let database = Database(configuration)
        try await database.start()
        let (holds, hold) = AsyncStream<Void>.makeStream()
        let (released, release) = AsyncStream<Void>.makeStream()
        let holder = Task { @Loop in
            try await database.transaction { _ in
                hold.finish()
                for await _ in released {}
            }
        }
        for await _ in holds {}
        let problem = await #expect(throws: Problem.self) { try await database.transaction { _ in } }
        #expect(problem == .overloaded)
        #expect(try await database.connection.execute("SELECT 1") == 1)
        release.finish()
        try await holder.value
        try await database.transaction { _ in }
        await database.stop()
    }

    @Test("a cancelled transaction is rolled back and its connection is clean")
    func cancellation() async throws {
        let database = try await table(poolSize: 2)
        let task = Task { @Loop in
            try await database.transaction { connection in
                try await connection.execute("INSERT INTO t (id) VALUES (1)")
                try await Loop.sleep(seconds: 5)
            }
        }
        try await Loop.sleep(seconds: 0.05)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await count(database) == 0)
        try await database.transaction { try await $0.execute("INSERT INTO t (id) VALUES (2)") }
        #expect(try await count(database) == 1)
        await database.stop()
    }
}
