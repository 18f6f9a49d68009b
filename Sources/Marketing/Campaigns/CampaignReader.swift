import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// One who got a campaign's mail.
struct CampaignReader: WireType, JSONWritable {
    let id: UUID
    let customerID: UUID
    let name: String
    let address: String
    let variant: String
    /// The ticket their answer became.
    let ticketNumber: Int?

    init(_ row: Row) throws {
        id = try row["id"]
        customerID = try row["customer_id"]
        name = try row["name"]
        address = try row["address"]
        variant = try row["variant"]
        ticketNumber = try row["ticket_number"]
    }

    private init(example id: UUID) {
        self.id = id
        customerID = Examples.customer
        name = "陈美"
        address = "mei@example.com"
        variant = "a"
        ticketNumber = 1042
    }

    static var example: CampaignReader { CampaignReader(example: Examples.campaign) }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", ID<CampaignReader>(id))
            json.field("customer_id", ID<CampaignReader>(customerID))
            json.field("name", name)
            json.field("address", address)
            json.field("variant", variant)
            json.field("ticket_number", ticketNumber)
        }
    }
}

extension CampaignSendStore {
    /// Those behind a figure, in the order their mails were handed over, from behind `last`.
    func readers(
        _ campaign: Campaign, _ outcome: CampaignOutcome, variant: CampaignContent.Variant?, after last: UUID?,
        limit: Int
    ) async throws -> [CampaignReader] {
        try await connection.rows(
            CampaignReader.init,
            """
            SELECT s.id, s.customer_id, c.name, s.address, s.variant,
                (SELECT t.number FROM tickets AS t WHERE t.id = s.reply_ticket_id) AS ticket_number
            FROM (\(Self.outcomes(campaign))) AS s
            JOIN customers AS c ON c.id = s.customer_id
            WHERE (\(outcome.condition)) AND (\(variant?.rawValue)::text IS NULL OR s.variant = \(variant?.rawValue))
                AND (\(last)::uuid IS NULL OR s.id > \(last))
            ORDER BY s.id
            LIMIT \(limit)
            """)
    }
}
