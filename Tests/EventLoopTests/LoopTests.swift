import EventLoop
import Foundation
import Testing

@Suite("Loop")
struct LoopTests {
    @Test("work marked @Loop runs on the loop thread and nothing else does")
    func thread() async {
        #expect(!Loop.isCurrent)
        let inside = await Task { @Loop in Loop.isCurrent }.value
        #expect(inside)
    }

    @Test("jobs enqueued from many threads all run")
    func manyThreads() async {
        let counter = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<500 { group.addTask { await counter.add() } }
        }
        #expect(await counter.count == 500)
    }

    @Test("who is suspended goes on with the value or the error, resumed at once or later, and on the loop thread")
    @Loop func suspends() async throws {
        struct Refusal: Error {}
        let atOnce: Int = try await Loop.suspend { $0.resume(returning: 1) }
        #expect(atOnce == 1)
        var kept: [LoopContinuation<Int>] = []
        var order: [Int] = []
        let callers = (0..<3).map { place in
            Task { @Loop in
                let value: Int = try await Loop.suspend { kept.append($0) }
                #expect(Loop.isCurrent)
                order.append(place)
                return value
            }
        }
        while kept.count < 3 { try await Loop.sleep(seconds: 0.001) }
        kept[2].resume(returning: 12)
        kept[0].resume(throwing: Refusal())
        kept[1].resume(returning: 11)
        #expect(order.isEmpty)
        #expect(try await callers[2].value == 12)
        #expect(try await callers[1].value == 11)
        await #expect(throws: Refusal.self) { try await callers[0].value }
        #expect(order == [2, 1])
    }

    @Test("sleep lasts as long as asked")
    func sleeps() async throws {
        let start = ContinuousClock.now
        try await Loop.sleep(seconds: 0.1)
        let taken = ContinuousClock.now - start
        #expect(taken >= .milliseconds(95) && taken < .seconds(3))
    }

    @Test("a cancelled sleep ends at once with CancellationError")
    func cancelledSleep() async {
        let task = Task { try await Loop.sleep(seconds: 60) }
        try? await Loop.sleep(seconds: 0.02)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("a repeating timer fires until cancelled")
    func repeatingTimer() async throws {
        let counter = Counter()
        let timer = await Task { @Loop in
            LoopTimer(afterSeconds: 0.01, everySeconds: 0.01) { counter.add() }
        }.value
        while await counter.count < 3 { try await Loop.sleep(seconds: 0.01) }
        let seen = await Task { @Loop in
            timer.cancel()
            return counter.count
        }.value
        try await Loop.sleep(seconds: 0.05)
        #expect(await counter.count == seen)
    }

    @Test("a watch reports readable, rests when told to, and reports writable")
    func watch() async throws {
        var ends: [Int32] = [0, 0]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let (mine, theirs) = (ends[0], ends[1])
        let reads = Counter()
        let writes = Counter()
        let watch = await Task { @Loop in
            LoopWatch(fd: mine, reads: true, writes: false) { readable, writable in
                if readable {
                    var byte: UInt8 = 0
                    _ = read(mine, &byte, 1)
                    reads.add()
                }
                if writable { writes.add() }
            }
        }.value
        _ = write(theirs, "a", 1)
        while await reads.count < 1 { try await Loop.sleep(seconds: 0.01) }
        #expect(await writes.count == 0)
        await Task { @Loop in watch.change(reads: false, writes: false) }.value
        _ = write(theirs, "b", 1)
        try await Loop.sleep(seconds: 0.05)
        #expect(await reads.count == 1)
        await Task { @Loop in watch.change(reads: true, writes: true) }.value
        while await reads.count < 2 { try await Loop.sleep(seconds: 0.01) }
        while await writes.count < 1 { try await Loop.sleep(seconds: 0.01) }
        await Task { @Loop in watch.cancel() }.value
        close(mine)
        close(theirs)
    }

    @Test("an end-of-turn hook runs once after the turn's jobs, and what it starts runs in the same turn")
    func endOfTurn() async throws {
        let log = Journal()
        let hook = await Task { @Loop in
            EndOfTurn {
                log.add("hook")
                Task { @Loop in log.add("after") }
            }
        }.value
        await Task { @Loop in
            hook.arm()
            hook.arm()
            log.add("job")
            Task { @Loop in log.add("second job") }
        }.value
        while await log.lines.count < 4 { try await Loop.sleep(seconds: 0.01) }
        #expect(await log.lines == ["job", "second job", "hook", "after"])
    }

    @Test("a hook taken back does not run")
    func cancelledHook() async throws {
        let counter = Counter()
        await Task { @Loop in
            let hook = EndOfTurn { counter.add() }
            hook.arm()
            hook.cancel()
        }.value
        try await Loop.sleep(seconds: 0.02)
        #expect(await counter.count == 0)
    }
}

@Loop private final class Counter {
    var count = 0
    func add() { count += 1 }
}

@Loop private final class Journal {
    var lines: [String] = []
    func add(_ line: String) { lines.append(line) }
}
