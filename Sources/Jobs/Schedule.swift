import EventLoop
import Foundation
import Postgres

/// Work repeated at an interval, by one node at a time.
@Loop final class Schedule {
    let name: String
    let seconds: Double
    let run: @Loop () async throws -> Void
    var isRunning = false
    /// Before this moment the database need not be asked.
    var nextLook = Date.distantPast

    init(name: String, seconds: Double, run: @escaping @Loop () async throws -> Void) {
        self.name = name
        self.seconds = seconds
        self.run = run
    }
}

/// Every statement about schedules.
@Loop struct ScheduleStore {
    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// Whether this node may run it now: it is due and no other node is at it.
    func claim(_ name: String, now: Date, next: Date, leaseUntil: Date, lease: UUID) async throws -> Bool {
        let claimed = try await connection.execute(
            """
            INSERT INTO schedules AS s (name, next_at, lease_until, lease)
            VALUES (\(name), \(next), \(leaseUntil), \(lease))
            ON CONFLICT (name) DO UPDATE
            SET next_at = EXCLUDED.next_at, lease_until = EXCLUDED.lease_until, lease = EXCLUDED.lease
            WHERE s.next_at <= \(now) AND (s.lease_until IS NULL OR s.lease_until < \(now))
            """)
        return claimed == 1
    }

    func renew(_ name: String, lease: UUID, until: Date) async throws {
        try await connection.execute(
            "UPDATE schedules SET lease_until = \(until) WHERE name = \(name) AND lease = \(lease)")
    }

    func release(_ name: String, lease: UUID) async throws {
        try await connection.execute(
            "UPDATE schedules SET lease_until = NULL, lease = NULL WHERE name = \(name) AND lease = \(lease)")
    }
}
