package import Basics
package import EventLoop
package import Foundation
package import Postgres

/// Every SQL statement about visitors.
@Loop package struct VisitorStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        v.id, v.inbox_id, v.customer_id, v.verified, v.name, v.email, v.phone, v.locale
        """

    /// Tokens nobody used for this long are no longer good.
    static let forgottenSeconds = 180.0 * 86_400

    package func visitor(_ id: ID<Visitor>) async throws -> Visitor? {
        try await connection.first(Visitor.init, "SELECT \(Self.columns) FROM visitors v WHERE v.id = \(id)")
    }

    /// Whose token this is, while its inbox is in use.
    func visitor(tokenHash: [UInt8], now: Date) async throws -> Visitor? {
        try await connection.first(
            Visitor.init,
            """
            SELECT \(Self.columns)
            FROM visitors v JOIN inboxes i ON i.id = v.inbox_id AND i.enabled
            WHERE v.token_hash = \(tokenHash) AND v.last_seen_at > \(now.addingTimeInterval(-Self.forgottenSeconds))
            """)
    }

    /// The same, locked until the caller's transaction ends.
    func lockedVisitor(tokenHash: [UInt8], inboxID: ID<Inbox>, now: Date) async throws -> Visitor? {
        try await connection.first(
            Visitor.init,
            """
            SELECT \(Self.columns)
            FROM visitors v
            WHERE v.token_hash = \(tokenHash) AND v.inbox_id = \(inboxID)
              AND v.last_seen_at > \(now.addingTimeInterval(-Self.forgottenSeconds))
            FOR UPDATE OF v
            """)
    }

    /// What a page tells when the widget opens.
    struct Arrival: Sendable {
        let locale: String
        let pageURL: String
        let userAgent: String
    }

    func insert(
        _ id: ID<Visitor>, inboxID: ID<Inbox>, tokenHash: [UInt8], customerID: UUID?, name: String, _ arrival: Arrival,
        at now: Date
    ) async throws {
        try await connection.execute(
            """
            INSERT INTO visitors
                (id, inbox_id, token_hash, customer_id, verified, name, locale, page_url, user_agent, created_at, last_seen_at)
            VALUES
                (\(id), \(inboxID), \(tokenHash), \(customerID), \(customerID != nil), \(name), \(arrival.locale),
                 \(arrival.pageURL), \(arrival.userAgent), \(now), \(now))
            """)
    }

    func seen(_ id: ID<Visitor>, _ arrival: Arrival, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE visitors
            SET locale = \(arrival.locale), page_url = \(arrival.pageURL), user_agent = \(arrival.userAgent),
                last_seen_at = \(now)
            WHERE id = \(id)
            """)
    }

    /// Ties the visitor to the customer the shop vouched for.
    ///
    /// The token changes with it, so that nobody who saw the anonymous one reads on (session fixation).
    func identify(
        _ id: ID<Visitor>, as customerID: UUID, name: String?, tokenHash: [UInt8], at now: Date
    ) async throws {
        try await connection.execute(
            """
            UPDATE visitors
            SET customer_id = \(customerID), verified = true, token_hash = \(tokenHash),
                name = COALESCE(\(name)::text, name), last_seen_at = \(now)
            WHERE id = \(id)
            """)
    }

    /// Ties a visitor nobody vouched for to the customer their first message made.
    package func bind(_ id: ID<Visitor>, to customerID: UUID) async throws {
        try await connection.execute(
            "UPDATE visitors SET customer_id = \(customerID) WHERE id = \(id) AND customer_id IS NULL")
    }

    /// Keeps what the visitor typed; `nil` leaves a detail.
    func setDetails(_ id: ID<Visitor>, name: String?, email: String?, phone: String?, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE visitors
            SET name = COALESCE(\(name)::text, name), email = COALESCE(\(email)::text, email),
                phone = COALESCE(\(phone)::text, phone), last_seen_at = \(now)
            WHERE id = \(id)
            """)
    }
}
