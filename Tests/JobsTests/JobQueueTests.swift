import Basics
import EventLoop
import Foundation
import Jobs
import Postgres
import Synchronization
import TestSupport
import Testing

private struct Errand: Codable, Sendable, Equatable {
    let number: Int
    var note = "—"
}

/// A clock a test moves by hand.
private final class HandClock: Sendable {
    private let moment = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
    var clock: WallClock { WallClock { [self] in moment.withLock { $0 } } }
    var now: Date { moment.withLock { $0 } }
    func pass(seconds: Double) { moment.withLock { $0 += seconds } }
}

@Loop @Suite("The job queue") struct JobQueueTests {
    private struct Trouble: Error {}
    private let errand = Job<Errand>("tests.errand")

    private func eventually(_ condition: @Loop () async throws -> Bool) async throws {
        for _ in 0..<300 {
            if try await condition() { return }
            try await Loop.sleep(seconds: 0.02)
        }
        Issue.record("it did not happen within 6 seconds")
    }

    private func counts(_ database: Database, now: Date = Date()) async throws -> JobCounts {
        try await JobStore(database.connection).counts(now: now)
    }

    @Test("each job runs once though two queues look for it")
    func once() async throws {
        let database = try await TestDatabase.fresh(poolSize: 6)
        var done: [Int] = []
        let tasks = (0..<2).map { _ in
            let queue = JobQueue(database: database)
            queue.register(errand) { done.append($0.number) }
            return Task { @Loop in await queue.run() }
        }
        try await database.transaction { connection in
            for number in 1...60 { try await JobQueue.enqueue(errand, Errand(number: number), in: connection) }
        }
        try await eventually { done.count >= 60 }
        try await Loop.sleep(seconds: 0.1)
        #expect(done.sorted() == Array(1...60))
        try await eventually { try await counts(database).running == 0 }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        await database.stop()
    }

    @Test("the payload arrives as it was given, at once after the commit")
    func payload() async throws {
        let database = try await TestDatabase.fresh(poolSize: 4)
        let queue = JobQueue(database: database)
        var received: Errand?
        queue.register(errand) { received = $0 }
        let task = Task { @Loop in await queue.run() }
        try await Loop.sleep(seconds: 0.1)
        let began = Date()
        let sent = Errand(number: 1, note: "快递 \"late\" \\ 🐘")
        try await database.transaction { try await JobQueue.enqueue(errand, sent, in: $0) }
        try await eventually { received != nil }
        #expect(received == sent)
        // The poll comes once a second; faster than that is the wake-up after the commit.
        #expect(Date().timeIntervalSince(began) < 0.7)
        task.cancel()
        await task.value
        await database.stop()
    }

    @Test("a transaction that is rolled back leaves no job")
    func rollback() async throws {
        let database = try await TestDatabase.fresh()
        _ = try? await database.transaction { connection in
            try await JobQueue.enqueue(errand, Errand(number: 1), in: connection)
            throw Trouble()
        }
        #expect(try await counts(database).due == 0)
        await database.stop()
    }

    @Test("a failing job is tried again later, each time after a longer pause, and is dead after ten attempts")
    func retries() async throws {
        let database = try await TestDatabase.fresh(poolSize: 4)
        let hand = HandClock()
        let queue = JobQueue(database: database, clock: hand.clock)
        var attempts = 0
        queue.register(errand) { _ in
            attempts += 1
            throw Trouble()
        }
        let task = Task { @Loop in await queue.run() }
        try await JobQueue.enqueue(errand, Errand(number: 1), in: database.connection)
        for attempt in 1...10 {
            try await eventually {
                let counts = try await counts(database, now: hand.now)
                return attempts == attempt && counts.running == 0
            }
            let next: Date? = try await database.connection.one(
                { try $0["at"] },
                "SELECT CASE WHEN died_at IS NULL THEN run_at END AS at FROM jobs WHERE name = 'tests.errand'")
            guard attempt < 10 else {
                #expect(next == nil)
                break
            }
            #expect(next?.timeIntervalSince(hand.now) == min(3600, 5 * pow(2, Double(attempt - 1))))
            hand.pass(seconds: 3600)
            try await JobQueue.enqueue(
                Job<Errand>("tests.nobody"), Errand(number: 0), key: "bell", in: database.connection)
        }
        #expect(try await counts(database, now: hand.now).dead == 1)
        let error: String = try await database.connection.one(
            { try $0["last_error"] }, "SELECT last_error FROM jobs WHERE died_at IS NOT NULL")
        #expect(error.contains("Trouble"))
        task.cancel()
        await task.value
        await database.stop()
    }

