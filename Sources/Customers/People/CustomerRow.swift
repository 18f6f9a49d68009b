import Basics
import Foundation
package import Postgres

extension Customer {
    /// Everything the API shows, for `FROM customers c`.
    ///
    /// The primary address and number come first.
    package static let columns: SQL = """
        c.id, c.name, c.locale, c.time_zone, c.country, c.city, c.vip, c.tags, c.handles, c.custom_fields,
        c.last_seen_at, c.created_at, c.updated_at, c.version,
        c.company_id, (SELECT o.name FROM companies o WHERE o.id = c.company_id) AS company_name,
        c.owner_id, (SELECT u.name FROM users u WHERE u.id = c.owner_id) AS owner_name,
        ARRAY(SELECT e.address FROM customer_emails e WHERE e.customer_id = c.id
              ORDER BY e.is_primary DESC, e.position, e.address) AS email_addresses,
        ARRAY(SELECT e.verified FROM customer_emails e WHERE e.customer_id = c.id
              ORDER BY e.is_primary DESC, e.position, e.address) AS email_verified,
        ARRAY(SELECT p.number FROM customer_phones p WHERE p.customer_id = c.id
              ORDER BY p.is_primary DESC, p.position, p.digits) AS phone_numbers,
        COALESCE((
            SELECT jsonb_agg(jsonb_build_object(
                'purpose', m.purpose, 'granted', m.granted, 'source', m.source,
                'at', to_char(m.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
            FROM customer_consents m WHERE m.customer_id = c.id), '[]') AS consents,
        (SELECT count(*) FROM customer_notes n WHERE n.customer_id = c.id) AS notes_count,
        (SELECT count(*) FROM tickets t WHERE t.customer_id = c.id
            AND t.status IN ('open', 'waiting', 'snoozed')) AS open_ticket_count,
        (SELECT count(*) FROM tickets t WHERE t.customer_id = c.id) AS ticket_count
        """

    /// What `columns` reads from.
    package static let source: SQL = "customers c"

    package init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        kind = "person"
        company = try Named(id: row["company_id"], name: row["company_name"])
        owner = try Named(id: row["owner_id"], name: row["owner_name"])
        let addresses: [String] = try row["email_addresses"]
        let verified: [Bool] = try row["email_verified"]
        emails = zip(addresses, verified).enumerated().map { place, email in
            Email(address: email.0, primary: place == 0, verified: email.1)
        }
        let numbers: [String] = try row["phone_numbers"]
        phones = numbers.enumerated().map { Phone(number: $0.element, primary: $0.offset == 0) }
        handles = try row["handles"]
        locale = try row["locale"]
        timeZone = try row["time_zone"]
        country = try row["country"]
        city = try row["city"]
        vip = try row["vip"]
        tags = try row["tags"]
        customFields = try row["custom_fields"]
        consent = Consents(try row["consents"])
        notesCount = try row["notes_count"]
        openTicketCount = try row["open_ticket_count"]
        ticketCount = try row["ticket_count"]
        lastSeenAt = try row["last_seen_at"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
        version = try row["version"]
    }
}
