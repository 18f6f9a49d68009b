package import Basics
package import EventLoop
package import Foundation
package import Postgres

/// Background work that survives a restart: stored in the transaction that asks for it, run at least once on some node.
@Loop package final class JobQueue {
    /// A job that failed this often is kept for people to look at.
    package static let attemptLimit = 10
    private static let leaseSeconds = 60.0
    private static let runningLimit = 8

    private let database: Database
    private let clock: WallClock
    private let lease = UUID()
    private var handlers: [String: @Loop ([UInt8]) async throws -> Void] = [:]
    private var schedules: [Schedule] = []
    private var running = 0
    private let bell = WakeUp()

    /// Queues running in this process, to be woken by a commit in this process.
    ///
    /// Other nodes look once a second: a NOTIFY in the transaction would halve the commits per second (RELIABILITY.md
    /// 1.6).
    private static var local: [ObjectIdentifier: JobQueue] = [:]

    /// A queue that rests until `run()`.
    package init(database: Database, clock: WallClock = .system) {
        self.database = database
        self.clock = clock
    }

    /// Says how jobs of this kind are done.
    package func register<P>(_ job: Job<P>, _ run: @escaping @Loop (P) async throws -> Void) {
        handlers[job.name] = { bytes in try await run(try JSONDecoder().decode(P.self, from: Data(bytes))) }
    }

    /// Runs `run` every `seconds`, on one node at a time.
    package func every(seconds: Double, name: String, _ run: @escaping @Loop () async throws -> Void) {
        schedules.append(Schedule(name: name, seconds: seconds, run: run))
    }

    /// Stores a job in `connection`'s transaction.
    ///
    /// - Parameters:
    ///   - at: When to run it; `nil` is at once.
    ///   - key: Replaces an earlier job of this kind and key that has not begun.
    package static func enqueue<P>(
        _ job: Job<P>, _ payload: P, at: Date? = nil, key: String? = nil, in connection: Connection
    ) async throws {
        let json = String(decoding: try JSONEncoder().encode(payload), as: UTF8.self)
        try await JobStore(connection).insert(name: job.name, key: key, payload: json, at: at)
        connection.afterCommit { for queue in local.values { queue.bell.ring() } }
    }

    /// Takes a stored job back, unless it has begun.
    package static func cancel<P>(_ job: Job<P>, key: String, in connection: Connection) async throws {
        try await JobStore(connection).delete(name: job.name, key: key)
    }

    /// Works until the task is cancelled; jobs then running are cancelled too and given back.
    package func run() async {
        Self.local[ObjectIdentifier(self)] = self
        defer { Self.local[ObjectIdentifier(self)] = nil }
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                for job in await takeDue() {
                    running += 1
                    group.addTask { await self.perform(job) }
                }
                for schedule in await claimDue() { group.addTask { await self.perform(schedule) } }
                let shortest = schedules.map(\.seconds).min() ?? 1
                await bell.wait(seconds: min(1, shortest))
            }
            group.cancelAll()
        }
    }

    // MARK: Jobs

    private func takeDue() async -> [TakenJob] {
        let room = Self.runningLimit - running
        guard room > 0, !handlers.isEmpty else { return [] }
        do {
            let now = clock.now
            return try await JobStore(database.connection).take(
                names: handlers.keys.sorted(), limit: room, now: now,
                leaseUntil: now.addingTimeInterval(Self.leaseSeconds), lease: lease)
        } catch {
            report(error, "jobs cannot be taken")
            return []
        }
    }

    private func perform(_ job: TakenJob) async {
        defer {
            running -= 1
            bell.ring()
        }
        guard let handler = handlers[job.name] else { return }
        let renewal = LoopTimer(afterSeconds: Self.leaseSeconds / 3, everySeconds: Self.leaseSeconds / 3) { [self] in
            Task { @Loop in
                let until = clock.now.addingTimeInterval(Self.leaseSeconds)
                try? await JobStore(database.connection).renew(job.id, lease: lease, until: until)
            }
        }
        defer { renewal.cancel() }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await handler(job.payload))
        } catch {
            outcome = .failure(error)
        }
        let wasCancelled = Task.isCancelled
        // A task of its own, because in a cancelled one no statement is sent and the job would stay leased.
        await Task { @Loop in await self.record(outcome, of: job, wasCancelled: wasCancelled) }.value
    }

    private func record(_ outcome: Result<Void, any Error>, of job: TakenJob, wasCancelled: Bool) async {
        do {
            switch outcome {
            case .success: try await JobStore(database.connection).finish(job.id, lease: lease)
            case .failure where wasCancelled: try await giveBack(job)
            case .failure(let error): try await recordFailure(of: job, error)
            }
        } catch {
            // The lease runs out and some node does the job again: at least once is the promise.
            report(error, "job outcome not stored")
        }
    }

    private func giveBack(_ job: TakenJob) async throws {
        try await database.transaction { [lease] in try await JobStore($0).giveBack(job.id, lease: lease) }
    }

    private func recordFailure(of job: TakenJob, _ error: any Error) async throws {
        let text = String(String(describing: error).replacing("\0", with: "").prefix(2000))
        let now = clock.now
        let isDead = job.attempts >= Self.attemptLimit
        if isDead {
            Log.error("job died", ["job": job.name, "id": job.id, "reason": text])
            try await JobStore(database.connection).bury(job.id, lease: lease, at: now, error: text)
        } else {
            Log.warning("job failed", ["job": job.name, "id": job.id, "attempt": job.attempts, "reason": text])
            let again = now.addingTimeInterval(Self.backoffSeconds(afterAttempt: job.attempts))
            try await database.transaction { [lease] in
                try await JobStore($0).retry(job.id, lease: lease, at: again, error: text)
            }
        }
    }

    /// 5 s, doubling to at most an hour: ten attempts span about two hours, longer than most outages.
    static func backoffSeconds(afterAttempt attempt: Int) -> Double {
        min(3600, 5 * Double(1 << min(max(attempt, 1) - 1, 10)))
    }

    // MARK: Schedules

    private func claimDue() async -> [Schedule] {
        var claimed: [Schedule] = []
        for schedule in schedules where !schedule.isRunning && schedule.nextLook <= clock.now {
            do {
                let now = clock.now
                let isOurs = try await ScheduleStore(database.connection).claim(
                    schedule.name, now: now, next: now.addingTimeInterval(schedule.seconds),
                    leaseUntil: now.addingTimeInterval(Self.leaseSeconds), lease: lease)
                schedule.nextLook = now.addingTimeInterval(min(schedule.seconds, 1))
                if isOurs {
                    schedule.isRunning = true
                    claimed.append(schedule)
                }
            } catch {
                report(error, "schedules cannot be claimed")
            }
        }
        return claimed
    }

    private func perform(_ schedule: Schedule) async {
        defer { schedule.isRunning = false }
        let renewal = LoopTimer(afterSeconds: Self.leaseSeconds / 3, everySeconds: Self.leaseSeconds / 3) { [self] in
            Task { @Loop in
                let until = clock.now.addingTimeInterval(Self.leaseSeconds)
                try? await ScheduleStore(database.connection).renew(schedule.name, lease: lease, until: until)
            }
        }
        defer { renewal.cancel() }
        do {
            try await schedule.run()
        } catch {
            if !(error is CancellationError) {
                Log.warning("scheduled work failed", ["schedule": schedule.name, "reason": "\(error)"])
            }
        }
        await Task { @Loop in
            try? await ScheduleStore(database.connection).release(schedule.name, lease: lease)
        }.value
    }

    private func report(_ error: any Error, _ message: StaticString) {
        if error is CancellationError { return }
        Log.debug(message, ["reason": "\(error)"])
    }
}
