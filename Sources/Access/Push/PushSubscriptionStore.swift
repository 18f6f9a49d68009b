import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about push subscriptions.
@Loop struct PushSubscriptionStore {
    private static let perUserLimit = 20
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// What it takes to reach one browser.
    struct Target: Sendable {
        let endpoint: String
        let browserKey: [UInt8]
        /// Sealed with the master key.
        let secret: [UInt8]
        let excerpt: Bool
    }

    private static let subscription: (Row) throws -> PushSubscription = { row in
        PushSubscription(
            id: try row["id"], excerpt: try row["excerpt"], userAgent: try row["user_agent"],
            createdAt: try row["created_at"])
    }

    func subscriptions(of user: UUID) async throws -> [PushSubscription] {
        try await connection.rows(
            Self.subscription,
            """
            SELECT id, excerpt, user_agent, created_at
            FROM push_subscriptions
            WHERE user_id = \(user)
            ORDER BY created_at DESC, id DESC
            """)
    }

    /// Keeps the subscription; one of the same browser becomes this person's, and the oldest of too many goes.
    func keep(
        _ subscription: PushSubscription, _ target: Target, user: UUID, session: UUID
    ) async throws -> PushSubscription {
        let kept = try await connection.one(
            Self.subscription,
            """
            INSERT INTO push_subscriptions (id, user_id, session_id, endpoint, browser_key, secret, excerpt, user_agent,
                created_at)
            VALUES (\(subscription.id), \(user), \(session), \(target.endpoint), \(target.browserKey), \(target.secret),
                \(target.excerpt), \(subscription.userAgent), \(subscription.createdAt))
            ON CONFLICT ON CONSTRAINT push_subscriptions_endpoint_unique DO UPDATE
            SET user_id = excluded.user_id, session_id = excluded.session_id, browser_key = excluded.browser_key,
                secret = excluded.secret, excerpt = excluded.excerpt, user_agent = excluded.user_agent
            RETURNING id, excerpt, user_agent, created_at
            """)
        try await connection.execute(
            """
            DELETE FROM push_subscriptions
            WHERE id IN (
                SELECT id FROM push_subscriptions WHERE user_id = \(user) ORDER BY created_at DESC, id DESC
                OFFSET \(Self.perUserLimit))
            """)
        return kept
    }

    /// - Returns: Whether this person had such a subscription.
    func delete(_ id: ID<PushSubscription>, of user: UUID) async throws -> Bool {
        try await connection.execute("DELETE FROM push_subscriptions WHERE id = \(id) AND user_id = \(user)") > 0
    }

    /// Forgets a browser its push service no longer knows.
    func delete(_ id: ID<PushSubscription>) async throws {
        try await connection.execute("DELETE FROM push_subscriptions WHERE id = \(id)")
    }

    func isEmpty() async throws -> Bool {
        try await connection.one(
            { try $0["is_empty"] }, "SELECT NOT EXISTS (SELECT FROM push_subscriptions) AS is_empty")
    }

    /// Active people, signed in there, with the browsers they can be reached by.
    ///
    /// - Parameter users: Only these; `nil` is everybody.
    func reachable(_ users: [UUID]?, at now: Date) async throws -> [(user: User, subscription: ID<PushSubscription>)] {
        try await connection.rows(
            { row in (user: try User(row), subscription: try row["subscription_id"]) },
            """
            SELECT \(UserStore.columns), p.id AS subscription_id
            FROM push_subscriptions AS p
            JOIN users AS u ON u.id = p.user_id
            JOIN sessions AS s ON s.id = p.session_id
            WHERE u.active AND s.expires_at > \(now) AND (\(users == nil) OR u.id = ANY (\(users ?? [])))
            ORDER BY u.id, p.id
            """)
    }

    /// `nil` when the browser was signed out or gave up meanwhile.
    func target(_ id: ID<PushSubscription>, at now: Date) async throws -> Target? {
        try await connection.first(
            { row in
                Target(
                    endpoint: try row["endpoint"], browserKey: try row["browser_key"], secret: try row["secret"],
                    excerpt: try row["excerpt"])
            },
            """
            SELECT p.endpoint, p.browser_key, p.secret, p.excerpt
            FROM push_subscriptions AS p
            JOIN sessions AS s ON s.id = p.session_id
            JOIN users AS u ON u.id = p.user_id
            WHERE p.id = \(id) AND s.expires_at > \(now) AND u.active
            """)
    }
}
