import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about conversations that live in other programs.
///
/// Each is a row of `visitors`, so that a first message sent twice waits for itself as in the widget.
@Loop struct ConversationStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// A conversation and whose it is, as far as that is known.
    struct Conversation: Sendable {
        let visitorID: UUID
        let customerID: UUID?
    }

    /// Lets nobody else find or make the customer of this person until the caller's transaction ends.
    func lock(_ message: ProgramMessage, of inbox: ID<Inbox>) async throws {
        let name = message.sender.id.map { "contact:\($0)" } ?? "conversation:\(message.conversation)"
        // On the account before the person: two inboxes may bring the same account at the same moment.
        if let handle = message.handle {
            try await connection.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(\("account:\(message.platform):\(handle)"), 117))")
        }
        try await connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(\("\(inbox):\(name)"), 117))")
    }

    /// The conversation, made when its first message comes; its row is locked by that.
    ///
    /// - Parameter tokenHash: Of no token: nobody opens it by the widget.
    func open(
        _ message: ProgramMessage, of inbox: ID<Inbox>, id: ID<Visitor>, tokenHash: [UInt8], at now: Date
    ) async throws -> Conversation {
        try await connection.one(
            { row in Conversation(visitorID: try row["id"], customerID: try row["customer_id"]) },
            """
            INSERT INTO visitors AS v (id, inbox_id, token_hash, conversation, contact, platform, name, email, phone,
                locale, created_at, last_seen_at)
            VALUES (\(id), \(inbox), \(tokenHash), \(message.conversation), \(message.sender.id), \(message.platform),
                \(message.sender.name ?? ""), \(message.sender.email), \(message.sender.phone), \(message.locale),
                \(now), \(now))
            ON CONFLICT (inbox_id, conversation) WHERE conversation IS NOT NULL
            DO UPDATE SET contact = COALESCE(EXCLUDED.contact, v.contact), platform = EXCLUDED.platform,
                last_seen_at = EXCLUDED.last_seen_at
            RETURNING v.id, v.customer_id
            """)
    }

    /// The customer this person was in an earlier conversation of the inbox.
    func customer(ofContact contact: String, inbox: ID<Inbox>) async throws -> UUID? {
        try await connection.first(
            { row in try row["customer_id"] as UUID },
            """
            SELECT customer_id
            FROM visitors
            WHERE inbox_id = \(inbox) AND contact = \(contact) AND customer_id IS NOT NULL
            ORDER BY last_seen_at DESC, id DESC
            LIMIT 1
            """)
    }

    func bind(_ visitor: UUID, to customer: UUID) async throws {
        try await connection.execute("UPDATE visitors SET customer_id = \(customer) WHERE id = \(visitor)")
    }
}