    @Test("a job of the same key replaces the one that waits, another key does not")
    func keys() async throws {
        let database = try await TestDatabase.fresh(poolSize: 4)
        let hand = HandClock()
        let later = hand.now.addingTimeInterval(60)
        let connection = database.connection
        try await JobQueue.enqueue(errand, Errand(number: 1), at: later, key: "a", in: connection)
        try await JobQueue.enqueue(errand, Errand(number: 2), at: later, key: "b", in: connection)
        try await JobQueue.enqueue(errand, Errand(number: 3), at: later, key: "a", in: connection)
        try await JobQueue.enqueue(errand, Errand(number: 4), at: later, key: "c", in: connection)
        try await JobQueue.cancel(errand, key: "c", in: connection)
        let queue = JobQueue(database: database, clock: hand.clock)
        var done: [Int] = []
        queue.register(errand) { done.append($0.number) }
        let task = Task { @Loop in await queue.run() }
        try await Loop.sleep(seconds: 0.1)
        #expect(done == [])
        hand.pass(seconds: 61)
        try await eventually { done.count >= 2 }
        #expect(done.sorted() == [2, 3])
        task.cancel()
        await task.value
        await database.stop()
    }

    @Test("a job cut off by the end of the program is given back and begun again by the next")
    func interruption() async throws {
        let database = try await TestDatabase.fresh(poolSize: 4)
        let first = JobQueue(database: database)
        var begun = 0
        first.register(errand) { _ in
            begun += 1
            try await Loop.sleep(seconds: 30)
        }
        let task = Task { @Loop in await first.run() }
        try await JobQueue.enqueue(errand, Errand(number: 1), in: database.connection)
        try await eventually { begun == 1 }
        task.cancel()
        await task.value
        #expect(try await counts(database).due == 1)
        let second = JobQueue(database: database)
        var done = 0
        second.register(errand) { _ in done += 1 }
        let next = Task { @Loop in await second.run() }
        try await eventually { done == 1 }
        next.cancel()
        await next.value
        await database.stop()
    }

    @Test("a job whose node died is taken over when its lease has run out")
    func deadNode() async throws {
        let database = try await TestDatabase.fresh(poolSize: 4)
        let hand = HandClock()
        try await JobQueue.enqueue(errand, Errand(number: 1), in: database.connection)
        let until = hand.now.addingTimeInterval(60)
        try await database.connection.execute("UPDATE jobs SET lease = \(UUID()), lease_until = \(until), attempts = 1")
        let queue = JobQueue(database: database, clock: hand.clock)
        var done = 0
        queue.register(errand) { _ in done += 1 }
        let task = Task { @Loop in await queue.run() }
        try await Loop.sleep(seconds: 0.2)
        #expect(done == 0)
        hand.pass(seconds: 61)
        try await eventually { done == 1 }
        task.cancel()
        await task.value
        await database.stop()
    }

    @Test("scheduled work runs on one node at a time, again after its interval")
    func schedules() async throws {
        let database = try await TestDatabase.fresh(poolSize: 6)
        let hand = HandClock()
        var (runs, atOnce, most) = (0, 0, 0)
        let tasks = (0..<3).map { _ in
            let queue = JobQueue(database: database, clock: hand.clock)
            queue.every(seconds: 0.05, name: "tests.tick") {
                atOnce += 1
                most = max(most, atOnce)
                try await Loop.sleep(seconds: 0.05)
                runs += 1
                atOnce -= 1
            }
            return Task { @Loop in await queue.run() }
        }
        try await eventually { runs == 1 }
        try await Loop.sleep(seconds: 0.3)
        #expect(runs == 1)
        hand.pass(seconds: 1)
        try await eventually { runs == 2 }
        #expect(most == 1)
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        await database.stop()
    }
}
