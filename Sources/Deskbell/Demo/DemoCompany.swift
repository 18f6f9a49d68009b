import Access
import Basics
import EventLoop
import Foundation
import Insight
import Postgres

/// The tea shop that fills every screen at the first start with `--demo`: the same seed and day give the same company.
enum DemoCompany {
    static let ownerEmail = "mei@qinghe.example"
    static let password = "deskbell-demo"
    static let chatInboxKey = "demo-shop"
    static let formInboxKey = "contact"
    static let seed: UInt64 = 0x7EA

    /// Fills the database in one transaction, unless it holds a company or a user already.
    ///
    /// - Parameter clock: The history ends at its present moment.
    @Loop static func fillIfEmpty(_ database: Database, clock: WallClock) async throws {
        let isEmpty = try await database.connection.one(
            { row in try row["is_empty"] as Bool },
            """
            SELECT NOT EXISTS (SELECT FROM users) AND NOT EXISTS (SELECT FROM company_profile)
                AND NOT EXISTS (SELECT FROM customers) AS is_empty
            """)
        guard isEmpty else { return }
        let (script, bytes) = try DemoScript.load(
            Resources.folder("sql", variable: "DESKBELL_SQL") + "/seed/demo.json")
        let raw = try JSONValue(parsing: bytes)
        let passwordHash = try await PasswordWorker().make(password)
        try await database.transaction { connection in
            try await fill(connection, script, raw, passwordHash: passwordHash, now: clock.now)
        }
        for table in [
            "customers", "tickets", "messages", "ticket_status_changes", "message_days", "orders", "order_lines",
        ] {
            try await database.connection.execute("ANALYZE \(SQL(trusted: table))")
        }
    }

    @Loop private static func fill(
        _ connection: Connection, _ script: DemoScript, _ raw: JSONValue, passwordHash: String, now: Date
    ) async throws {
        let rows = DemoRows(connection: connection)
        var setup = DemoSetup(script: script, raw: raw, now: now, dice: DemoDice(seed: seed))
        try await setup.insert(rows, passwordHash: passwordHash)
        let owner = setup.staff.first { $0.key == "mei" }?.id ?? UUID()
        let customers = DemoCustomer.all(script, companies: setup.companyIDs, owner: owner, now: now, &setup.dice)
        try await insert(customers, rows, author: setup.staff[0], &setup.dice)
        var history = DemoHistory(
            script: script, staff: setup.staff, customers: customers, inboxes: setup.inboxIDs, teams: setup.teamIDs,
            now: now, dice: setup.dice)
        let tickets = history.tickets()
        try await insert(tickets, rows, setup, &history.dice)
        try await DemoOrders(script, customers: customers, now: now, seed: seed).insert(rows)
        let sources = tickets.enumerated().map { (ticket: $1, number: 1001 + $0) }
        try await DemoDeals(
            script, customers: customers, staff: setup.staff, tickets: sources, now: now, seed: seed
        ).insert(rows)
        try await DemoCampaign(now: now, owner: owner).insert(connection)
        try await DemoPosts(now: now, owner: owner).insert(connection)
        try await rows.insert(into: "backlog_pictures", pictures(now: now))
        try await rows.insert(into: "backlog_days", DemoBacklog.rows(tickets, now: now))
        try await connection.execute(
            "SELECT setval(pg_get_serial_sequence('tickets', 'number'), \(1000 + tickets.count))")
        try await DayStore(connection).prepare(now: now)
    }

