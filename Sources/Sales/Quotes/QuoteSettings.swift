package import Basics
package import EventLoop
package import Foundation
package import Postgres
import Web

/// What stands on every quote of the company, and what new ones begin with.
package struct QuoteSettings: WireType, JSONWritable, Equatable {
    /// Of the company, with line breaks.
    package let address: String
    package let taxBasisPoints: Int
    package let pricesIncludeTax: Bool
    package let validDays: Int
    package let terms: String
    /// The mailbox quotes leave by; `nil`: the first that can send.
    package let inboxID: UUID?
    /// The letters before the numbers of quotes to come: Q in Q-2026-0001.
    package let numberPrefix: String
    /// The picture at the head of the paper.
    package let logoID: UUID?
    /// Where the picture is shown, for a day.
    package var logoURL: String?
    package let version: Int

    init(_ row: Row) throws {
        address = try row["address"]
        taxBasisPoints = try row["tax_basis_points"]
        pricesIncludeTax = try row["prices_include_tax"]
        validDays = try row["valid_days"]
        terms = try row["terms"]
        inboxID = try row["inbox_id"]
        numberPrefix = try row["number_prefix"]
        logoID = try row["logo_id"]
        version = try row["version"]
    }

    init(
        address: String, taxBasisPoints: Int, pricesIncludeTax: Bool, validDays: Int, terms: String, inboxID: UUID?,
        numberPrefix: String, logoID: UUID?, version: Int
    ) {
        self.address = address
        self.taxBasisPoints = taxBasisPoints
        self.pricesIncludeTax = pricesIncludeTax
        self.validDays = validDays
        self.terms = terms
        self.inboxID = inboxID
        self.numberPrefix = numberPrefix
        self.logoID = logoID
        self.version = version
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("address", address)
            json.field("tax_basis_points", taxBasisPoints)
            json.field("prices_include_tax", pricesIncludeTax)
            json.field("valid_days", validDays)
            json.field("terms", terms)
            json.field("inbox_id", inboxID.map { ID<QuoteSettings>($0) })
            json.field("number_prefix", numberPrefix)
            json.field("logo_id", logoID.map { ID<QuoteSettings>($0) })
            json.field("logo_url", logoURL)
            json.field("version", version)
        }
    }

    package static var example: QuoteSettings {
        var settings = QuoteSettings(
            address: "88 Longjing Road\nHangzhou", taxBasisPoints: 1300, pricesIncludeTax: true, validDays: 30,
            terms: "Payment within 14 days.", inboxID: QuoteExamples.quote, numberPrefix: "Q",
            logoID: QuoteExamples.product, version: 1)
        settings.logoURL = "/api/v1/attachments/01935800-0000-7000-8000-0000000000f3?expires=1795516800&signature=…"
        return settings
    }
}

/// The body of `PUT /quote-settings`.
package struct QuoteSettingsInput: WireType, Decodable {
    let address: String
    let taxBasisPoints: Int
    let pricesIncludeTax: Bool
    let validDays: Int
    let terms: String
    let inboxID: UUID?
    /// 1 to 10 letters; without it they stay.
    var numberPrefix: String?
    /// A PNG or JPEG picture uploaded before; without it the present one stays.
    var logoID: Patch<UUID> = .absent

    package static var example: QuoteSettingsInput {
        QuoteSettingsInput(
            address: "88 Longjing Road\nHangzhou", taxBasisPoints: 1300, pricesIncludeTax: true, validDays: 30,
            terms: "Payment within 14 days.", inboxID: QuoteExamples.quote, numberPrefix: "Q",
            logoID: .value(QuoteExamples.product))
    }

    func checked(replacing old: QuoteSettings) throws -> QuoteSettings {
        var fields = Fields()
        fields.share(taxBasisPoints, "/tax_basis_points")
        fields.check((1...365).contains(validDays), "/valid_days", "must be from 1 to 365")
        let prefix = (numberPrefix ?? old.numberPrefix).trimmingBlanks
        // Digits and dashes part the rest of a number.
        fields.check(
            (1...10).contains(prefix.unicodeScalars.count) && prefix.allSatisfy(\.isLetter), "/number_prefix",
            "must be 1 to 10 letters, such as Q or QT")
        let settings = QuoteSettings(
            address: fields.text(address, "/address", max: 500, required: false), taxBasisPoints: taxBasisPoints,
            pricesIncludeTax: pricesIncludeTax, validDays: validDays,
            terms: fields.text(terms, "/terms", max: 4_000, required: false), inboxID: inboxID, numberPrefix: prefix,
            logoID: logoID.applied(to: old.logoID), version: 1)
        try fields.throwIfAny()
        return settings
    }
}

/// The company as a quote names it, and its calendar.
package struct QuoteCompany: Sendable {
    package let name: String
    package let locale: String
    package let currency: String
    /// `YYYY-MM-DD` in the company's time zone.
    package let today: String
    package var year: Int { Int(today.prefix(4)) ?? 0 }
}

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
            SELECT address, tax_basis_points, prices_include_tax, valid_days, terms, inbox_id, number_prefix, logo_id,
                version
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
            SET address = \(settings.address), tax_basis_points = \(settings.taxBasisPoints),
                prices_include_tax = \(settings.pricesIncludeTax), valid_days = \(settings.validDays),
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

    /// The mailbox quotes leave by: the chosen one, else the oldest that can send.
    func mailbox(_ chosen: UUID?) async throws -> UUID? {
        try await connection.first(
            { row in try row["id"] as UUID },
            """
            SELECT id
            FROM inboxes
            WHERE kind = 'email' AND enabled AND COALESCE(settings #>> '{mail,address}', '') <> ''
            ORDER BY id = \(chosen) DESC NULLS LAST, created_at, id
            LIMIT 1
            """)
    }
}
