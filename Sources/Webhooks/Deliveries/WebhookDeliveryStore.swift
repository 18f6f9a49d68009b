import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about deliveries.
@Loop struct WebhookDeliveryStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        d.id, d.webhook_id, d.position, d.kind, d.stream, d.state, d.attempts, d.next_at, d.created_at, d.settled_at,
        a.status AS last_status, a.fault AS last_fault
        """
    private static let source: SQL = """
        webhook_deliveries AS d
        LEFT JOIN LATERAL (
            SELECT status, fault FROM webhook_attempts AS a WHERE a.delivery_id = d.id ORDER BY a.number DESC LIMIT 1
        ) AS a ON true
        """

    /// Deliveries to one address, newest first.
    func deliveries(of webhook: ID<Webhook>, state: WebhookDelivery.State?, before: Int?, limit: Int) async throws
        -> [WebhookDelivery]
    {
        try await connection.rows(
            WebhookDelivery.init,
            """
            SELECT \(Self.columns)
            FROM \(Self.source)
            WHERE d.webhook_id = \(webhook) AND (\(state)::text IS NULL OR d.state = \(state))
                AND (\(before)::bigint IS NULL OR d.position < \(before))
            ORDER BY d.position DESC
            LIMIT \(limit)
            """)
    }

    func delivery(_ id: ID<WebhookDelivery>, of webhook: ID<Webhook>) async throws -> WebhookDelivery? {
        try await connection.first(
            WebhookDelivery.init,
            "SELECT \(Self.columns) FROM \(Self.source) WHERE d.id = \(id) AND d.webhook_id = \(webhook)")
    }

    func detail(_ delivery: WebhookDelivery) async throws -> WebhookDeliveryDetail {
        let body = try await connection.first(
            { row in try row["body"] as String? }, "SELECT body FROM webhook_deliveries WHERE id = \(delivery.id)")
        let attempts = try await connection.rows(
            WebhookAttempt.init,
            """
            SELECT number, at, status, fault, milliseconds
            FROM webhook_attempts
            WHERE delivery_id = \(delivery.id)
            ORDER BY number DESC
            """)
        return WebhookDeliveryDetail(delivery: delivery, body: body ?? nil, attempts: attempts)
    }

    func insertPing(_ id: ID<WebhookDelivery>, of webhook: ID<Webhook>, at now: Date) async throws -> WebhookDelivery? {
        try await connection.execute(
            """
            INSERT INTO webhook_deliveries (id, webhook_id, stream, kind, subject_id, next_at, created_at)
            VALUES (\(id), \(webhook), \("ping:\(id)"), \(WebhookKind.ping), \(webhook), \(now), \(now))
            """)
        return try await delivery(id, of: webhook)
    }

    /// Sends again what was delivered or given up: the same id, the same body, all attempts anew.
    func replay(_ id: ID<WebhookDelivery>, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE webhook_deliveries
            SET state = 'waiting', next_at = \(now), settled_at = NULL, lease = NULL, lease_until = NULL
            WHERE id = \(id) AND state <> 'waiting'
            """)
    }

    /// Leases up to `limit` deliveries whose turn it is: of each stream the earliest that waits, and of an address that
    /// did not answer last time only one.
    func take(limit: Int, now: Date, lease: UUID, until: Date) async throws -> [DueWebhookDelivery] {
        try await connection.rows(
            DueWebhookDelivery.init,
            """
            WITH due AS (
                SELECT head.id
                FROM webhooks AS w
                CROSS JOIN LATERAL (
                    SELECT d.id, d.next_at, d.position
                    FROM webhook_deliveries AS d
                    WHERE d.webhook_id = w.id AND d.state = 'waiting' AND d.next_at <= \(now)
                        AND (d.lease_until IS NULL OR d.lease_until < \(now))
                        AND NOT EXISTS (
                            SELECT FROM webhook_deliveries AS e
                            WHERE e.webhook_id = d.webhook_id AND e.stream = d.stream AND e.state = 'waiting'
                                AND e.position < d.position)
                    ORDER BY d.next_at, d.position
                    LIMIT CASE WHEN w.failures > 0 THEN 1 ELSE 4 END
                ) AS head
                WHERE w.active AND (w.resume_at IS NULL OR w.resume_at <= \(now))
                ORDER BY head.next_at, head.position
                LIMIT \(limit)
            ), taken AS (
                SELECT d.id FROM webhook_deliveries AS d JOIN due ON due.id = d.id FOR UPDATE OF d SKIP LOCKED
            )
            UPDATE webhook_deliveries AS d
            SET lease = \(lease), lease_until = \(until), attempts = d.attempts + 1
            FROM taken, webhooks AS w
            WHERE d.id = taken.id AND w.id = d.webhook_id AND d.state = 'waiting'
                AND (d.lease_until IS NULL OR d.lease_until < \(now))
            RETURNING d.id, d.webhook_id, d.kind, d.subject_id, d.seq, d.body, d.attempts, d.created_at, w.url, w.secret,
                w.failures
            """)
    }

    /// Keeps the body, so that every attempt sends the same.
    func setBody(_ id: ID<WebhookDelivery>, _ body: String) async throws {
        try await connection.execute("UPDATE webhook_deliveries SET body = \(body) WHERE id = \(id)")
    }

    func log(_ attempt: WebhookAttempt, of id: ID<WebhookDelivery>) async throws {
        try await connection.execute(
            """
            INSERT INTO webhook_attempts (delivery_id, number, at, status, fault, milliseconds)
            VALUES (\(id), \(attempt.number), \(attempt.at), \(attempt.status), \(attempt.fault),
                \(attempt.milliseconds))
            ON CONFLICT (delivery_id, number) DO NOTHING
            """)
    }

    /// - Parameter next: When it is tried again; `nil` settles it as `state`.
    func settle(_ id: ID<WebhookDelivery>, _ state: WebhookDelivery.State, next: Date?, at now: Date) async throws {
        let settledAt = next == nil ? now : nil
        try await connection.execute(
            """
            UPDATE webhook_deliveries
            SET state = \(state), next_at = COALESCE(\(next), next_at), settled_at = \(settledAt), lease = NULL,
                lease_until = NULL
            WHERE id = \(id)
            """)
    }

    /// Forgets what was settled before `limit`: bodies hold what people wrote.
    func deleteSettled(before limit: Date) async throws {
        try await connection.execute(
            "DELETE FROM webhook_deliveries WHERE settled_at < \(limit) AND state <> 'waiting'")
    }
}
