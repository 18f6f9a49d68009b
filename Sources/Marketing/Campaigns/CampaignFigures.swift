package import Basics
import EventLoop
import Foundation
import Models
import Postgres
import Web

/// What came of a campaign, whole and by half.
package struct CampaignFigures: WireType, JSONWritable {
    /// The same of one half.
    package struct Half: WireType, JSONWritable {
        package let variant: String
        package let waitingCount: Int
        package let sentCount: Int
        package let failedCount: Int
        package let uncertainCount: Int
        package let bouncedCount: Int
        package let openedCount: Int
        package let clickedCount: Int
        package let machineCount: Int
        package let optedOutCount: Int
        package let repliedCount: Int
        package let orderedCount: Int
        package let orderCount: Int
        package let revenue: Money
        package let reactedCount: Int

        init(_ row: Row) throws {
            variant = try row["variant"]
            waitingCount = try row["waiting"]
            sentCount = try row["sent"]
            failedCount = try row["failed"]
            uncertainCount = try row["uncertain"]
            bouncedCount = try row["bounced"]
            openedCount = try row["opened"]
            clickedCount = try row["clicked"]
            machineCount = try row["machine"]
            optedOutCount = try row["opted_out"]
            repliedCount = try row["replied"]
            orderedCount = try row["ordered"]
            orderCount = try row["orders"]
            revenue = Money(try row["revenue"], try row["currency"])
            reactedCount = try row["reacted"]
        }

        private init(example variant: String) {
            self.variant = variant
            waitingCount = 0
            sentCount = 40
            failedCount = 1
            uncertainCount = 0
            bouncedCount = 1
            openedCount = 20
            clickedCount = 9
            machineCount = 3
            optedOutCount = 1
            repliedCount = 2
            orderedCount = 3
            orderCount = 3
            revenue = Money(50_400, "CNY")
            reactedCount = 10
        }

        package static var example: Half { Half(example: "a") }

        /// The founding formula: those who clicked, answered or bought, of those it reached.
        package var responseRatio: Double? { Ratios.response(reactions: reactedCount, recipients: sentCount) }

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("variant", variant)
                json.field("waiting_count", waitingCount)
                json.field("sent_count", sentCount)
                json.field("failed_count", failedCount)
                json.field("uncertain_count", uncertainCount)
                json.field("bounced_count", bouncedCount)
                json.field("opened_count", openedCount)
                json.field("clicked_count", clickedCount)
                json.field("machine_count", machineCount)
                json.field("opted_out_count", optedOutCount)
                json.field("replied_count", repliedCount)
                json.field("ordered_count", orderedCount)
                json.field("order_count", orderCount)
                json.field("revenue", revenue)
                json.field("reacted_count", reactedCount)
                json.field("response_ratio", responseRatio)
            }
        }
    }

    /// `all`, then `a` and `b` where there are two.
    package let halves: [Half]
    /// How often a difference in response as large as that between the two texts comes by chance alone, from 0 to 1.
    ///
    /// `nil` without two texts, and while one has reached nobody.
    package let chanceRatio: Double?

    init(halves: [Half]) {
        self.halves = halves
        let a = halves.first { $0.variant == "a" }
        let b = halves.first { $0.variant == "b" }
        chanceRatio =
            if let a, let b {
                ExactTest.chance(a.reactedCount, of: a.sentCount, against: b.reactedCount, of: b.sentCount)
            } else { nil }
    }

    package static var example: CampaignFigures { CampaignFigures(halves: [.example]) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("halves", halves)
            json.field("chance_ratio", chanceRatio)
        }
    }
}

extension CampaignSendStore {
    /// One row per mail of a campaign, with what became of it.
    ///
    /// Reached are those whose server took the mail and did not send it back; bought is what they ordered in the company's
    /// currency within the campaign's window after their mail, cancelled orders left out.
    static func outcomes(_ campaign: Campaign) -> SQL {
        """
        SELECT s.id, s.variant, s.customer_id, s.address, s.opened_at, s.clicked_at, s.opted_out_at, s.replied_at,
            s.reply_ticket_id, m.settled_at,
            CASE
                WHEN r.state IN ('bounced', 'complained') THEN 'bounced'
                WHEN m.state = 'failed' OR r.state IN ('failed', 'suppressed') THEN 'failed'
                WHEN m.state IN ('queued', 'sending', 'retry') THEN 'waiting'
                ELSE m.state
            END AS state,
            EXISTS (SELECT FROM campaign_events AS e WHERE e.send_id = s.id AND e.machine IS NOT NULL) AS machine,
            bought.n, bought.total
        FROM campaign_sends AS s
        JOIN outbound_mails AS m ON m.id = s.mail_id
        JOIN outbound_recipients AS r ON r.mail_id = m.id AND r.place = 0
        LEFT JOIN LATERAL (
            SELECT count(*) AS n, sum(o.total_minor) AS total FROM orders AS o
            WHERE o.customer_id = s.customer_id AND m.state = 'sent' AND o.status <> 'cancelled'
                AND o.currency = (SELECT currency FROM company_profile)
                AND o.placed_at >= m.settled_at
                AND o.placed_at < m.settled_at + \(campaign.windowDays)::integer * interval '1 day'
        ) AS bought ON true
        WHERE s.campaign_id = \(campaign.id)
        """
    }

    /// What came of a campaign.
    package func figures(_ campaign: Campaign) async throws -> CampaignFigures {
        let counts = CampaignOutcome.allCases.map { outcome -> SQL in
            "count(*) FILTER (WHERE \(outcome.condition)) AS \(outcome.column)"
        }
        return CampaignFigures(
            halves: try await connection.rows(
                CampaignFigures.Half.init,
                """
                WITH sends AS (\(Self.outcomes(campaign)))
                SELECT COALESCE(variant, 'all') AS variant, \(SQL.joined(counts, separator: ", ")),
                    COALESCE(sum(n), 0)::bigint AS orders, COALESCE(sum(total), 0)::bigint AS revenue,
                    COALESCE((SELECT currency FROM company_profile), 'CNY') AS currency
                FROM sends
                GROUP BY GROUPING SETS ((), (variant))
                ORDER BY sends.variant NULLS FIRST
                """))
    }
}
