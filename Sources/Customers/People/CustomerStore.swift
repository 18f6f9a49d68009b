package import Basics
package import EventLoop
package import Foundation
package import Postgres

/// Every SQL statement that reads or changes one customer.
@Loop package struct CustomerStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The customer; `nil` when there is none or they were deleted.
    ///
    /// The id of a merged record gives the kept one.
    package func customer(_ id: ID<Customer>) async throws -> Customer? {
        try await connection.first(
            Customer.init,
            """
            SELECT \(Customer.columns)
            FROM \(Customer.source)
            WHERE c.id = kept_customer(\(id)) AND c.deleted_at IS NULL
            """)
    }

    /// The same, locked until the caller's transaction ends.
    package func lockedCustomer(_ id: ID<Customer>) async throws -> Customer? {
        guard try await exists(id, locked: true) else { return nil }
        return try await customer(id)
    }

    /// Whether there is such a customer who was not deleted.
    package func exists(_ id: ID<Customer>, locked: Bool = false) async throws -> Bool {
        try await kept(id, locked: locked) != nil
    }

    /// The record an id leads to, its own or the one it was merged into; `nil` when that was deleted.
    package func kept(_ id: ID<Customer>, locked: Bool = false) async throws -> ID<Customer>? {
        let lock: SQL = locked ? " FOR UPDATE" : ""
        return try await connection.first(
            { try $0["id"] },
            "SELECT id FROM customers WHERE id = kept_customer(\(id)) AND deleted_at IS NULL\(lock)")
    }

    /// Who has this address, however it is capitalised.
    package func find(email: String) async throws -> ID<Customer>? {
        try await connection.first(
            { try $0["customer_id"] },
            "SELECT customer_id FROM customer_emails WHERE lower(address) = lower(\(email)) AND NOT released")
    }

    /// Whom the shop's signed identity calls this, also when that record was merged into another.
    package func find(externalID: String) async throws -> ID<Customer>? {
        try await connection.first(
            { try $0["id"] },
            """
            SELECT kept.id
            FROM customers c
            JOIN customers kept ON kept.id = kept_customer(c.id) AND kept.deleted_at IS NULL
            WHERE c.external_id = \(externalID) AND (c.deleted_at IS NULL OR c.merged_into_id IS NOT NULL)
            ORDER BY c.merged_into_id IS NOT NULL, c.id
            LIMIT 1
            """)
    }

    /// What lists show of a customer.
    package struct Summary: Sendable {
        package let id: ID<Customer>
        package let name: String
        package let email: String?
        package let vip: Bool

        init(_ row: Row) throws {
            id = try row["id"]
            name = try row["name"]
            email = try row["email"]
            vip = try row["vip"]
        }
    }

    /// These customers in short, deleted ones included, because their tickets stay; unknown ids are left out.
    package func summaries(_ ids: [ID<Customer>]) async throws -> [ID<Customer>: Summary] {
        let rows = try await connection.rows(
            Summary.init,
            """
            SELECT c.id, c.name, c.vip,
                   (SELECT e.address FROM customer_emails e WHERE e.customer_id = c.id
                    ORDER BY e.is_primary DESC, e.position, e.address LIMIT 1) AS email
            FROM customers c
            WHERE c.id = ANY(\(ids))
            ORDER BY c.id
            """)
        return Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Makes a customer and returns the id; the caller writes the audit log.
    ///
    /// - Throws: `Problem` of kind `email-taken`; `Problem.invalid` when company or owner do not exist.
    @discardableResult
    package func create(
        _ details: CustomerDetails, externalID: String? = nil, at now: Date, random: Randomness = .system
    ) async throws -> ID<Customer> {
        let id = ID<Customer>.make(at: now, random: random)
        try await naming(details) {
            try await connection.execute(
                """
                INSERT INTO customers
                    (id, name, company_id, locale, time_zone, country, city, vip, owner_id, tags, handles, custom_fields,
                     external_id, created_at, updated_at)
                VALUES
                    (\(id), \(details.name), \(details.companyID), \(details.locale), \(details.timeZone),
                     \(details.country), \(details.city), \(details.vip), \(details.ownerID), \(details.tags),
                     \(Self.handles(details)), \(JSONValue.object(details.customFields)),
                     \(externalID), \(now), \(now))
                """)
        }
        try await replaceEmails(of: id, with: details.emails)
        try await replacePhones(of: id, with: details.phones)
        try await writeConsent(of: id, details, at: now)
        try await TimelineStore(connection, random: random).add(
            customerID: id, at: now, kind: "customer.created", title: details.name)
        return id
    }

    /// Stores what differs between `old` and `details`; the version grows by one.
    ///
    /// - Throws: as `create`.
    package func update(
        _ id: ID<Customer>, from old: CustomerDetails, to details: CustomerDetails, at now: Date
    ) async throws {
        try await naming(details) {
            try await connection.execute(
                """
                UPDATE customers
                SET name = \(details.name), company_id = \(details.companyID), locale = \(details.locale),
                    time_zone = \(details.timeZone), country = \(details.country), city = \(details.city),
                    vip = \(details.vip), owner_id = \(details.ownerID), tags = \(details.tags),
                    handles = \(Self.handles(details)), custom_fields = \(JSONValue.object(details.customFields)),
                    updated_at = \(now), version = version + 1
                WHERE id = \(id)
                """)
        }
        if old.emails != details.emails { try await replaceEmails(of: id, with: details.emails) }
        if old.phones != details.phones { try await replacePhones(of: id, with: details.phones) }
        try await writeConsent(of: id, details, at: now)
    }

    /// Adds an address unless somebody else has it; the first one becomes the primary.
    ///
    /// - Returns: False when the address is another customer's.
    @discardableResult
    package func addEmail(_ address: String, verified: Bool, to id: ID<Customer>, at now: Date) async throws -> Bool {
        try await connection.execute(
            """
            INSERT INTO customer_emails (customer_id, address, is_primary, verified, position, created_at)
            SELECT \(id), \(address), count(*) = 0, \(verified), COALESCE(max(position) + 1, 0), \(now)
            FROM customer_emails
            WHERE customer_id = \(id)
            ON CONFLICT DO NOTHING
            """)
        guard try await find(email: address) == id else { return false }
        try await connection.execute(
            """
            UPDATE customer_emails SET verified = true
            WHERE customer_id = \(id) AND lower(address) = lower(\(address)) AND \(verified) AND NOT verified
            """)
        return true
    }

    /// Adds a number; the first one becomes the primary.
    package func addPhone(_ phone: PhoneNumber, to id: ID<Customer>, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO customer_phones (customer_id, number, digits, is_primary, position, created_at)
            SELECT \(id), \(phone.number), \(phone.digits), count(*) = 0, COALESCE(max(position) + 1, 0), \(now)
            FROM customer_phones
            WHERE customer_id = \(id)
            ON CONFLICT DO NOTHING
            """)
    }

    /// Gives a customer nobody has named yet a name.
    package func nameIfUnknown(_ id: ID<Customer>, _ name: String, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE customers SET name = \(name), updated_at = \(now), version = version + 1
            WHERE id = \(id) AND name = '' AND \(name) <> ''
            """)
    }

    /// Notes when the customer was last heard of.
    package func seen(_ id: ID<Customer>, at now: Date) async throws {
        try await connection.execute(
            "UPDATE customers SET last_seen_at = GREATEST(last_seen_at, \(now)) WHERE id = \(id)")
    }

    /// Ties the customer to the shop's name for them.
    ///
    /// - Returns: False when they have another one already.
    package func setExternalID(_ externalID: String, of id: ID<Customer>) async throws -> Bool {
        try await connection.execute(
            """
            UPDATE customers SET external_id = \(externalID), version = version + 1
            WHERE id = \(id) AND external_id IS NULL AND deleted_at IS NULL
            """) == 1
    }

    /// Hides the customer everywhere.
    ///
    /// What is known stays until it is erased; addresses become free.
    package func delete(_ id: ID<Customer>, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE customers SET deleted_at = \(now), updated_at = \(now), version = version + 1
            WHERE id = \(id) AND deleted_at IS NULL
            """)
        try await connection.execute("UPDATE customer_emails SET released = true WHERE customer_id = \(id)")
    }

    private func replaceEmails(of id: ID<Customer>, with emails: [Customer.Email]) async throws {
        try await connection.execute("DELETE FROM customer_emails WHERE customer_id = \(id)")
        guard !emails.isEmpty else { return }
        let stored = try await connection.execute(
            """
            INSERT INTO customer_emails (customer_id, address, is_primary, verified, position)
            SELECT \(id)::uuid, address, is_primary, verified, place
            FROM unnest(\(emails.map(\.address))::text[], \(emails.map(\.primary))::boolean[],
                        \(emails.map(\.verified))::boolean[])
                 WITH ORDINALITY AS sent (address, is_primary, verified, place)
            ON CONFLICT DO NOTHING
            """)
        if stored < emails.count { throw try await emailTaken(emails.map(\.address), notBy: id) }
    }

    private func replacePhones(of id: ID<Customer>, with phones: [Customer.Phone]) async throws {
        try await connection.execute("DELETE FROM customer_phones WHERE customer_id = \(id)")
        let numbers = phones.compactMap { phone in PhoneNumber(phone.number).map { ($0, phone.primary) } }
        guard !numbers.isEmpty else { return }
        try await connection.execute(
            """
            INSERT INTO customer_phones (customer_id, number, digits, is_primary, position)
            SELECT \(id)::uuid, number, digits, is_primary, place
            FROM unnest(\(numbers.map(\.0.number))::text[], \(numbers.map(\.0.digits))::text[],
                        \(numbers.map(\.1))::boolean[])
                 WITH ORDINALITY AS sent (number, digits, is_primary, place)
            ON CONFLICT DO NOTHING
            """)
    }

    private func writeConsent(of id: ID<Customer>, _ details: CustomerDetails, at now: Date) async throws {
        for (purpose, consent) in details.consents.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try await connection.execute(
                """
                INSERT INTO customer_consents (customer_id, purpose, granted, source, at)
                VALUES (\(id), \(purpose), \(consent.granted), \(consent.source), \(now))
                ON CONFLICT (customer_id, purpose) DO UPDATE
                SET granted = EXCLUDED.granted, source = EXCLUDED.source, at = EXCLUDED.at
                """)
        }
    }

    /// Every answer they gave, newest first.
    func consentChanges(of id: ID<Customer>) async throws -> [ConsentChange] {
        try await connection.rows(
            ConsentChange.init,
            """
            SELECT id, purpose, granted, source, at
            FROM customer_consent_changes
            WHERE customer_id = \(id)
            ORDER BY at DESC, id DESC
            LIMIT 200
            """)
    }

    private static func handles(_ details: CustomerDetails) -> JSONValue {
        .object(details.handles.mapValues(JSONValue.string))
    }

    private func naming(_ details: CustomerDetails, _ run: () async throws -> Void) async throws {
        do {
            try await run()
        } catch let error as DatabaseError where error.sqlState == "23503" {
            throw Problem.invalid(
                error.constraint?.contains("owner") == true ? "/owner_id" : "/company_id", "names nobody known here")
        }
    }
}
