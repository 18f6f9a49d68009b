import EventLoop
import Foundation

/// What an earlier run may have left behind: a postmaster without its Deskbell, dying backends, or a stale pid file.
///
/// The lock on the data directory is ours by now, so whatever still runs there has lost its master.
@Loop struct Predecessor {
    let files: ClusterFiles

    /// Ends what still runs and removes a pid file that would keep PostgreSQL from starting.
    ///
    /// - Throws: `DatabaseError` when an old process does not go away.
    func clear() async throws {
        for signal in [SIGINT, SIGQUIT, SIGKILL] {
            let old = processes()
            if old.isEmpty { break }
            // The postmaster ends its backends in good order; without one they end by themselves very soon.
            if let pid = postmasterPID(), old.contains(pid) { kill(pid, signal) }
            for _ in 0..<500 where !processes().isEmpty { try await Loop.sleep(seconds: 0.02) }
        }
        guard processes().isEmpty else {
            throw DatabaseError(
                .unreachable,
                "An old PostgreSQL still works in \(files.cluster) and does not stop: end process \(processes()[0]) and start again."
            )
        }
        // A dead pid is PostgreSQL's own business. A living one is some stranger that was given the number since, and
        // PostgreSQL would refuse to start for ever if both run as the same user.
        if let pid = postmasterPID(), kill(pid, 0) == 0 || errno == EPERM { unlink(files.pidFile) }
    }

    func postmasterPID() -> pid_t? {
        guard let text = try? String(contentsOfFile: files.pidFile, encoding: .utf8),
            let line = text.split(separator: "\n").first
        else { return nil }
        return pid_t(line)
    }

    /// PostgreSQL's processes keep the data directory as their working directory, by which they are known.
    private func processes() -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { pid in
            guard let directory = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd"),
                directory == files.cluster,
                let name = try? String(contentsOfFile: "/proc/\(pid)/comm", encoding: .utf8)
            else { return false }
            return name.hasPrefix("postgres")
        }
    }
}
