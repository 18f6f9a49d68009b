import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing

@Loop @Suite("The embedded PostgreSQL", .serialized) struct ClusterTests {
    private let quick = ["fsync": "off", "shared_buffers": "16MB", "max_connections": "20"]

    private func cluster(_ directory: String) -> EmbeddedCluster {
        EmbeddedCluster(dataDirectory: URL(fileURLWithPath: directory), settings: quick)
    }

    private func isAlive(_ pid: Int32) -> Bool { kill(pid, 0) == 0 }

    private func eventually(_ condition: @Loop () async -> Bool) async throws {
        for _ in 0..<500 {
            if await condition() { return }
            try await Loop.sleep(seconds: 0.02)
        }
        Issue.record("it did not happen within 10 seconds")
    }

    @Test("what was stored is there after stop and start, and nothing runs in between")
    func restart() async throws {
        let directory = TestDirectory.make("restart")
        let first = cluster(directory)
        let database = Database(try await first.start())
        try await database.start()
        try await database.connection.script("CREATE TABLE t (n bigint); INSERT INTO t VALUES (7);")
        let pid = try #require(first.processID)
        #expect(isAlive(pid))
        await database.stop()
        await first.stop()
        #expect(!isAlive(pid))
        #expect(!FileManager.default.fileExists(atPath: directory + "/pg/postmaster.pid"))

        let second = cluster(directory)
        let again = Database(try await second.start())
        try await again.start()
        let kept: Int = try await again.connection.one({ try $0["n"] }, "SELECT n FROM t")
        #expect(kept == 7)
        await again.stop()
        await second.stop()
    }

    @Test("after kill -9 of the server it runs again, the pool reconnects and what was committed is there")
    func killedServer() async throws {
        let cluster = cluster(TestDirectory.make("killed"))
        let database = Database(try await cluster.start())
        try await database.start()
        try await database.connection.script("CREATE TABLE t (n bigint PRIMARY KEY)")
        try await database.connection.execute("INSERT INTO t VALUES (1)")
        let pid = try #require(cluster.processID)
        kill(pid, SIGKILL)
        try await eventually { cluster.processID != nil && cluster.processID != pid }
        try await eventually {
            (try? await database.connection.execute("INSERT INTO t VALUES (2) ON CONFLICT DO NOTHING")) != nil
        }
        let rows: [Int] = try await database.connection.rows({ try $0["n"] }, "SELECT n FROM t ORDER BY n")
        #expect(rows == [1, 2])
        await database.stop()
        await cluster.stop()
    }

    @Test("a second Deskbell on the same data is refused with advice")
    func second() async throws {
        let directory = TestDirectory.make("second")
        let first = cluster(directory)
        _ = try await first.start()
        let pid = try #require(first.processID)
        let error = await #expect(throws: DatabaseError.self) { _ = try await cluster(directory).start() }
        #expect(error?.message.hasPrefix("Another Deskbell is using") == true)
        #expect(isAlive(pid))
        await first.stop()
    }

    @Test(
        "a pid file whose number now belongs to a stranger does not keep PostgreSQL from starting, nor harm the stranger"
    )
    func stalePIDFile() async throws {
        let directory = TestDirectory.make("stale")
        let first = cluster(directory)
        _ = try await first.start()
        let text = try String(contentsOfFile: directory + "/pg/postmaster.pid", encoding: .utf8)
        await first.stop()
        let stranger = try Process.run(URL(fileURLWithPath: "/bin/sleep"), arguments: ["60"])
        defer { kill(stranger.processIdentifier, SIGKILL) }
        var lines = text.components(separatedBy: "\n")
        lines[0] = "\(stranger.processIdentifier)"
        try lines.joined(separator: "\n").write(
            toFile: directory + "/pg/postmaster.pid", atomically: true, encoding: .utf8)
        let second = cluster(directory)
        _ = try await second.start()
        #expect(second.processID != nil)
        #expect(stranger.isRunning)
        await second.stop()
    }

    @Test("an orphan of an earlier run is ended in good order and its data served")
    func orphan() async throws {
        let directory = TestDirectory.make("orphan")
        let first = cluster(directory)
        _ = try await first.start()
        await first.stop()
        // The same server, started by somebody else as a Deskbell killed with -9 would leave it.
        let orphan = Process()
        orphan.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
        var status = stat()
        stat(directory + "/pg", &status)
        let server = "/usr/lib/postgresql/15/bin/postgres"
        var arguments = [server, "-D", directory + "/pg", "-k", directory + "/run", "-c", "listen_addresses="]
        if geteuid() == 0 {
            arguments = ["--reuid", "\(status.st_uid)", "--regid", "\(status.st_gid)", "--clear-groups"] + arguments
        }
        orphan.arguments = arguments
        orphan.standardError = FileHandle.nullDevice
        try orphan.run()
        try await eventually {
            (try? String(contentsOfFile: directory + "/pg/postmaster.pid", encoding: .utf8))?.contains("ready") == true
        }
        let second = cluster(directory)
        let database = Database(try await second.start())
        try await database.start()
        #expect(try await database.connection.execute("SELECT 1") == 1)
        #expect(!orphan.isRunning)
        await database.stop()
        await second.stop()
    }

    @Test("a directory that holds something else, and one that cannot be made, are refused with advice")
    func unsuitable() async throws {
        let directory = TestDirectory.make("foreign")
        try FileManager.default.createDirectory(atPath: directory + "/pg", withIntermediateDirectories: true)
        try "letters".write(toFile: directory + "/pg/diary.txt", atomically: true, encoding: .utf8)
        let foreign = await #expect(throws: DatabaseError.self) { _ = try await cluster(directory).start() }
        #expect(foreign?.message.contains("holds no PostgreSQL data") == true)
        let impossible = await #expect(throws: DatabaseError.self) { _ = try await cluster("/proc/deskbell").start() }
        #expect(impossible?.message.contains("cannot be written") == true)
    }

    @Test("a data directory too deep for a socket's path works all the same")
    func deepPath() async throws {
        let directory = TestDirectory.make("deep") + "/" + String(repeating: "long-name-", count: 9)
        let deep = cluster(directory)
        let database = Database(try await deep.start())
        try await database.start()
        #expect(try await database.connection.execute("SELECT 1") == 1)
        await database.stop()
        await deep.stop()
    }
}
