import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing

@Loop @Suite("Migrations") struct MigratorTests {
    /// A directory of SQL files that a test may edit.
    private struct Files {
        let root = URL(fileURLWithPath: TestDirectory.make("sql"))
        var migrator: Migrator {
            Migrator(migrations: root.appendingPathComponent("migrations"), views: root.appendingPathComponent("views"))
        }

        init() throws {
            for name in ["migrations", "views"] {
                try FileManager.default.createDirectory(
                    at: root.appendingPathComponent(name), withIntermediateDirectories: true)
            }
            try write(
                "migrations/0001_parcels_table.sql", "CREATE TABLE parcels (n bigint); INSERT INTO parcels VALUES (1);")
            try write("views/late.sql", "CREATE VIEW report.late AS SELECT n AS late FROM parcels;")
        }

        func write(_ path: String, _ text: String) throws {
            try text.write(to: root.appendingPathComponent(path), atomically: true, encoding: .utf8)
        }
    }

    private func empty() async throws -> Database {
        let database = Database(try await TestDatabase.emptyConfiguration())
        try await database.start()
        return database
    }

    @Test("each migration is applied once, and a second run changes nothing")
    func twice() async throws {
        let (database, files) = (try await empty(), try Files())
        #expect(try await files.migrator.migrate(database) == ["0001_parcels_table.sql"])
        #expect(try await files.migrator.migrate(database) == [])
        let late: [Int] = try await database.connection.rows({ try $0["late"] }, "SELECT late FROM report.late")
        #expect(late == [1])
        await database.stop()
    }

    @Test("servers that start at the same moment take turns")
    func concurrently() async throws {
        let (database, files) = (try await empty(), try Files())
        let other = Database(database.configuration)
        try await other.start()
        try files.write("migrations/0002_parcels_more.sql", "SELECT pg_sleep(0.1); INSERT INTO parcels VALUES (2);")
        let migrator = files.migrator
        let one = Task { @Loop in try await migrator.migrate(database).count }
        let two = Task { @Loop in try await migrator.migrate(other).count }
        #expect(try await [one.value, two.value].sorted() == [0, 2])
        let count: Int = try await database.connection.one({ try $0["n"] }, "SELECT COUNT(*) AS n FROM parcels")
        #expect(count == 2)
        await database.stop()
        await other.stop()
    }

    @Test("an edited migration is refused with advice")
    func edited() async throws {
        let (database, files) = (try await empty(), try Files())
        try await files.migrator.migrate(database)
        try files.write("migrations/0001_parcels_table.sql", "CREATE TABLE parcels (n text);")
        let error = await #expect(throws: DatabaseError.self) { try await files.migrator.migrate(database) }
        #expect(error?.message.contains("0001_parcels_table.sql was changed") == true)
        #expect(error?.message.contains("write a new migration") == true)
        await database.stop()
    }

    @Test("a failing migration leaves nothing of itself, and is named")
    func failing() async throws {
        let (database, files) = (try await empty(), try Files())
        try files.write("migrations/0002_parcels_broken.sql", "INSERT INTO parcels VALUES (2); SELECT 1 / 0;")
        let error = await #expect(throws: DatabaseError.self) { try await files.migrator.migrate(database) }
        #expect(error?.message.hasPrefix("In 0002_parcels_broken.sql: ") == true)
        let rows: [Int] = try await database.connection.rows({ try $0["n"] }, "SELECT n FROM parcels")
        #expect(rows == [1])
        try files.write("migrations/0002_parcels_broken.sql", "INSERT INTO parcels VALUES (3);")
        #expect(try await files.migrator.migrate(database) == ["0002_parcels_broken.sql"])
        await database.stop()
    }

    @Test("a changed view is rebuilt, also in another shape, and a removed one is gone")
    func views() async throws {
        let (database, files) = (try await empty(), try Files())
        try await files.migrator.migrate(database)
        try files.write(
            "views/late.sql", "CREATE VIEW report.late AS SELECT 'x'::text AS late, n AS days FROM parcels;")
        try files.write("views/early.sql", "CREATE VIEW report.early AS SELECT 1 AS one;")
        try await files.migrator.migrate(database)
        let days: Int = try await database.connection.one({ try $0["days"] }, "SELECT days FROM report.late")
        #expect(days == 1)
        try FileManager.default.removeItem(at: files.root.appendingPathComponent("views/early.sql"))
        try await files.migrator.migrate(database)
        let error = await #expect(throws: DatabaseError.self) {
            try await database.connection.execute("SELECT one FROM report.early")
        }
        #expect(error?.sqlState == "42P01")
        await database.stop()
    }

    @Test("a wrong file name and a number used twice are refused")
    func names() async throws {
        let (database, files) = (try await empty(), try Files())
        try files.write("migrations/0001_twin.sql", "SELECT 1;")
        let twin = await #expect(throws: DatabaseError.self) { try await files.migrator.migrate(database) }
        #expect(twin?.message.contains("have the same number") == true)
        try FileManager.default.removeItem(at: files.root.appendingPathComponent("migrations/0001_twin.sql"))
        try files.write("migrations/12_short.sql", "SELECT 1;")
        let short = await #expect(throws: DatabaseError.self) { try await files.migrator.migrate(database) }
        #expect(short?.message.contains("NNNN_<module>_<change>.sql") == true)
        await database.stop()
    }

    @Test("Deskbell's own tables and views are complete")
    func ours() async throws {
        let database = try await TestDatabase.fresh()
        #expect(try await TestDatabase.migrator.migrate(database) == [])
        let views: [String] = try await database.connection.rows(
            { try $0["name"] }, "SELECT viewname AS name FROM pg_views WHERE schemaname = 'report' ORDER BY viewname")
        #expect(views.contains("first_response"))
        await database.stop()
    }
}
