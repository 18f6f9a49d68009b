import Basics
package import EventLoop
import Foundation
package import Postgres
import Web

/// Every address that leads to us: those of all mailboxes and their aliases, with and without a tag.
package struct OwnAddresses: Sendable, Equatable {
    private let addresses: Set<String>

    package init(_ addresses: some Sequence<String>) {
        self.addresses = Set(addresses.map(Self.plain))
    }

    /// Whether a mail to this address comes to us; `support+TAG@` is `support@`.
    package func contains(_ address: String) -> Bool {
        addresses.contains(Self.plain(address))
    }

    package var all: Set<String> { addresses }

    private static func plain(_ address: String) -> String {
        let lower = address.trimmingBlanks.lowercased()
        guard let at = lower.lastIndex(of: "@") else { return lower }
        return String(lower[..<at].prefix { $0 != "+" } + lower[at...])
    }
}

/// What reading mail needs to know of the mailboxes.
@Loop package struct MailboxFactsStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The addresses of all mailboxes, those switched off too: what they sent may still come back.
    package func ownAddresses() async throws -> OwnAddresses {
        let rows = try await connection.rows(
            { row in try row["address"] as String },
            """
            SELECT i.settings -> 'mail' ->> 'address' AS address
            FROM inboxes AS i
            WHERE i.kind = 'email' AND i.settings -> 'mail' ->> 'address' <> ''
            UNION
            SELECT jsonb_array_elements_text(i.settings -> 'mail' -> 'aliases')
            FROM inboxes AS i
            WHERE i.kind = 'email' AND jsonb_typeof(i.settings -> 'mail' -> 'aliases') = 'array'
            ORDER BY address
            """)
        return OwnAddresses(rows)
    }

    /// How one mailbox takes mail in.
    struct Facts: Sendable {
        let joinsSameSubject: Bool
        let offersJoiningMinutes: Int
        /// Whose `Authentication-Results` are believed (RFC 8601 section 2.5); `nil` believes nobody's.
        let authservID: String?
        let createdAt: Date

        init(_ row: Row) throws {
            joinsSameSubject = try row["joins"]
            offersJoiningMinutes = try row["offers_minutes"]
            authservID = try row["authserv_id"]
            createdAt = try row["created_at"]
        }
    }

    func facts(of inbox: UUID) async throws -> Facts {
        try await connection.one(
            Facts.init,
            """
            SELECT COALESCE(settings -> 'mail' ->> 'join_same_subject', 'false') = 'true' AS joins,
                COALESCE((settings -> 'mail' ->> 'offer_joining_minutes')::numeric::bigint,
                    \(MailSettings().offersJoiningMinutes)) AS offers_minutes,
                NULLIF(settings -> 'mail' ->> 'authserv_id', '') AS authserv_id, created_at
            FROM inboxes
            WHERE id = \(inbox)
            """)
    }
}
