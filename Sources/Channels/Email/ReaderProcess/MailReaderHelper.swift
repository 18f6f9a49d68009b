import CShims
import EventLoop
import Foundation

/// One running helper: a child process and the socket to it, watched by the loop.
@Loop final class MailReaderHelper {
    let pid: pid_t
    private var pidfd: Int32
    private var fd: Int32
    private var socketWatch: LoopWatch?
    private var exitWatch: LoopWatch?
    private var deadline: LoopTimer?
    private var outgoing: ArraySlice<UInt8> = []
    private var incoming: [UInt8] = []
    private var waiter: CheckedContinuation<[UInt8], any Error>?
    private(set) var isAlive = true

    /// - Throws: `MailReaderFault.unavailable`.
    init(program: String) throws(MailReaderFault) {
        var ends: [Int32] = [-1, -1]
        guard deskbell_socket_pair(&ends) == 0 else { throw .unavailable(String(cString: strerror(errno))) }
        var words: [UnsafeMutablePointer<CChar>?] = [strdup(program), strdup("mail-reader"), nil]
        defer { words.forEach { free($0) } }
        pid = deskbell_spawn_helper(program, &words, ends[1])
        let fault = errno
        close(ends[1])
        fd = ends[0]
        pidfd = pid > 0 ? deskbell_pidfd(pid) : -1
        guard pid > 0, pidfd >= 0 else {
            if pid > 0 { kill(pid, SIGKILL) }
            close(fd)
            throw .unavailable(String(cString: strerror(fault)))
        }
        socketWatch = LoopWatch(fd: fd, reads: true, writes: false) { [weak self] readable, writable in
            if writable { self?.send() }
            if readable { self?.receive() }
        }
        // The watch keeps the helper until its end is noticed, so that no child is left unreaped.
        exitWatch = LoopWatch(fd: pidfd, reads: true, writes: false) { _, _ in self.reap() }
    }

    /// The answer to one request.
    ///
    /// - Throws: `MailReaderFault.crashed` or `.timedOut`; the helper is gone then.
    func answer(to request: [UInt8], withinSeconds seconds: Double) async throws -> [UInt8] {
        guard isAlive else { throw MailReaderFault.crashed }
        return try await withCheckedThrowingContinuation { continuation in
            waiter = continuation
            outgoing = MailReaderFrames.frame(request)[...]
            deadline = LoopTimer(afterSeconds: seconds) { [weak self] in self?.fail(.timedOut) }
            send()
        }
    }

    /// Ends it at once: it keeps nothing that could be lost.
    func stop() {
        fail(.crashed)
    }

    private func send() {
        while isAlive, !outgoing.isEmpty {
            let count = outgoing.withUnsafeBytes { deskbell_send(fd, $0.baseAddress, $0.count) }
            if count > 0 {
                outgoing = outgoing.dropFirst(count)
            } else if errno == EAGAIN || errno == EINTR {
                break
            } else {
                return fail(.crashed)
            }
        }
        socketWatch?.change(reads: true, writes: !outgoing.isEmpty)
    }

    private func receive() {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while isAlive {
            let count = buffer.withUnsafeMutableBytes { deskbell_receive(fd, $0.baseAddress, $0.count) }
            if count > 0 {
                incoming.append(contentsOf: buffer[0..<count])
                guard count == buffer.count else { break }
            } else if count < 0, errno == EAGAIN || errno == EINTR {
                break
            } else {
                return fail(.crashed)
            }
        }
        guard let length = MailReaderFrames.length(incoming) else { return }
        guard length <= MailReaderFrames.answerLimit else { return fail(.tooLarge) }
        guard incoming.count >= length + 4 else { return }
        let answer = Array(incoming[4..<(length + 4)])
        incoming = []
        finish(.success(answer))
    }

    private func fail(_ fault: MailReaderFault) {
        if isAlive {
            isAlive = false
            kill(pid, SIGKILL)
            socketWatch?.cancel()
            socketWatch = nil
            close(fd)
        }
        finish(.failure(fault))
    }

    private func finish(_ result: Result<[UInt8], any Error>) {
        deadline?.cancel()
        deadline = nil
        let waiter = self.waiter
        self.waiter = nil
        waiter?.resume(with: result)
    }

    private func reap() {
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return }
        exitWatch?.cancel()
        exitWatch = nil
        close(pidfd)
        // What it said before its end is still to be read.
        if isAlive { receive() }
        fail(.crashed)
    }
}
