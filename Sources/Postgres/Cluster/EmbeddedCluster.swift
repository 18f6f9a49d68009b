import Basics
import CShims
package import EventLoop
package import Foundation

/// A PostgreSQL of Deskbell's own, in the data directory, reached by a socket that only its user may open.
///
/// It dies with us, is restarted when it dies before us, and is adopted in good order when an earlier run was killed.
@Loop package final class EmbeddedCluster {
    private static let databaseName = "deskbell"
    private let files: ClusterFiles
    private let settings: [String: String]
    private var account: ClusterAccount?
    private var programs: PostgresPrograms?
    private var lock: Int32 = -1
    private var postmaster: ChildProcess?
    private var isStopping = false
    private var restart: Task<Void, Never>?

    /// A cluster below `dataDirectory`, which need not exist yet.
    ///
    /// - Parameter settings: Go before Deskbell's own choice of `postgresql.conf` settings.
    package init(dataDirectory: URL, settings: [String: String] = [:]) {
        files = ClusterFiles(dataDirectory)
        self.settings = ClusterSettings.usual.merging(settings) { _, given in given }
    }

    /// Where PostgreSQL's programs lie (`pg_dump`, `pgbench` and the like); `nil` when it is not installed.
    package nonisolated static var programsFolder: String? {
        try? PostgresPrograms.find(dataVersion: nil).directory
    }

    /// How to reach the database another Deskbell runs in `dataDirectory` at this moment; `nil` when none does.
    package static func running(in dataDirectory: URL) -> DatabaseConfiguration? {
        let files = ClusterFiles(dataDirectory)
        guard files.isLocked, let pid = Predecessor(files: files).postmasterPID(), files.isAccepting(pid) else {
            return nil
        }
        return DatabaseConfiguration(files.address(of: databaseName))
    }

    /// The process id of the running server.
    package var processID: Int32? { postmaster.flatMap { $0.isRunning ? $0.pid : nil } }

    /// Starts PostgreSQL, after making the cluster the first time, and returns how to reach its database.
    ///
    /// - Throws: `DatabaseError` of kind `.unreachable` with one sentence that says what to do.
    package func start() async throws -> DatabaseConfiguration {
        let account = try ClusterAccount.choose(clusterDirectory: files.cluster)
        self.account = account
        try files.prepare(for: account)
        lock = try files.takeLock()
        do {
            let version = try files.dataVersion()
            let programs = try PostgresPrograms.find(dataVersion: version)
            self.programs = programs
            if version == nil { try await makeCluster(programs, account) }
            try await launchPatiently()
            return try await openDatabase()
        } catch {
            await stop()
            throw error
        }
    }

    /// Stops PostgreSQL: in good order first, by force after 10 seconds.
    package func stop() async {
        isStopping = true
        restart?.cancel()
        await restart?.value
        restart = nil
        if let postmaster {
            for signal in [SIGINT, SIGQUIT, SIGKILL] {
                postmaster.signal(signal)
                if await postmaster.ends(within: 10) { break }
            }
        }
        postmaster = nil
        if lock >= 0 { close(lock) }
        lock = -1
        isStopping = false
    }

    // MARK: Making

    private func makeCluster(_ programs: PostgresPrograms, _ account: ClusterAccount) async throws {
        // Made beside its place and then renamed, so that a half-made cluster is never taken for a whole one.
        try? FileManager.default.removeItem(atPath: files.unfinishedCluster)
        try files.makeOwned(files.unfinishedCluster, by: account)
        let initdb = try ChildProcess(
            programs.initdb,
            [
                "-D", files.unfinishedCluster, "-U", "deskbell", "--locale=C.UTF-8", "-E", "UTF8", "--auth=trust",
                "--no-instructions", "--no-sync",
            ], as: account, log: files.log, diesWithUs: true)
        await initdb.end()
        guard initdb.exitStatus == 0 else {
            throw DatabaseError(
                .unreachable, "PostgreSQL's data could not be made: \(files.lastComplaint()) See \(files.log).")
        }
        // An empty directory of that name may stand in the way.
        rmdir(files.cluster)
        sync()
        guard rename(files.unfinishedCluster, files.cluster) == 0 else {
            throw DatabaseError(
                .unreachable, "\(files.cluster) cannot be written: \(String(cString: strerror(errno))).")
        }
    }

    // MARK: Running

    /// Launches, giving the dying processes of an earlier run up to 10 seconds to let go of their shared memory.
    private func launchPatiently() async throws {
        let deadline = Link.monotonicSeconds + 10
        while true {
            do {
                return try await launch()
            } catch {
                guard files.lastComplaint().contains("shared memory"), Link.monotonicSeconds < deadline else {
                    throw error
                }
                try await Loop.sleep(seconds: 0.2)
            }
        }
    }

    private func launch() async throws {
        guard let programs, let account else { return }
        try await Predecessor(files: files).clear()
        var arguments = ["-D", files.cluster, "-k", files.socketDirectory]
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) { arguments += ["-c", "\(name)=\(value)"] }
        let child = try ChildProcess(
            programs.postgres, arguments, as: account, log: files.log, diesWithUs: true
        ) { [weak self] status in self?.ended(status) }
        // Recovery after a crash may take minutes; while the process lives, it is worth waiting.
        while !files.isAccepting(child.pid) {
            guard child.isRunning else {
                throw DatabaseError(
                    .unreachable, "PostgreSQL did not start: \(files.lastComplaint()) See \(files.log).")
            }
            do {
                try await Loop.sleep(seconds: 0.01)
            } catch {
                child.signal(SIGINT)
                throw error
            }
        }
        postmaster = child
    }

    private func ended(_ status: Int32) {
        guard !isStopping, postmaster != nil else { return }
        postmaster = nil
        Log.error("postgres ended by itself", ["status": Int(status)])
        restart = Task { @Loop [weak self] in
            var pauseSeconds = 0.1
            while let self, !Task.isCancelled, !isStopping {
                do {
                    try await launch()
                    Log.info("postgres runs again")
                    return
                } catch {
                    Log.error("postgres cannot be restarted", ["reason": "\(error)"])
                }
                try? await Loop.sleep(seconds: pauseSeconds)
                pauseSeconds = min(5, pauseSeconds * 2)
            }
        }
    }

    // MARK: Opening

    private func openDatabase() async throws -> DatabaseConfiguration {
        let maintenance = Database(DatabaseConfiguration(files.address(of: "postgres"), poolSize: 2))
        try await maintenance.start()
        do {
            let exists = try await maintenance.connection.first(
                { try $0["datname"] as String }, "SELECT datname FROM pg_database WHERE datname = 'deskbell'")
            if exists == nil { try await maintenance.connection.execute("CREATE DATABASE deskbell") }
        } catch {
            await maintenance.stop()
            throw error
        }
        await maintenance.stop()
        return DatabaseConfiguration(files.address(of: Self.databaseName))
    }
}
