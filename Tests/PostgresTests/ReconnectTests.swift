import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing

@Loop @Suite("Connections that break") struct ReconnectTests {
    private func victim(poolSize: Int = 3) async throws -> Database {
        var configuration = try await TestDatabase.freshConfiguration(poolSize: poolSize)
        configuration.connectionString += " application_name=victim"
        let database = Database(configuration)
        try await database.start()
        return database
    }

    private func killer(of database: Database) async throws -> Database {
        var configuration = database.configuration
        configuration.connectionString = configuration.connectionString.replacing(" application_name=victim", with: "")
        let killer = Database(configuration)
        try await killer.start()
        return killer
    }

    private func cutConnections(of database: Database) async throws {
        let killer = try await killer(of: database)
        try await killer.connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim' AND datname = current_database()"
        )
        await killer.stop()
    }

    @Test("statements under way fail as lost with unknown outcome, and the next one is answered")
    func midFlight() async throws {
        let database = try await victim()
        let slow = (0..<5).map { _ in
            Task { @Loop in try await database.connection.execute("SELECT pg_sleep(5)") }
        }
        try await Loop.sleep(seconds: 0.1)
        try await cutConnections(of: database)
        for task in slow {
            let error = await #expect(throws: DatabaseError.self) { try await task.value }
            #expect(error?.kind == .connectionLost)
            #expect(error?.outcomeUnknown == true)
        }
        try await Loop.sleep(seconds: 0.05)
        #expect(try await database.connection.execute("SELECT 1") == 1)
        #expect(database.isAnswering)
        #expect(database.epochOfReconnects >= 1)
        await database.stop()
    }

    @Test("a transaction cut in the middle fails as lost, with nothing of it committed")
    func midTransaction() async throws {
        let database = try await victim()
        try await database.connection.execute("CREATE TABLE t (n bigint)")
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction { connection in
                try await connection.execute("INSERT INTO t VALUES (1)")
                try await cutConnections(of: database)
                try await connection.execute("INSERT INTO t VALUES (2)")
            }
        }
        #expect(error?.kind == .connectionLost)
        #expect(error?.outcomeUnknown == false)
        try await Loop.sleep(seconds: 0.05)
        let count: Int = try await database.connection.one({ try $0["n"] }, "SELECT COUNT(*) AS n FROM t")
        #expect(count == 0)
        #expect(database.statistics.heldLinks == 0)
        await database.stop()
    }

    @Test("a connection lost during COMMIT says that the outcome is unknown")
    func duringCommit() async throws {
        let database = try await victim()
        try await database.connection.script(
            """
            CREATE TABLE t (n bigint);
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(5); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION dawdle();
            """)
        let writer = Task { @Loop in
            try await database.transaction { try await $0.execute("INSERT INTO t VALUES (1)") }
        }
        try await Loop.sleep(seconds: 0.2)
        try await cutConnections(of: database)
        let error = await #expect(throws: DatabaseError.self) { try await writer.value }
        #expect(error?.kind == .connectionLost)
        #expect(error?.outcomeUnknown == true)
        await database.stop()
    }

    @Test("a listener hears again after its connection was cut, and is told that it may have missed something")
    func listening() async throws {
        let database = try await victim()
        var heard: [String] = []
        var reconnects = 0
        database.listen("news") {
            heard.append($0)
        } onReconnect: {
            reconnects += 1
        }
        try await eventually { reconnects == 1 }
        try await database.connection.execute("SELECT pg_notify('news', 'one')")
        try await eventually { heard == ["one"] }
        try await cutConnections(of: database)
        try await eventually { reconnects == 2 }
        try await database.connection.execute("SELECT pg_notify('news', \("zwei 二"))")
        try await eventually { heard == ["one", "zwei 二"] }
        await database.stop()
    }

    @Test("a database that is not there is refused with one sentence of advice")
    func unreachable() async throws {
        let database = Database(DatabaseConfiguration("host=/nonexistent dbname=x", connectSeconds: 0.3))
        let error = await #expect(throws: DatabaseError.self) { try await database.start() }
        #expect(error?.kind == .unreachable)
        #expect(error?.message.contains("Check that it runs") == true)
        #expect(!database.isAnswering)
    }

    private func eventually(_ condition: @Loop () -> Bool) async throws {
        for _ in 0..<300 where !condition() { try await Loop.sleep(seconds: 0.02) }
        #expect(condition())
    }
}
