import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Reads the past of customers: the present with every change since, newest first, undone.
@Loop struct CustomerPastStore {
    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// - Returns: `nil` without such a customer.
    func past(of id: ID<Customer>, at: Date) async throws -> CustomerPast? {
        guard let customer = try await CustomerStore(connection).customer(id) else { return nil }
        var details = CustomerDetails(customer)
        for changes in try await changes(of: id, since: at) {
            guard case .object(let fields) = changes else { continue }
            for (field, values) in fields { details.undo(field, values["from"] ?? .null) }
        }
        let around = try await surroundings(of: id, at: at)
        return CustomerPast(
            at: at, existed: customer.createdAt <= at, name: details.name,
            company: try await name("companies", details.companyID), owner: try await name("users", details.ownerID),
            emails: details.emails.map(\.address), phones: details.phones.map(\.number), country: details.country,
            city: details.city, vip: details.vip, tags: details.tags, customFields: .object(details.customFields),
            consent: Consents(around.consents), openTicketCount: around.open, ticketCount: around.tickets,
            orderCount: around.orders, churnBand: around.band)
    }

    private func changes(of id: ID<Customer>, since: Date) async throws -> [JSONValue] {
        try await connection.rows(
            { try $0["changes"] },
            """
            SELECT changes FROM audit_entries
            WHERE subject_id = \(id) AND subject_kind = 'customer' AND at > \(since)
              AND action IN ('customer.changed', 'customer.merged')
            ORDER BY at DESC, number DESC
            """)
    }

    private func name(_ table: SQL, _ id: UUID?) async throws -> String? {
        guard let id else { return nil }
        return try await connection.first({ try $0["name"] }, "SELECT name FROM \(table) WHERE id = \(id)")
    }

    private struct Around {
        let consents: JSONValue
        let tickets: Int
        let open: Int
        let orders: Int
        let band: String?

        init(_ row: Row) throws {
            consents = try row["consents"]
            tickets = try row["tickets"]
            open = try row["open"]
            orders = try row["orders"]
            band = try row["band"]
        }
    }

    private func surroundings(of id: ID<Customer>, at: Date) async throws -> Around {
        try await connection.one(
            Around.init,
            """
            SELECT
                COALESCE((
                    SELECT jsonb_agg(jsonb_build_object(
                        'purpose', k.purpose, 'granted', k.granted, 'source', k.source,
                        'at', to_char(k.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
                    FROM (
                        SELECT DISTINCT ON (purpose) * FROM customer_consent_changes
                        WHERE customer_id = \(id) AND at <= \(at) ORDER BY purpose, at DESC, id DESC
                    ) AS k), '[]') AS consents,
                (SELECT count(*) FROM tickets AS t WHERE t.customer_id = \(id) AND t.created_at <= \(at)) AS tickets,
                (SELECT count(*) FROM tickets AS t
                 WHERE t.customer_id = \(id) AND t.created_at <= \(at)
                   AND COALESCE((
                       SELECT s.to_status FROM ticket_status_changes AS s WHERE s.ticket_id = t.id AND s.at <= \(at)
                       ORDER BY s.at DESC, s.id DESC LIMIT 1), 'open') IN ('open', 'waiting', 'snoozed')) AS open,
                (SELECT count(*) FROM orders AS o
                 WHERE o.customer_id = \(id) AND o.placed_at <= \(at) AND o.status <> 'cancelled') AS orders,
                (SELECT p.band FROM predictions AS p
                 WHERE p.kind = 'churn' AND p.subject_id = \(id) AND p.as_of <= \(at)
                 ORDER BY p.as_of DESC, p.id DESC LIMIT 1) AS band
            """)
    }
}

extension CustomerDetails {
    /// Puts back what a field was before a change the audit log tells of.
    fileprivate mutating func undo(_ field: String, _ value: JSONValue) {
        let texts = (value.array ?? []).compactMap(\.string)
        switch field {
        case "emails": emails = texts.map { Customer.Email(address: $0, primary: $0 == texts[0], verified: false) }
        case "phones": phones = texts.map { Customer.Phone(number: $0, primary: $0 == texts[0]) }
        case _ where field.hasPrefix("custom_fields."):
            let key = String(field.dropFirst("custom_fields.".count))
            customFields[key] = value == .null ? nil : value
        default: restore(field, value)
        }
    }
}