    @Loop private static func insert(
        _ customers: [DemoCustomer], _ rows: DemoRows, author: DemoPerson, _ dice: inout DemoDice
    ) async throws {
        var emails: [[String: JSONValue]] = []
        var phones: [[String: JSONValue]] = []
        var consents: [[String: JSONValue]] = []
        var notes: [[String: JSONValue]] = []
        var timeline: [[String: JSONValue]] = []
        for customer in customers {
            let created = JSONValue.date(customer.createdAt)
            for (place, address) in customer.emails.enumerated() {
                emails.append([
                    "customer_id": .id(customer.id), "address": .string(address), "is_primary": .bool(place == 0),
                    "verified": .bool(place == 0), "position": .int(place), "created_at": created,
                ])
            }
            for (place, number) in customer.phones.enumerated() {
                phones.append([
                    "customer_id": .id(customer.id), "number": .string(number),
                    "digits": .string(number.filter(\.isNumber)), "is_primary": .bool(place == 0),
                    "position": .int(place), "created_at": created,
                ])
            }
            if let granted = customer.wantsMail {
                consents.append([
                    "customer_id": .id(customer.id), "purpose": .string("email_marketing"), "granted": .bool(granted),
                    "source": .string("checkout"), "at": created,
                ])
            }
            if let text = customer.note {
                let id: ID<DemoCustomer> = dice.id(at: customer.createdAt)
                notes.append([
                    "id": .string(id.description), "customer_id": .id(customer.id), "author_id": .id(author.id),
                    "author_name": .string(author.name), "text": .string(text), "created_at": created,
                ])
            }
            let id: ID<DemoCustomer> = dice.id(at: customer.createdAt)
            timeline.append([
                "id": .string(id.description), "customer_id": .id(customer.id), "at": created,
                "kind": .string("customer.created"), "title": .string(customer.name), "detail": .string(""),
            ])
        }
        try await rows.insert(into: "customers", customers.map(\.row))
        try await rows.connection.execute(
            """
            UPDATE companies AS o
            SET main_contact_id = (
                SELECT c.id FROM customers AS c WHERE c.company_id = o.id ORDER BY c.created_at, c.id LIMIT 1)
            """)
        try await rows.insert(into: "customer_emails", emails)
        try await rows.insert(into: "customer_phones", phones)
        try await rows.insert(into: "customer_consents", consents)
        try await rows.insert(into: "customer_notes", notes)
        try await rows.insert(into: "timeline_entries", timeline)
    }

    @Loop private static func insert(
        _ tickets: [DemoTicket], _ rows: DemoRows, _ setup: DemoSetup, _ dice: inout DemoDice
    ) async throws {
        var messages: [[String: JSONValue]] = []
        var statuses: [[String: JSONValue]] = []
        var past: [[String: JSONValue]] = []
        var tags: [[String: JSONValue]] = []
        var timeline: [[String: JSONValue]] = []
        var reads: [[String: JSONValue]] = []
        var invitations: [[String: JSONValue]] = []
        var answers: [[String: JSONValue]] = []
        for (place, ticket) in tickets.enumerated() {
            messages += ticket.messageRows(&dice)
            statuses += ticket.statusRows(&dice)
            past += ticket.pastRows()
            timeline += ticket.timelineRows(number: 1001 + place, &dice)
            for tag in ticket.story.tags {
                guard let id = setup.tagIDs[tag] else { continue }
                tags.append(["ticket_id": .id(ticket.id), "tag_id": .id(id)])
            }
            let surveys = ticket.surveyRows(&dice)
            invitations += surveys.invitations
            answers += surveys.answers
            let readers = ticket.isSettled ? setup.staff : ticket.assignee.map { [$0] } ?? []
            for reader in readers {
                let seq = ticket.isSettled ? ticket.entries.count : ticket.lastAgentSeq
                reads.append([
                    "ticket_id": .id(ticket.id), "user_id": .id(reader.id), "seq": .int(seq),
                    "read_at": .date(ticket.updatedAt),
                ])
            }
        }
        try await rows.insert(into: "tickets", tickets.enumerated().map { $1.row(number: 1001 + $0) })
        try await rows.insert(into: "messages", messages)
        try await rows.insert(into: "ticket_status_changes", statuses)
        try await rows.insert(into: "ticket_past_values", past)
        try await rows.insert(into: "ticket_tags", tags)
        try await rows.insert(into: "ticket_reads", reads)
        try await rows.insert(into: "timeline_entries", timeline)
        try await rows.insert(into: "survey_invitations", invitations)
        try await rows.insert(into: "survey_answers", answers)
    }

    private static func pictures(now: Date) -> [[String: JSONValue]] {
        DemoBacklog.dayEnds(now: now).map { ["day": .string($0.day.description), "taken_at": .date($0.end)] }
    }
}
