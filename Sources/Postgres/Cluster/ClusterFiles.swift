import CShims
import Foundation

/// The files of an embedded cluster: the data in `pg`, the socket in `run`, the log in `pg.log`, and the lock that keeps
/// a second Deskbell out.
struct ClusterFiles: Sendable {
    let dataDirectory: String

    var cluster: String { dataDirectory + "/pg" }
    var unfinishedCluster: String { dataDirectory + "/pg.new" }
    var log: String { dataDirectory + "/pg.log" }
    var lock: String { dataDirectory + "/deskbell.lock" }
    var pidFile: String { cluster + "/postmaster.pid" }

    init(_ dataDirectory: URL) {
        self.dataDirectory = dataDirectory.standardizedFileURL.resolvingSymlinksInPath().path
    }

    /// The directory of the socket.
    ///
    /// A socket's path may have 107 bytes; a longer one moves under /tmp.
    var socketDirectory: String {
        let usual = dataDirectory + "/run"
        if (usual + "/.s.PGSQL.5432.lock").utf8.count <= 100 { return usual }
        // FNV-1a: the same data directory finds the same place again.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in dataDirectory.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return "/tmp/deskbell-" + String(hash, radix: 16)
    }

    /// The version of the data, or `nil` when there is none yet.
    ///
    /// - Throws: `DatabaseError` when the directory holds something else.
    func dataVersion() throws -> Int? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: cluster), !names.isEmpty else {
            return nil
        }
        if let text = try? String(contentsOfFile: cluster + "/PG_VERSION", encoding: .utf8),
            let version = Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
        {
            return version
        }
        throw DatabaseError(
            .unreachable,
            "\(cluster) is not empty and holds no PostgreSQL data: choose another data directory, or move these files away."
        )
    }

    /// Makes the data directory and the socket's directory.
    ///
    /// - Throws: `DatabaseError` when that is impossible.
    func prepare(for account: ClusterAccount) throws {
        do {
            try FileManager.default.createDirectory(atPath: dataDirectory, withIntermediateDirectories: true)
        } catch {
            throw unwritable(dataDirectory)
        }
        // The other user must pass through to reach its own directories, but need not read ours.
        chmod(dataDirectory, account.isOther ? 0o711 : 0o700)
        guard access(dataDirectory, W_OK) == 0 else { throw unwritable(dataDirectory) }
        try account.checkItReaches(cluster)
        try makeOwned(socketDirectory, by: account)
        rotateLog()
    }

    /// A directory that only `account` may enter, made or found so.
    func makeOwned(_ path: String, by account: ClusterAccount) throws {
        if mkdir(path, 0o700) == 0 {
            chmod(path, 0o700)
            if account.isOther { chown(path, account.uid, account.gid) }
        }
        var status = stat()
        // lstat: under /tmp somebody else may have put a link in the way.
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == account.uid else {
            throw DatabaseError(
                .unreachable, "\(path) belongs to somebody else: remove it or choose another data directory.")
        }
        chmod(path, 0o700)
    }

    /// Takes the lock and returns its descriptor; the kernel frees it with the process, however that ends.
    ///
    /// - Throws: `DatabaseError` when another Deskbell holds it.
    func takeLock() throws -> Int32 {
        let fd = deskbell_lock_file(lock)
        if fd >= 0 { return fd }
        if errno == EWOULDBLOCK {
            throw DatabaseError(
                .unreachable,
                "Another Deskbell is using \(dataDirectory): stop it first, or choose another data directory.")
        }
        throw unwritable(dataDirectory)
    }

    /// Whether another Deskbell holds the lock.
    var isLocked: Bool {
        guard access(lock, F_OK) == 0 else { return false }
        let fd = deskbell_lock_file(lock)
        let isHeld = fd < 0 && errno == EWOULDBLOCK
        if fd >= 0 { close(fd) }
        return isHeld
    }

    /// How libpq reaches a database of the cluster.
    func address(of database: String) -> String {
        let quoted = socketDirectory.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
        return "host='\(quoted)' port=5432 user=deskbell dbname=\(database)"
    }

    /// Whether the postmaster with this process id takes connections.
    ///
    /// Line 8 of the pid file is its own word on its state (`miscadmin.h`, LOCK_FILE_LINE_PM_STATUS).
    func isAccepting(_ pid: pid_t) -> Bool {
        guard let text = try? String(contentsOfFile: pidFile, encoding: .utf8) else { return false }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count >= 8 && pid_t(lines[0]) == pid && lines[7].hasPrefix("ready")
    }

    /// The last complaint in the log, for the error message.
    func lastComplaint() -> String {
        guard let handle = FileHandle(forReadingAtPath: log) else { return "" }
        defer { try? handle.close() }
        let end = (try? handle.seekToEnd()) ?? 0
        try? handle.seek(toOffset: end > 8192 ? end - 8192 : 0)
        let text = String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
        let lines = text.split(separator: "\n")
        let complaint = lines.last { $0.contains("FATAL") || $0.contains("error:") || $0.hasPrefix("deskbell:") }
        return String(complaint ?? lines.last ?? "")
    }

    private func rotateLog() {
        var status = stat()
        guard stat(log, &status) == 0, status.st_size > 10 << 20 else { return }
        rename(log, log + ".1")
    }

    private func unwritable(_ path: String) -> DatabaseError {
        DatabaseError(
            .unreachable,
            "The data directory \(path) cannot be written: create it for this user, or choose another with --data.")
    }
}
