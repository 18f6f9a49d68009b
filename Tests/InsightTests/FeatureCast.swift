import Basics
import EventLoop
import Foundation
import Insight
import Models
import Postgres
import TestSupport

/// One tea shop open Monday to Friday from nine to six, and the changes the product makes to its rows.
@Loop struct FeatureCast {
    let database: Database

    static let mei = ReportCast.mei
    static let liam = ReportCast.liam
    static let wang = ReportCast.customer
    static let tom = "00000000-0000-7000-8000-0000000000d2"
    static let hours = "00000000-0000-7000-8000-0000000000f1"

    static func make(timeZone: String = "UTC") async throws -> FeatureCast {
        let database = try await TestDatabase.fresh()
        try await database.connection.script(
            """
            INSERT INTO company_profile (name, time_zone, currency) VALUES ('Tea', '\(timeZone)', 'CNY');
            INSERT INTO office_hours (id, name, time_zone, days) SELECT '\(hours)', 'Shop', 'UTC',
                jsonb_object_agg(day, '[["09:00","18:00"]]'::jsonb) FROM unnest('{mon,tue,wed,thu,fri}'::text[]) AS day;
            INSERT INTO users (id, name, email, role) VALUES
                ('\(mei)', 'Mei', 'mei@tea.example', 'agent'), ('\(liam)', 'Liam', 'liam@tea.example', 'agent');
            INSERT INTO inboxes (id, key, kind, name, settings) VALUES ('\(ReportCast.chat)', 'chat', 'chat', 'Chat',
                '{"office_hours_id": "\(hours)"}');
            INSERT INTO customers (id, name, created_at) VALUES
                ('\(wang)', 'Wang Fang', '2026-10-03T16:00:00Z'), ('\(tom)', 'Tom Hart', '2026-10-20T00:00:00Z');
            INSERT INTO tags (id, name) VALUES ('\(ReportCast.late)', 'late'), ('\(ReportCast.gift)', 'gift');
            """)
        return FeatureCast(database: database)
    }

    func run(_ script: String) async throws { try await database.connection.script(script) }

    func open(_ number: Int, at: String, customer: String = wang, agent: String? = nil, tag: String? = nil) async throws
    {
        let id = ReportCast.id(number)
        let person = agent.map { "'\($0)'" } ?? "NULL"
        try await run(
            """
            INSERT INTO tickets (id, number, subject, channel, inbox_id, customer_id, assignee_id, created_at, updated_at)
            VALUES ('\(id)', \(number), 'Ticket \(number)', 'chat', '\(ReportCast.chat)', '\(customer)', \(person), '\(at)', '\(at)');
            INSERT INTO ticket_status_changes (id, ticket_id, at, from_status, to_status, actor_kind, assignee_id)
            VALUES (gen_random_uuid(), '\(id)', '\(at)', NULL, 'open', 'customer', \(person));
            """)
        if let tag { try await run("INSERT INTO ticket_tags VALUES ('\(id)', '\(tag)')") }
    }

    func says(
        _ number: Int, _ author: String, _ text: String, at: String, by: String = wang, kind: String = "reply",
        files: Int = 0, event: String = "NULL"
    ) async throws {
        let attachments = Array(repeating: "'\(ReportCast.id(9))'", count: files).joined(separator: ",")
        try await run(
            """
            INSERT INTO messages (ticket_id, seq, id, kind, private, author_kind, author_id, text, attachment_ids, event, created_at)
            SELECT '\(ReportCast.id(number))', COALESCE(max(seq), 0) + 1, gen_random_uuid(), '\(kind)', \(kind == "note"),
                '\(author)', '\(by)', '\(text)', ARRAY[\(attachments)]::uuid[], \(event), '\(at)'
            FROM messages WHERE ticket_id = '\(ReportCast.id(number))'
            """)
    }

    /// As `TicketChangeStore` does it: the row is touched, and its version and moment move.
    func change(_ number: Int, _ set: String, at: String) async throws {
        try await run(
            """
            UPDATE tickets SET \(set), updated_at = '\(at)', version = version + 1 WHERE id = '\(ReportCast.id(number))'
            """)
    }

