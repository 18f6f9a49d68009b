import Basics
package import EventLoop
package import Foundation
package import Postgres

/// Answers kept for 24 hours under (principal, key), so that a POST repeated after a lost answer does nothing twice.
@Loop package struct IdempotencyStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    package struct Kept: Sendable {
        let requestHash: [UInt8]
        /// `nil` while the first request is still running.
        let status: Int?
        let contentType: String?
        let body: [UInt8]?
    }

    /// Claims the key for a request now starting.
    ///
    /// - Returns: `nil` when the claim is ours, else what is kept under the key.
    package func claim(principal: String, key: String, requestHash: [UInt8], now: Date) async throws -> Kept? {
        let claimed = try await connection.execute(
            """
            INSERT INTO idempotency_keys (principal, key, request_hash, created_at)
            VALUES (\(principal), \(key), \(requestHash), \(now))
            ON CONFLICT (principal, key) DO UPDATE
            SET request_hash = EXCLUDED.request_hash, status = NULL, body = NULL, created_at = EXCLUDED.created_at
            WHERE idempotency_keys.created_at < \(now.addingTimeInterval(-86_400))
               OR (idempotency_keys.status IS NULL AND idempotency_keys.created_at < \(now.addingTimeInterval(-120)))
            """)
        if claimed == 1 { return nil }
        return try await connection.first(
            { row in
                Kept(
                    requestHash: try row["request_hash"], status: try row["status"],
                    contentType: try row["content_type"], body: row.bytes("body") == nil ? nil : try row["body"])
            },
            """
            SELECT request_hash, status, content_type, body
            FROM idempotency_keys
            WHERE principal = \(principal) AND key = \(key)
            """)
    }

    package func keep(principal: String, key: String, status: Int, contentType: String?, body: [UInt8]) async throws {
        try await connection.execute(
            """
            UPDATE idempotency_keys
            SET status = \(status), content_type = \(contentType), body = \(body)
            WHERE principal = \(principal) AND key = \(key)
            """)
    }

    /// Lets the key go: nothing was done under it.
    package func release(principal: String, key: String) async throws {
        try await connection.execute(
            "DELETE FROM idempotency_keys WHERE principal = \(principal) AND key = \(key)")
    }

    package func deleteOld(now: Date) async throws {
        try await connection.execute(
            "DELETE FROM idempotency_keys WHERE created_at < \(now.addingTimeInterval(-86_400))")
    }
}
