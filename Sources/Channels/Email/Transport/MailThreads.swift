import Dispatch
import Foundation

/// Threads of our own for C calls that wait for another machine: work goes in, its outcome comes back by continuation.
///
/// A thread begins when there is work and ends after a minute without any. With a width of 1 the work is done one piece
/// after another, so that what is not safe among threads may be touched by it.
///
/// `@unchecked Sendable` holds because `waiting`, `threads` and `idle` are touched behind `lock` only.
package final class MailThreads: @unchecked Sendable {
    private static let idleSeconds = 60.0
    private static let stackBytes = 512 << 10

    private let name: String
    private let width: Int
    private let lock = NSCondition()
    private var waiting: [@Sendable () -> Void] = []
    private var threads = 0
    private var idle = 0

    /// - Parameter width: The most threads at a time.
    package init(_ name: String, width: Int) {
        self.name = name
        self.width = width
    }

    /// Does `work` on one of the threads, where it may block.
    package func run<Answer: Sendable>(_ work: @escaping @Sendable () throws -> Answer) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            add { continuation.resume(with: Result { try work() }) }
        }
    }

    /// Does `work` on one of the threads, where it may block.
    package func run<Answer: Sendable>(_ work: @escaping @Sendable () -> Answer) async -> Answer {
        await withCheckedContinuation { continuation in add { continuation.resume(returning: work()) } }
    }

    private func add(_ work: @escaping @Sendable () -> Void) {
        lock.lock()
        defer { lock.unlock() }
        waiting.append(work)
        if waiting.count > idle, threads < width {
            threads += 1
            let thread = Thread { [self] in serve() }
            thread.name = name
            thread.stackSize = Self.stackBytes
            thread.start()
        } else {
            lock.signal()
        }
    }

    private func serve() {
        lock.lock()
        defer { lock.unlock() }
        while true {
            while !waiting.isEmpty {
                let work = waiting.removeFirst()
                lock.unlock()
                work()
                lock.lock()
            }
            idle += 1
            let wasWoken = lock.wait(until: Date(timeIntervalSinceNow: Self.idleSeconds))
            idle -= 1
            if !wasWoken, waiting.isEmpty {
                threads -= 1
                return
            }
        }
    }
}
