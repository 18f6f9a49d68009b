import Basics
import EventLoop
import Foundation
import Insight
import Postgres
import TestSupport

/// Two agents, one team, two inboxes, and tickets whose figures the tests work out by hand.
@Loop struct ReportCast {
    let database: Database
    let clock: WallClock

    nonisolated static let mei = "00000000-0000-7000-8000-0000000000a1"
    nonisolated static let liam = "00000000-0000-7000-8000-0000000000a2"
    nonisolated static let care = "00000000-0000-7000-8000-0000000000b1"
    nonisolated static let chat = "00000000-0000-7000-8000-0000000000c1"
    nonisolated static let form = "00000000-0000-7000-8000-0000000000c2"
    nonisolated static let customer = "00000000-0000-7000-8000-0000000000d1"
    nonisolated static let late = "00000000-0000-7000-8000-0000000000e1"
    nonisolated static let gift = "00000000-0000-7000-8000-0000000000e2"

    /// A company in `timeZone`, where it is `now`.
    static func make(_ timeZone: String, now: String) async throws -> ReportCast {
        let database = try await TestDatabase.fresh()
        let date = Date(rfc3339: now) ?? Date()
        try await database.connection.script(
            """
            INSERT INTO company_profile (name, time_zone) VALUES ('Tea', '\(timeZone)');
            INSERT INTO users (id, name, email, role) VALUES
                ('\(mei)', 'Mei', 'mei@tea.example', 'agent'), ('\(liam)', 'Liam', 'liam@tea.example', 'agent');
            INSERT INTO teams (id, name) VALUES ('\(care)', 'Care');
            INSERT INTO inboxes (id, key, kind, name) VALUES
                ('\(chat)', 'chat', 'chat', 'Chat'), ('\(form)', 'form', 'form', 'Form');
            INSERT INTO customers (id, name) VALUES ('\(customer)', 'Wang Mei');
            INSERT INTO tags (id, name) VALUES ('\(late)', 'late'), ('\(gift)', 'gift');
            """)
        return ReportCast(database: database, clock: WallClock { date })
    }

    static func id(_ number: Int) -> String {
        "00000000-0000-7000-9000-\(String(repeating: "0", count: 12 - String(number).count))\(number)"
    }

    /// A ticket opened at `created`; `answeredAfter` and `solvedAfter` are seconds.
    func ticket(
        _ number: Int, created: String, agent: String? = nil, answeredAfter: Int? = nil, solvedAfter: Int? = nil,
        channel: String = "chat", tags: [String] = [], customerSeq: Int = 1
    ) async throws {
        let id = Self.id(number)
        let team = agent == nil ? "NULL" : "'\(Self.care)'"
        let person = agent.map { "'\($0)'" } ?? "NULL"
        let solved = solvedAfter.map { "'\(created)'::timestamptz + interval '\($0) seconds'" } ?? "NULL"
        let answered = answeredAfter.map { "'\(created)'::timestamptz + interval '\($0) seconds'" } ?? "NULL"
        let waiting = answeredAfter == nil && solvedAfter == nil ? "'\(created)'" : "NULL"
        let inbox = channel == "chat" ? Self.chat : Self.form
        try await database.connection.script(
            """
            INSERT INTO tickets (id, number, subject, status, channel, inbox_id, customer_id, assignee_id, team_id, last_seq,
                last_customer_seq, first_response_at, first_responder_id, solved_at, solved_by_id, created_at, waiting_since)
            VALUES ('\(id)', \(number), 'Ticket \(number)', '\(solvedAfter == nil ? "open" : "solved")', '\(channel)',
                '\(inbox)', '\(Self.customer)', \(person), \(team), \(customerSeq), \(customerSeq), \(answered),
                \(answeredAfter == nil ? "NULL" : person), \(solved), \(solvedAfter == nil ? "NULL" : person), '\(created)',
                \(waiting));
            INSERT INTO ticket_status_changes (id, ticket_id, at, from_status, to_status, actor_kind, assignee_id, team_id)
            VALUES (gen_random_uuid(), '\(id)', '\(created)', NULL, 'open', 'customer', \(person), \(team));
            """)
        if solvedAfter != nil { try await change(number, at: solved, from: "open", to: "solved", agent: agent) }
        for tag in tags {
            try await database.connection.script("INSERT INTO ticket_tags VALUES ('\(id)', '\(tag)')")
        }
    }

