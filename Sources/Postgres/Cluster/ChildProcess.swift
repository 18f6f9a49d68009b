import CShims
import EventLoop
import Foundation

/// A child process whose end the loop notices.
@Loop final class ChildProcess {
    let pid: pid_t
    private(set) var exitStatus: Int32?
    private var watch: LoopWatch?
    private var pidfd: Int32
    private var waiters: [CheckedContinuation<Void, Never>] = []
    private let onExit: @Loop (Int32) -> Void

    /// Starts `program` from the loop thread, which lives as long as the process, so that the child can be told to die
    /// with it.
    ///
    /// - Throws: `DatabaseError` when it cannot be started.
    init(
        _ program: String, _ arguments: [String], as account: ClusterAccount, log: String, diesWithUs: Bool,
        onExit: @escaping @Loop (Int32) -> Void = { _ in }
    ) throws {
        self.onExit = onExit
        let logFD = deskbell_open_log(log)
        guard logFD >= 0 else {
            throw DatabaseError(.unreachable, "The log \(log) cannot be written: \(String(cString: strerror(errno))).")
        }
        defer { close(logFD) }
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        pid = deskbell_spawn(program, &words, account.spawnUID, account.spawnGID, logFD, diesWithUs ? 1 : 0)
        pidfd = -1
        guard pid > 0 else {
            throw DatabaseError(.unreachable, "\(program) cannot be started: \(String(cString: strerror(errno))).")
        }
        pidfd = deskbell_pidfd(pid)
        guard pidfd >= 0 else {
            kill(pid, SIGKILL)
            throw DatabaseError(.unreachable, "This kernel cannot watch processes (pidfd_open): Linux 5.3 is needed.")
        }
        watch = LoopWatch(fd: pidfd, reads: true, writes: false) { [weak self] _, _ in self?.reap() }
    }

    var isRunning: Bool { exitStatus == nil }

    func signal(_ number: Int32) {
        if isRunning { kill(pid, number) }
    }

    /// Returns when the child has ended.
    func end() async {
        guard isRunning else { return }
        await withCheckedContinuation { waiters.append($0) }
    }

    /// Whether the child ends within `seconds`.
    func ends(within seconds: Double) async -> Bool {
        let deadline = Link.monotonicSeconds + seconds
        while isRunning, Link.monotonicSeconds < deadline { try? await Loop.sleep(seconds: 0.02) }
        return !isRunning
    }

    private func reap() {
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return }
        watch?.cancel()
        watch = nil
        close(pidfd)
        exitStatus = status
        let waiters = self.waiters
        self.waiters = []
        for waiter in waiters { waiter.resume() }
        onExit(status)
    }
}