    func status(_ number: Int, _ status: String, at: String) async throws {
        try await run(
            """
            WITH old AS (SELECT id, status FROM tickets WHERE id = '\(ReportCast.id(number))' FOR UPDATE), changed AS (
                UPDATE tickets AS t SET status = '\(status)', updated_at = '\(at)', version = version + 1
                FROM old WHERE t.id = old.id RETURNING t.id, t.assignee_id, t.team_id, old.status AS old_status
            )
            INSERT INTO ticket_status_changes (id, ticket_id, at, from_status, to_status, actor_kind, assignee_id, team_id)
            SELECT gen_random_uuid(), id, '\(at)', old_status, '\(status)', 'agent', assignee_id, team_id FROM changed
            """)
    }

    /// A question and, with `rating`, its answer; `number` names the ticket, `cycle` the solving.
    func survey(
        _ number: Int, sent: String, rating: Int? = nil, answered: String? = nil, cycle: Int = 1, agent: String = mei,
        customer: String = wang
    ) async throws {
        let id = Self.surveyID(number, cycle)
        try await run(
            """
            INSERT INTO survey_invitations (id, token, ticket_id, solve_count, customer_id, agent_id, inbox_id, channel,
                sent_at, expires_at)
            VALUES ('\(id)', '\(id)', '\(ReportCast.id(number))', \(cycle), '\(customer)', '\(agent)', '\(ReportCast.chat)',
                'chat', '\(sent)', '\(sent)'::timestamptz + interval '30 days')
            """)
        if let rating { try await answer(number, rating, at: answered ?? sent, cycle: cycle) }
    }

    func answer(_ number: Int, _ rating: Int, at: String, cycle: Int = 1) async throws {
        try await run(
            """
            INSERT INTO survey_answers (invitation_id, rating, answered_at)
            VALUES ('\(Self.surveyID(number, cycle))', \(rating), '\(at)')
            ON CONFLICT (invitation_id) DO UPDATE SET rating = EXCLUDED.rating, changed_at = EXCLUDED.answered_at
            """)
    }

    static func surveyID(_ number: Int, _ cycle: Int) -> String { ReportCast.id(number * 10 + cycle + 100_000) }

    func order(
        _ number: Int, at: String, customer: String = wang, total: Int = 10_000, currency: String = "CNY",
        discount: Int = 0, paid: String? = nil, source: String = "api", recorded: String? = nil, sku: String = "T1"
    ) async throws {
        let id = ReportCast.id(number)
        try await run(
            """
            INSERT INTO orders (id, number, customer_id, currency, discount_minor, total_minor, source, placed_at, created_at)
            VALUES ('\(id)', \(number), '\(customer)', '\(currency)', \(discount), \(total), '\(source)', '\(at)', '\(recorded ?? at)');
            INSERT INTO order_lines (order_id, position, sku, name, quantity, unit_price_minor)
            VALUES ('\(id)', 1, '\(sku)', 'Tea', 1, \(total));
            INSERT INTO order_status_changes (id, order_id, at, to_status, recorded_at)
            VALUES (gen_random_uuid(), '\(id)', '\(at)', 'placed', '\(recorded ?? at)');
            """)
        if let paid { try await orderStatus(number, "paid", at: paid) }
    }

    func orderStatus(_ number: Int, _ status: String, at: String, recorded: String? = nil) async throws {
        try await run(
            """
            INSERT INTO order_status_changes (id, order_id, at, from_status, to_status, recorded_at)
            SELECT gen_random_uuid(), id, '\(at)', status, '\(status)', '\(recorded ?? at)' FROM orders WHERE number = \(number);
            UPDATE orders SET status = '\(status)', version = version + 1 WHERE number = \(number);
            """)
    }

    func ticket(_ number: Int, _ asOf: String) async throws -> [String: FeatureValue] {
        let id = try Self.uuid(ReportCast.id(number))
        let rows = try await FeatureStore(database.connection).tickets([(id: id, asOf: Self.date(asOf))])
        return rows.first?.values ?? [:]
    }

    func customer(_ id: String = wang, _ asOf: String) async throws -> [String: FeatureValue] {
        let rows = try await FeatureStore(database.connection).customers([Self.uuid(id)], asOf: Self.date(asOf))
        return rows.first?.values ?? [:]
    }

    static func date(_ text: String) -> Date { Date(rfc3339: text) ?? .distantPast }

    static func uuid(_ text: String) throws -> UUID {
        struct NoUUID: Error {}
        guard let id = UUID(uuidString: text) else { throw NoUUID() }
        return id
    }
}
