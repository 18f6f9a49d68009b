import Basics
import Channels
package import EventLoop
import Foundation
package import Postgres
import Web

/// Every SQL statement about who got a campaign's mail.
@Loop package struct CampaignSendStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// One whose turn it is, and whether one still may.
    package struct Person: Sendable {
        let customerID: UUID
        let name: String
        let company: String
        let locale: String?
        let address: String
        let variant: CampaignContent.Variant
        let refusal: String?

        init(_ row: Row) throws {
            customerID = try row["customer_id"]
            name = try row["name"]
            company = try row["company"] ?? ""
            locale = try row["locale"]
            address = try row["address"] ?? ""
            variant = (try row["is_second"] as Bool) ? .b : .a
            refusal = try row["refusal"]
        }

        var values: [String: String] { ["name": name, "company": company, "email": address] }
    }

    /// What went to the outbox lately, and what waits there.
    func pace(_ id: ID<Campaign>, since: Date) async throws -> (recent: Int, waiting: Int) {
        try await connection.one(
            { row in (recent: try row["recent"], waiting: try row["waiting"]) },
            """
            SELECT
                (SELECT count(*) FROM campaign_sends WHERE campaign_id = \(id) AND queued_at > \(since)) AS recent,
                (SELECT count(*) FROM outbound_mails AS m
                 WHERE m.conversation_id = \(id) AND m.purpose = 'campaign' AND m.state IN ('queued', 'retry', 'sending'))
                    AS waiting
            """)
    }

    /// The next whose turn it is.
    ///
    /// - Parameter inHalves: Whether a second text is tried: halves by a hash, so the same whenever it is asked.
    func next(_ id: ID<Campaign>, inHalves: Bool, limit: Int) async throws -> [Person] {
        try await connection.rows(
            Person.init,
            """
            SELECT b.customer_id, c.name, c.locale, b.address,
                (SELECT o.name FROM companies AS o WHERE o.id = c.company_id) AS company,
                \(inHalves) AND get_byte(decode(md5(\(id.description)::text || b.customer_id::text), 'hex'), 0) % 2 = 1 AS is_second,
                \(CampaignAudience.refusal) AS refusal
            FROM (
                SELECT customer_id, address FROM campaign_members
                WHERE campaign_id = \(id) AND decision = 'waiting'
                ORDER BY customer_id LIMIT \(limit)
            ) AS b
            JOIN customers AS c ON c.id = b.customer_id
            LEFT JOIN customer_consents AS m ON m.customer_id = c.id AND m.purpose = 'email_marketing'
            LEFT JOIN LATERAL (SELECT b.address) AS e ON true
            ORDER BY b.customer_id
            """)
    }

    /// Those who said no between the start and their turn.
    func refuse(_ people: [Person], of id: ID<Campaign>) async throws {
        guard !people.isEmpty else { return }
        try await connection.execute(
            """
            UPDATE campaign_members AS b SET decision = i.decision
            FROM unnest(\(people.map(\.customerID))::uuid[], \(people.map { $0.refusal ?? "" })::text[])
                AS i (customer_id, decision)
            WHERE b.campaign_id = \(id) AND b.customer_id = i.customer_id
            """)
    }

    /// Writes the ledger; whoever is in it already stops the whole transaction, and with it the second mail.
    func keep(_ made: [CampaignPress.Made], of campaign: Campaign, at now: Date) async throws {
        guard !made.isEmpty else { return }
        let people = made.map(\.person.customerID)
        try await connection.execute(
            """
            INSERT INTO campaign_sends (id, campaign_id, customer_id, address, variant, locale, subject, token, mail_id,
                queued_at)
            SELECT i.mail_id, \(campaign.id), i.customer_id, lower(i.address), i.variant, i.locale, i.subject, i.token,
                i.mail_id, \(now)
            FROM unnest(\(people)::uuid[], \(made.map(\.person.address))::text[], \(made.map(\.variant.rawValue))::text[],
                \(made.map(\.locale))::text[], \(made.map(\.mail.subject))::text[], \(made.map(\.token))::text[],
                \(made.map(\.mail.messageID))::uuid[])
                AS i (customer_id, address, variant, locale, subject, token, mail_id)
            """)
        try await connection.execute(
            """
            UPDATE campaign_members SET decision = 'handed_over'
            WHERE campaign_id = \(campaign.id) AND customer_id = ANY(\(people)::uuid[])
            """)
        try await connection.execute(
            """
            INSERT INTO timeline_entries (id, customer_id, at, kind, title, detail)
            SELECT gen_random_uuid(), i.customer_id, \(now), 'campaign.sent', \(campaign.name), i.subject
            FROM unnest(\(people)::uuid[], \(made.map(\.mail.subject))::text[]) AS i (customer_id, subject)
            """)
    }

    /// What a customer's mail would be filled with.
    func values(of customer: UUID) async throws -> [String: String]? {
        try await connection.first(
            { row in
                [
                    "name": try row["name"] as String, "company": try row["company"] as String? ?? "",
                    "email": try row["address"] as String? ?? "",
                ]
            },
            """
            SELECT c.name, (SELECT o.name FROM companies AS o WHERE o.id = c.company_id) AS company,
                (SELECT a.address FROM customer_emails AS a WHERE a.customer_id = c.id AND NOT a.released
                 ORDER BY a.is_primary DESC, a.position, a.address LIMIT 1) AS address
            FROM customers AS c WHERE c.id = \(customer) AND c.deleted_at IS NULL
            """)
    }

    // MARK: By the link in the mail

    /// The send a token names.
    struct Traced: Sendable {
        let id: UUID
        let campaignID: UUID
        let customerID: UUID
        let campaignName: String
        let address: String
        let settledAt: Date?
        let optedOutAt: Date?
        let linkCount: Int

        init(_ row: Row) throws {
            id = try row["id"]
            campaignID = try row["campaign_id"]
            customerID = try row["customer_id"]
            campaignName = try row["name"]
            address = try row["address"]
            settledAt = try row["settled_at"]
            optedOutAt = try row["opted_out_at"]
            linkCount = try row["link_count"]
        }
    }

    func traced(token: String) async throws -> Traced? {
        try await connection.first(
            Traced.init,
            """
            SELECT s.id, s.campaign_id, s.customer_id, k.name, s.address, s.opted_out_at, m.settled_at,
                (SELECT count(*) FROM campaign_links AS l WHERE l.campaign_id = s.campaign_id) AS link_count
            FROM campaign_sends AS s
            JOIN campaigns AS k ON k.id = s.campaign_id
            JOIN outbound_mails AS m ON m.id = s.mail_id
            WHERE s.token = \(token)
            """)
    }

    func url(_ place: Int, of campaign: UUID) async throws -> String? {
        try await connection.first(
            { row in try row["url"] },
            "SELECT url FROM campaign_links WHERE campaign_id = \(campaign) AND place = \(place)")
    }

    /// Notes an opening or a click.
    ///
    /// Of one who follows every link within two seconds, all of them are a machine's.
    func note(_ kind: String, place: Int?, machine: String?, of send: Traced, at now: Date) async throws {
        try await connection.execute("SELECT FROM campaign_sends WHERE id = \(send.id) FOR UPDATE")
        try await connection.execute(
            """
            INSERT INTO campaign_events (send_id, at, kind, place, machine)
            VALUES (\(send.id), \(now), \(kind), \(place), \(machine))
            """)
        if kind == "click", send.linkCount > 1 {
            let since = now.addingTimeInterval(-2)
            try await connection.execute(
                """
                UPDATE campaign_events SET machine = 'all_links'
                WHERE send_id = \(send.id) AND kind = 'click' AND at >= \(since) AND machine IS NULL
                    AND (SELECT count(DISTINCT place) FROM campaign_events
                         WHERE send_id = \(send.id) AND kind = 'click' AND at >= \(since) AND machine IS NULL) >= \(send.linkCount)
                """)
        }
        try await connection.execute(
            """
            UPDATE campaign_sends AS s
            SET opened_at = e.opened_at, clicked_at = e.clicked_at
            FROM (
                SELECT min(at) AS opened_at, min(at) FILTER (WHERE kind = 'click') AS clicked_at
                FROM campaign_events WHERE send_id = \(send.id) AND machine IS NULL
            ) AS e
            WHERE s.id = \(send.id)
            """)
    }

    /// Takes back an opting out by the mail's own link: only what that link ended, not what was said otherwise.
    ///
    /// - Returns: Whether there was anything to take back.
    func withdrawOptOut(_ send: Traced, at now: Date) async throws -> Bool {
        let changed = try await connection.execute(
            """
            UPDATE customer_consents SET granted = true, source = 'unsubscribe_withdrawn', at = \(now)
            WHERE customer_id = \(send.customerID) AND purpose = 'email_marketing' AND NOT granted
                AND source = 'unsubscribe'
            """)
        guard changed > 0 else { return false }
        try await connection.execute("DELETE FROM marketing_optouts WHERE address = \(send.address)")
        try await connection.execute("UPDATE campaign_sends SET opted_out_at = NULL WHERE id = \(send.id)")
        return true
    }

    /// Ends all marketing to the one the mail went to, also what waits in the outbox.
    func optOut(_ send: Traced, at now: Date) async throws {
        try await connection.execute(
            "UPDATE campaign_sends SET opted_out_at = COALESCE(opted_out_at, \(now)) WHERE id = \(send.id)")
        try await connection.execute(
            """
            INSERT INTO marketing_optouts (address, at, campaign_id) VALUES (\(send.address), \(now), \(send.campaignID))
            ON CONFLICT (address) DO UPDATE SET at = EXCLUDED.at
            """)
        try await connection.execute(
            """
            INSERT INTO customer_consents (customer_id, purpose, granted, source, at)
            VALUES (\(send.customerID), 'email_marketing', false, 'unsubscribe', \(now))
            ON CONFLICT (customer_id, purpose) DO UPDATE SET granted = false, source = 'unsubscribe', at = EXCLUDED.at
            """)
        try await connection.execute(
            """
            UPDATE outbound_mails
            SET state = 'failed', next_at = NULL, settled_at = \(now), last_text = 'The recipient opted out.'
            WHERE id IN (SELECT mail_id FROM campaign_sends WHERE address = \(send.address))
                AND state IN ('queued', 'retry')
            """)
    }
}
