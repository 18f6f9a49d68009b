package import Basics
package import EventLoop
package import Foundation
package import Postgres
import Web

/// Whom of a segment a campaign writes to, and why not the others.
@Loop package struct CampaignAudience {
    private let connection: Connection
    private let now: Date

    package init(_ connection: Connection, now: Date) {
        self.connection = connection
        self.now = now
    }

    /// Why nobody may write to a customer, whatever was chosen.
    ///
    /// NULL when one may. Reads the customer `c`, the address `e` and the consent `m`.
    static let refusal: SQL = """
        CASE
            WHEN e.address IS NULL OR c.deleted_at IS NOT NULL THEN 'no_address'
            WHEN EXISTS (SELECT FROM suppressed_addresses AS s WHERE s.address = lower(e.address)) THEN 'suppressed'
            WHEN EXISTS (
                SELECT FROM marketing_optouts AS o
                WHERE o.address = lower(e.address) AND NOT COALESCE(m.granted AND m.at > o.at, false)) THEN 'opted_out'
            WHEN NOT COALESCE(m.granted, false) THEN 'no_consent'
        END
        """

    /// Of a ticket `t`: whether its matter is still open, put off or not.
    private static let unsolved: SQL = "t.status IN ('open', 'waiting', 'snoozed')"

    /// One row per member: `customer_id`, `name`, `address`, `decision`.
    private func judged(_ campaign: Campaign) async throws -> SQL {
        let needed = campaign.content.needed
        let members = try await SegmentStore(connection).members(of: campaign.segmentID, now: now)
        return """
            SELECT c.id AS customer_id, c.name, e.address,
                COALESCE(\(Self.refusal), CASE
                    WHEN row_number() OVER (PARTITION BY lower(e.address) ORDER BY c.id) > 1 THEN 'same_address'
                    WHEN NOT \(campaign.toComplaining) AND EXISTS (
                        SELECT FROM tickets AS t WHERE t.customer_id = c.id AND \(Self.unsolved))
                        THEN 'open_complaint'
                    WHEN NOT \(campaign.toLeaving) AND EXISTS (
                        SELECT FROM current_risks AS r
                        WHERE r.kind = 'churn' AND r.subject_id = c.id AND r.band = 'high') THEN 'churn_risk'
                    WHEN \(needed.contains("name")) AND btrim(c.name) = ''
                        OR \(needed.contains("company")) AND c.company_id IS NULL THEN 'empty_words'
                    ELSE 'waiting' END) AS decision
            FROM customers AS c
            LEFT JOIN customer_consents AS m ON m.customer_id = c.id AND m.purpose = 'email_marketing'
            LEFT JOIN LATERAL (
                SELECT a.address FROM customer_emails AS a WHERE a.customer_id = c.id AND NOT a.released
                ORDER BY a.is_primary DESC, a.position, a.address LIMIT 1
            ) AS e ON true
            WHERE c.id IN (\(members))
            """
    }

    /// Keeps the segment as it is now, with what was decided for each.
    func freeze(_ campaign: Campaign) async throws {
        try await connection.execute(
            """
            INSERT INTO campaign_members (campaign_id, customer_id, address, decision)
            SELECT \(campaign.id), j.customer_id, j.address, j.decision FROM (\(try await judged(campaign))) AS j
            ON CONFLICT DO NOTHING
            """)
        let links = campaign.content.links
        try await connection.execute(
            """
            INSERT INTO campaign_links (campaign_id, place, url)
            SELECT \(campaign.id), place - 1, url FROM unnest(\(links)::text[]) WITH ORDINALITY AS l (url, place)
            ON CONFLICT DO NOTHING
            """)
    }

    /// How many fall to each decision, and the first of those held back: as it would be now, or as it was decided.
    func shown(_ campaign: Campaign) async throws -> CampaignAudienceView {
        let source: SQL =
            campaign.startedAt == nil
            ? try await judged(campaign)
            : """
            SELECT b.customer_id, c.name, b.address, b.decision
            FROM campaign_members AS b JOIN customers AS c ON c.id = b.customer_id
            WHERE b.campaign_id = \(campaign.id)
            """
        let counts = try await connection.rows(
            { row in CampaignAudienceView.DecisionCount(decision: try row["decision"], count: try row["n"]) },
            "SELECT j.decision, count(*) AS n FROM (\(source)) AS j GROUP BY j.decision ORDER BY j.decision")
        let held = try await connection.rows(
            CampaignAudienceView.Held.init,
            """
            SELECT j.customer_id, j.name, j.address, j.decision,
                CASE WHEN j.decision = 'open_complaint' THEN
                    (SELECT min(t.number) FROM tickets AS t WHERE t.customer_id = j.customer_id AND \(Self.unsolved))
                END AS ticket_number
            FROM (\(source)) AS j
            WHERE j.decision NOT IN ('waiting', 'handed_over')
            ORDER BY j.decision NOT IN ('open_complaint', 'churn_risk'), j.decision, j.name, j.customer_id
            LIMIT 50
            """)
        return CampaignAudienceView(counts: counts, held: held)
    }
}

/// What a campaign's page says of its people.
package struct CampaignAudienceView: WireType, JSONWritable {
    package struct DecisionCount: WireType, JSONWritable {
        package let decision: String
        package let count: Int

        package static let example = DecisionCount(decision: "waiting", count: 40)

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("decision", decision)
                json.field("count", count)
            }
        }
    }

    /// One who gets nothing, and why.
    package struct Held: WireType, JSONWritable {
        package let customerID: UUID
        package let name: String
        package let address: String?
        package let decision: String
        /// The oldest ticket that is open, where that is why; `nil` once it is solved.
        package let ticketNumber: Int?

        init(_ row: Row) throws {
            customerID = try row["customer_id"]
            name = try row["name"]
            address = try row["address"]
            decision = try row["decision"]
            ticketNumber = try row["ticket_number"]
        }

        private init(example id: UUID) {
            customerID = id
            name = "陈美"
            address = "mei@example.com"
            decision = "open_complaint"
            ticketNumber = 1042
        }

        package static var example: Held { Held(example: Examples.customer) }

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("customer_id", ID<Held>(customerID))
                json.field("name", name)
                json.field("address", address)
                json.field("decision", decision)
                json.field("ticket_number", ticketNumber)
            }
        }
    }

    package let counts: [DecisionCount]
    package let held: [Held]

    package static var example: CampaignAudienceView { CampaignAudienceView(counts: [.example], held: [.example]) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("counts", counts)
            json.field("held", held)
        }
    }
}
