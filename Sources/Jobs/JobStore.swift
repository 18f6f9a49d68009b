package import EventLoop
package import Foundation
package import Postgres

/// Every statement about stored jobs.
@Loop package struct JobStore {
    private let connection: Connection

    /// Works in `connection`'s transaction, if it has one.
    package init(_ connection: Connection) { self.connection = connection }

    /// Stores a job; with a `key`, in place of one of the same name and key that has not begun.
    func insert(name: String, key: String?, payload: String, at: Date?) async throws {
        // -infinity means "at once", whatever the clock of the node that takes it says.
        try await connection.execute(
            """
            INSERT INTO jobs (name, key, payload, run_at)
            VALUES (\(name), \(key), \(payload)::jsonb, COALESCE(\(at)::timestamptz, '-infinity'))
            ON CONFLICT (name, key) WHERE key IS NOT NULL AND lease_until IS NULL AND died_at IS NULL
            DO UPDATE SET payload = EXCLUDED.payload, run_at = EXCLUDED.run_at, attempts = 0, last_error = NULL
            """)
    }

    /// Takes back a job that has not begun.
    func delete(name: String, key: String) async throws {
        try await connection.execute(
            """
            DELETE FROM jobs
            WHERE name = \(name) AND key = \(key) AND lease_until IS NULL AND died_at IS NULL
            """)
    }

    /// Leases up to `limit` due jobs of these names, the longest due first.
    func take(names: [String], limit: Int, now: Date, leaseUntil: Date, lease: UUID) async throws -> [TakenJob] {
        try await connection.rows(
            TakenJob.init,
            """
            UPDATE jobs
            SET lease_until = \(leaseUntil), lease = \(lease), attempts = attempts + 1
            WHERE id IN (
                SELECT id
                FROM jobs
                WHERE died_at IS NULL AND run_at <= \(now) AND (lease_until IS NULL OR lease_until < \(now))
                  AND name = ANY (\(names))
                ORDER BY run_at, id
                LIMIT \(limit)
                FOR UPDATE SKIP LOCKED)
            RETURNING id, name, payload, attempts
            """)
    }

    func renew(_ id: Int, lease: UUID, until: Date) async throws {
        try await connection.execute("UPDATE jobs SET lease_until = \(until) WHERE id = \(id) AND lease = \(lease)")
    }

    func finish(_ id: Int, lease: UUID) async throws {
        try await connection.execute("DELETE FROM jobs WHERE id = \(id) AND lease = \(lease)")
    }

    /// Gives an unfinished job back as if it had not begun.
    func giveBack(_ id: Int, lease: UUID) async throws {
        try await deleteReplaced(id, lease: lease)
        try await connection.execute(
            """
            UPDATE jobs
            SET lease_until = NULL, lease = NULL, attempts = attempts - 1
            WHERE id = \(id) AND lease = \(lease)
            """)
    }

    /// Puts a failed job back for `at`, unless a newer one of the same key has taken its place meanwhile.
    func retry(_ id: Int, lease: UUID, at: Date, error: String) async throws {
        try await deleteReplaced(id, lease: lease)
        try await connection.execute(
            """
            UPDATE jobs
            SET lease_until = NULL, lease = NULL, run_at = \(at), last_error = \(error)
            WHERE id = \(id) AND lease = \(lease)
            """)
    }

    /// Keeps a job that failed too often for people to look at.
    func bury(_ id: Int, lease: UUID, at: Date, error: String) async throws {
        try await connection.execute(
            """
            UPDATE jobs
            SET lease_until = NULL, lease = NULL, died_at = \(at), last_error = \(error)
            WHERE id = \(id) AND lease = \(lease)
            """)
    }

    private func deleteReplaced(_ id: Int, lease: UUID) async throws {
        try await connection.execute(
            """
            DELETE FROM jobs AS old
            USING jobs AS new
            WHERE old.id = \(id) AND old.lease = \(lease) AND old.key IS NOT NULL
              AND new.name = old.name AND new.key = old.key AND new.id <> old.id
              AND new.lease_until IS NULL AND new.died_at IS NULL
            """)
    }

    /// How many jobs wait, run and have died, for metrics.
    package func counts(now: Date) async throws -> JobCounts {
        try await connection.one(
            JobCounts.init,
            """
            SELECT COUNT(*) FILTER (WHERE died_at IS NULL AND lease_until IS NULL AND run_at <= \(now)) AS due,
                   COUNT(*) FILTER (WHERE died_at IS NULL AND lease_until IS NULL AND run_at > \(now)) AS waiting,
                   COUNT(*) FILTER (WHERE lease_until IS NOT NULL) AS running,
                   COUNT(*) FILTER (WHERE died_at IS NOT NULL) AS dead
            FROM jobs
            """)
    }
}

/// A job this node has leased.
struct TakenJob: Sendable {
    let id: Int
    let name: String
    let payload: [UInt8]
    let attempts: Int

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        payload = row.bytes("payload") ?? []
        attempts = try row["attempts"]
    }
}

/// How many jobs stand where.
package struct JobCounts: Sendable, Equatable {
    /// Could run now.
    package let due: Int
    /// Wait for their time.
    package let waiting: Int
    /// Are leased by some node.
    package let running: Int
    /// Failed too often.
    package let dead: Int

    init(_ row: Row) throws {
        due = try row["due"]
        waiting = try row["waiting"]
        running = try row["running"]
        dead = try row["dead"]
    }
}
