import Basics
package import EventLoop
package import Postgres

/// The chain of seals over the audit log: each holds the SHA-256 of the one before and of the entries since, so that an
/// entry changed, added or removed behind Deskbell's back no longer fits.
@Loop package struct AuditSeals {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Entries one seal covers at most.
    static let sealLimit = 5000
    /// What the first seal builds on.
    private static let root = [UInt8](repeating: 0, count: 32)

    /// Seals what is not sealed yet, at most `sealLimit` entries.
    ///
    /// Needs a transaction. It waits, at most 200 ms, for the transactions that are writing entries: afterwards no entry with a
    /// smaller number can still appear.
    /// - Returns: How many entries were sealed.
    package func seal() async throws -> Int {
        try await connection.execute("SET LOCAL lock_timeout = '200ms'")
        try await connection.execute("LOCK TABLE audit_entries IN SHARE MODE")
        let sealed = try await connection.first(
            { row -> Int in try row["entry_count"] },
            """
            WITH last AS (
                SELECT coalesce(max(number), 0) AS number, coalesce(max(through_number), 0) AS through_number
                FROM audit_seals
            ), pending AS (
                SELECT number
                FROM audit_entries
                WHERE number > (SELECT through_number FROM last)
                ORDER BY number
                LIMIT \(Self.sealLimit)
            ), reach AS (
                SELECT max(number) AS through_number, count(*)::integer AS entry_count FROM pending
            )
            INSERT INTO audit_seals (number, through_number, entry_count, digest)
            SELECT last.number + 1, reach.through_number, reach.entry_count,
                   audit_digest(
                       coalesce((SELECT digest FROM audit_seals s WHERE s.number = last.number), \(Self.root)),
                       last.through_number, reach.through_number)
            FROM last, reach
            WHERE reach.entry_count > 0
            RETURNING entry_count
            """)
        return sealed ?? 0
    }

    /// The first seal that does not fit what it covers, which bounds when the log was tampered with; `nil` when the log
    /// is unbroken.
    ///
    /// Computes every seal again from the entries: for `deskbell doctor`.
    package func firstBrokenSeal() async throws -> Int? {
        try await connection.one(
            { row -> Int? in try row["first_broken"] },
            """
            WITH links AS (
                SELECT number, through_number, digest,
                       lag(digest, 1, \(Self.root)) OVER chain AS previous,
                       lag(through_number, 1, 0::bigint) OVER chain AS after_number,
                       row_number() OVER chain AS place
                FROM audit_seals
                WINDOW chain AS (ORDER BY number)
            )
            SELECT min(number) FILTER (
                       WHERE number <> place
                          OR digest IS DISTINCT FROM audit_digest(previous, after_number, through_number)
                   ) AS first_broken
            FROM links
            """)
    }
}
