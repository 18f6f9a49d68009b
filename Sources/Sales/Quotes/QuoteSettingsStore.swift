import Basics
package import EventLoop
package import Foundation
package import Postgres
import Web

/// Every SQL statement about what quotes begin with.
@Loop package struct QuoteSettingsStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    package func settings(locked: Bool = false) async throws -> QuoteSettings {
        let lock: SQL = locked ? "FOR UPDATE" : ""
        return try await connection.one(
            QuoteSettings.init,
            """
            SELECT address, prices_include_tax, valid_days, terms, inbox_id, number_prefix, logo_id, version
            FROM quote_settings
            \(lock)
            """)
    }

    /// - Throws: `Problem.invalid` when there is no such mailbox.
    func update(_ settings: QuoteSettings) async throws {
        if let inbox = settings.inboxID {
            let known = try await connection.first(
                { row in try row["id"] as UUID }, "SELECT id FROM inboxes WHERE id = \(inbox) AND kind = 'email'")
            guard known != nil else { throw Problem.invalid("/inbox_id", "names no mailbox") }
        }
        try await connection.execute(
            """
            UPDATE quote_settings
            SET address = \(settings.address), prices_include_tax = \(settings.pricesIncludeTax), valid_days = \(settings.validDays),
                terms = \(settings.terms), inbox_id = \(settings.inboxID), number_prefix = \(settings.numberPrefix),
                logo_id = \(settings.logoID), version = version + 1
            """)
    }

    /// The company; before it has a name, an unnamed one on UTC.
    package func company(at now: Date) async throws -> QuoteCompany {
        let company = try await connection.first(
            { row in
                QuoteCompany(
                    name: try row["name"], locale: try row["locale"], currency: try row["currency"],
                    today: try row["today"])
            },
            """
            SELECT name, locale, currency, ((\(now)::timestamptz AT TIME ZONE time_zone)::date)::text AS today
            FROM company_profile
            """)
        return company ?? QuoteCompany(name: "", locale: "en", currency: "CNY", today: String(now.rfc3339.prefix(10)))
    }
}
