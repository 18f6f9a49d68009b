import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("Leads from tickets") @Loop struct LeadTests {
    private static let ticket = "01935800-0000-7000-8000-00000000cccc"

    private func open(_ floor: SalesFloor) async throws {
        try await floor.database.connection.script(
            """
            INSERT INTO inboxes (id, key, kind, name)
            VALUES ('01935800-0000-7000-8000-00000000dddd', 'shop', 'chat', 'Shop');
            INSERT INTO tickets (id, number, subject, channel, inbox_id, customer_id)
            VALUES ('\(Self.ticket)', 1042, 'Two hundred gift boxes', 'chat', '01935800-0000-7000-8000-00000000dddd',
                '\(floor.customerID)');
            """)
    }

    @Test(
        "a ticket becomes one lead of the default pipeline however often it is asked, and another after it was removed")
    func once() async throws {
        try await SalesFloor.open { floor in
            try await open(floor)
            async let first = floor.client.call("POST", "/tickets/1042/opportunity")
            async let second = floor.client.call("POST", "/tickets/\(Self.ticket)/opportunity")
            let answers = await [first, second]
            #expect(answers.map(\.status).sorted() == [200, 201])
            #expect(answers[0].json["id"] == answers[1].json["id"])
            let lead = answers[0].json
            #expect(
                lead["title"] == .string("Two hundred gift boxes") && lead["source_ticket"]?["number"] == .number(1042))
            #expect(lead["stage_id"]?.string == SalesFloor.Stage.lead.id)
            #expect(lead["customer"]?["id"]?.string == floor.customerID && lead["owner"]?["name"] == .string("Lin"))
            #expect(lead["amount"] == .object(["amount_minor": .number(0), "currency": .string("CNY")]))
            let found = await floor.client.call("GET", "/opportunities?ticket_id=\(Self.ticket)").json["items"]?.array
            #expect(found?.count == 1)
            let path = "/opportunities/\(lead["id"]?.string ?? "")"
            #expect(await floor.client.call("DELETE", path).status == 204)
            #expect(await floor.client.call("POST", "/tickets/1042/opportunity").status == 201)
            #expect(await floor.client.call("POST", path + "/restoration").status == 409)
        }
    }

    @Test("a ticket out of one's sight becomes nothing")
    func scope() async throws {
        try await SalesFloor.open { floor in
            try await open(floor)
            try await floor.database.connection.execute("UPDATE tickets SET assignee_id = \(SalesFloor.seller)")
            let other = Principal(
                kind: .user, id: UUID(), name: "Bo", permissions: [.salesWrite, .ticketsRead], ticketScope: .own)
            #expect(await floor.client.call("POST", "/tickets/1042/opportunity", as: other).status == 404)
            let blind = Principal(kind: .apiKey, id: UUID(), name: "Key", permissions: [.salesWrite])
            #expect(await floor.client.call("POST", "/tickets/1042/opportunity", as: blind).status == 403)
            #expect(await floor.client.call("GET", "/opportunities").json["items"] == .array([]))
        }
    }
}
