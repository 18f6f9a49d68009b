import Basics
import Channels
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about the addresses that are told.
@Loop struct WebhookStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        w.id, w.name, w.url, w.kinds, w.inbox_id, w.active, w.failures, w.resume_at, w.last_success_at, w.created_at,
        w.version,
        (SELECT count(*) FROM webhook_deliveries AS d WHERE d.webhook_id = w.id AND d.state = 'waiting')
            AS waiting_count,
        (SELECT count(*) FROM webhook_deliveries AS d WHERE d.webhook_id = w.id AND d.state = 'failed') AS failed_count
        """

    /// Every webhook; a company has a handful.
    func webhooks() async throws -> [Webhook] {
        try await connection.rows(
            Webhook.init, "SELECT \(Self.columns) FROM webhooks AS w ORDER BY w.created_at, w.id")
    }

    func webhook(_ id: ID<Webhook>, locked: Bool = false) async throws -> Webhook? {
        let lock: SQL = locked ? "FOR UPDATE" : ""
        return try await connection.first(
            Webhook.init, "SELECT \(Self.columns) FROM webhooks AS w WHERE w.id = \(id) \(lock)")
    }

    func count() async throws -> Int {
        try await connection.first({ row in try row["count"] }, "SELECT count(*) FROM webhooks") ?? 0
    }

    /// The kind of this inbox; `nil` when there is none.
    func kind(ofInbox id: UUID) async throws -> ChannelKind? {
        try await connection.first({ row in try row["kind"] }, "SELECT kind FROM inboxes WHERE id = \(id)")
    }

    /// - Throws: `Problem` of kind `program-has-address` when answers of the inbox go to another one already.
    func insert(_ webhook: Webhook, sealedSecret: [UInt8]) async throws {
        try await naming {
            try await connection.execute(
                """
                INSERT INTO webhooks (id, name, url, kinds, inbox_id, secret, active, created_at, updated_at)
                VALUES (\(webhook.id), \(webhook.name), \(webhook.url), \(webhook.kinds.map(\.rawValue)),
                    \(webhook.inboxID), \(sealedSecret), \(webhook.active), \(webhook.createdAt),
                    \(webhook.createdAt))
                """)
        }
    }

    /// What was set; an address that is set anew is tried at once.
    ///
    /// - Throws: as `insert`.
    func update(_ id: ID<Webhook>, _ details: WebhookDetails, at now: Date) async throws {
        try await naming {
            try await connection.execute(
                """
                UPDATE webhooks
                SET name = \(details.name), url = \(details.url), kinds = \(details.kinds.map(\.rawValue)),
                    inbox_id = \(details.inboxID), active = \(details.active), failures = 0, resume_at = NULL,
                    updated_at = \(now), version = version + 1
                WHERE id = \(id)
                """)
        }
    }

    private func naming(_ run: () async throws -> Void) async throws {
        do {
            try await run()
        } catch let error as DatabaseError where error.constraint == "webhooks_program_unique" {
            throw Problem.conflict(
                "program-has-address", "Answers of this inbox go to another address already",
                "Change that one, or remove it first.")
        }
    }

    func setSecret(_ id: ID<Webhook>, sealed: [UInt8], at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE webhooks
            SET secret = \(sealed), updated_at = \(now), version = version + 1
            WHERE id = \(id)
            """)
    }

    func delete(_ id: ID<Webhook>) async throws {
        try await connection.execute("DELETE FROM webhooks WHERE id = \(id)")
    }

    /// The address answered: what waits may go.
    func succeeded(_ id: ID<Webhook>, at now: Date) async throws {
        try await connection.execute(
            "UPDATE webhooks SET failures = 0, resume_at = NULL, last_success_at = \(now) WHERE id = \(id)")
    }

    /// The address is away or too busy: it rests, longer each time.
    func failed(_ id: ID<Webhook>, resumeAt: Date) async throws {
        try await connection.execute(
            """
            UPDATE webhooks
            SET failures = failures + 1, resume_at = \(resumeAt)
            WHERE id = \(id)
            """)
    }

    /// The address says that it is gone for good.
    func switchOff(_ id: ID<Webhook>, at now: Date) async throws {
        try await connection.execute(
            "UPDATE webhooks SET active = false, updated_at = \(now), version = version + 1 WHERE id = \(id)")
    }
}