    /// A change of status; `at` is an SQL expression.
    func change(_ number: Int, at: String, from: String, to: String, agent: String? = nil) async throws {
        let person = agent.map { "'\($0)'" } ?? "NULL"
        try await database.connection.script(
            """
            INSERT INTO ticket_status_changes (id, ticket_id, at, from_status, to_status, actor_kind, assignee_id)
            VALUES (gen_random_uuid(), '\(Self.id(number))', \(at), '\(from)', '\(to)', 'agent', \(person))
            """)
    }

    func message(_ number: Int, seq: Int, at: String, kind: String = "reply", author: String = "customer") async throws
    {
        try await database.connection.script(
            """
            INSERT INTO messages (ticket_id, seq, id, kind, private, author_kind, text, created_at)
            VALUES ('\(Self.id(number))', \(seq), gen_random_uuid(), '\(kind)', \(kind == "note"), '\(author)', 'x', '\(at)')
            """)
    }

    func survey(_ number: Int, sent: String, agent: String, rating: Int?) async throws {
        let answer = rating.map {
            "INSERT INTO survey_answers (invitation_id, rating, comment, answered_at) VALUES ('\(Self.id(number))', \($0), 'ok', '\(sent)');"
        }
        try await database.connection.script(
            """
            INSERT INTO survey_invitations (id, token, ticket_id, solve_count, customer_id, agent_id, team_id, inbox_id,
                channel, sent_at, expires_at)
            VALUES ('\(Self.id(number))', 'token-\(number)', '\(Self.id(number))', 1, '\(Self.customer)', '\(agent)',
                '\(Self.care)', '\(Self.chat)', 'chat', '\(sent)', '\(sent)'::timestamptz + interval '30 days');
            \(answer ?? "")
            """)
    }

    func table(
        _ report: Report, _ from: String, _ to: String, by grouping: Report.Grouping = .day,
        filter: ReportFilter = ReportFilter(), compare: Bool = false
    ) async throws -> ReportTable {
        let query = ReportQuery(
            from: CalendarDay(from) ?? CalendarDay(number: 0), to: CalendarDay(to) ?? CalendarDay(number: 0),
            grouping: grouping, filter: filter)
        return try await ReportStore(database.connection, clock: clock).table(report, query, compare: compare)
    }

    /// An order of one line.
    func order(
        _ number: Int, placed: String, total: Int, pieces: Int = 1, status: String = "placed", source: String = "api",
        currency: String = "CNY", customer: String = ReportCast.customer, product: String? = nil
    ) async throws {
        try await database.connection.script(
            """
            INSERT INTO orders (id, number, customer_id, status, currency, total_minor, source, placed_at) VALUES
                ('\(Self.id(number))', \(number), '\(customer)', '\(status)', '\(currency)', \(total), '\(source)',
                    '\(placed)');
            INSERT INTO order_lines (order_id, position, product_id, name, quantity, unit_price_minor) VALUES
                ('\(Self.id(number))', 1, \(product.map { "'\($0)'" } ?? "NULL"), 'Tea', \(pieces), 100);
            """)
    }

    func prepareOrders() async throws {
        try await database.transaction { connection in try await PreparedOrders(connection).prepare() }
    }

    func prepare() async throws {
        let now = clock.now
        try await database.transaction { connection in try await DayStore(connection).prepare(now: now) }
        try await database.transaction { connection in try await WorkloadDayStore(connection).prepare() }
    }
}
