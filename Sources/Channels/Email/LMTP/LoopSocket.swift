import Basics
import EventLoop
import Foundation

/// A connection on the loop thread, read and written by one task.
@Loop final class LoopSocket {
    struct Closed: Error {}

    private let fd: Int32
    private var watch: LoopWatch?
    private var timer: LoopTimer?
    private var continuation: CheckedContinuation<Void, any Error>?

    /// Takes the descriptor over.
    init(_ fd: Int32) {
        self.fd = fd
        watch = LoopWatch(fd: fd, reads: false, writes: false) { [weak self] _, _ in self?.wake(nil) }
    }

    /// What has come next.
    ///
    /// - Throws: `Closed` at the end, and when nothing comes in time.
    func receive(seconds: Double) async throws -> [UInt8] {
        while true {
            // Closed while its task was about to go on: the number may be somebody else's descriptor by now.
            guard watch != nil else { throw Closed() }
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, filled in
                count = read(fd, buffer.baseAddress, buffer.count)
                filled = max(0, count)
            }
            if count > 0 { return bytes }
            guard count < 0, errno == EAGAIN || errno == EINTR else { throw Closed() }
            try await wait(writing: false, seconds: seconds)
        }
    }

    func send(_ text: String, seconds: Double) async throws {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            guard watch != nil else { throw Closed() }
            let count = bytes.withUnsafeBytes { buffer -> Int in
                guard let start = buffer.baseAddress else { return 0 }
                return Glibc.send(fd, start + sent, buffer.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                sent += count
                continue
            }
            guard count < 0, errno == EAGAIN || errno == EINTR else { throw Closed() }
            try await wait(writing: true, seconds: seconds)
        }
    }

    /// Whoever waits gets `Closed`.
    func close() {
        guard let watch else { return }
        self.watch = nil
        watch.cancel()
        Glibc.close(fd)
        wake(Closed())
    }

    private func wait(writing: Bool, seconds: Double) async throws {
        guard watch != nil else { throw Closed() }
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            self.continuation = continuation
            timer = LoopTimer(afterSeconds: seconds) { [weak self] in self?.wake(Closed()) }
            watch?.change(reads: !writing, writes: writing)
        }
    }

    private func wake(_ error: Closed?) {
        timer?.cancel()
        timer = nil
        watch?.change(reads: false, writes: false)
        let waiting = continuation
        continuation = nil
        if let error { waiting?.resume(throwing: error) } else { waiting?.resume() }
    }
}
