import Basics
import EventLoop
import Foundation
import Postgres

/// Finds mailboxes by what mail is addressed to.
@Loop struct MailboxAddressStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The inbox mail to this address belongs to: its own address, an alias, or one of them with `+something`.
    func inbox(of address: String) async throws -> UUID? {
        let exact = address.lowercased()
        let parts = exact.split(separator: "@", maxSplits: 1)
        let base = parts.first?.split(separator: "+").first.map { "\($0)@\(parts.last ?? "")" } ?? exact
        let names = [exact, base]
        return try await connection.first(
            { try $0["id"] },
            """
            SELECT id
            FROM inboxes
            WHERE kind = 'email' AND enabled
                AND (lower(settings #>> '{mail,address}') = ANY(\(names))
                    OR EXISTS (
                        SELECT FROM jsonb_array_elements_text(
                            CASE jsonb_typeof(settings #> '{mail,aliases}')
                                WHEN 'array' THEN settings #> '{mail,aliases}' ELSE '[]'
                            END) AS alias
                        WHERE lower(alias) = ANY(\(names))))
            ORDER BY lower(settings #>> '{mail,address}') = \(exact) DESC, created_at, id
            LIMIT 1
            """)
    }
}
