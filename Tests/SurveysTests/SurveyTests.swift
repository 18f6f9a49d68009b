import Basics
import EventLoop
import Foundation
import Helpdesk
import Jobs
import Postgres
import Surveys
import Synchronization
import TestSupport
import Testing
import Web

/// A clock a test moves by hand.
private final class HandClock: Sendable {
    private let moment = Mutex(Date(rfc3339: "2026-11-02T10:00:00Z") ?? Date())
    var clock: WallClock { WallClock { [self] in moment.withLock { $0 } } }
    func pass(hours: Double) { moment.withLock { $0 += hours * 3600 } }
}

@Suite("Asking customers how content they are")
@Loop struct SurveyTests {
    private static let user = "00000000-0000-7000-8000-0000000000a1"
    private static let chat = "00000000-0000-7000-8000-0000000000c1"
    private static let form = "00000000-0000-7000-8000-0000000000c2"
    private static let customer = "00000000-0000-7000-8000-0000000000d1"

    private struct House {
        let database: Database
        let hands: HandClock
        let module: SurveysModule
        let jobs: InvitationJobs
        let client: RouteClient
    }

    private func house() async throws -> House {
        let database = try await TestDatabase.fresh(poolSize: 6)
        let hands = HandClock()
        let context = AppContext(
            database: database, clock: hands.clock, dataDirectory: "/tmp", webRoot: "/tmp",
            publicURL: "http://tea.example",
            secrets: try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32))))
        let hub = LiveHub(clock: hands.clock, epoch: "test", bus: NotifyBus(database))
        let desk = Desk(context: context, hub: hub, bus: EventBus(), attachmentsJSON: { _ in [:] })
        let module = SurveysModule(desk: desk)
        try await database.connection.script(
            """
            INSERT INTO company_profile (name) VALUES ('Tea');
            INSERT INTO users (id, name, email, role) VALUES ('\(Self.user)', 'Mei', 'mei@tea.example', 'agent');
            INSERT INTO inboxes (id, key, kind, name, settings) VALUES
                ('\(Self.chat)', 'chat', 'chat', 'Chat', '{"csat": {"enabled": true}}'),
                ('\(Self.form)', 'form', 'form', 'Form', '{"csat": {"enabled": true}}');
            INSERT INTO customers (id, name, locale) VALUES ('\(Self.customer)', 'Wang Mei', 'zh-Hans');
            """)
        return House(
            database: database, hands: hands, module: module, jobs: InvitationJobs(desk),
            client: RouteClient(module.routes, as: .anonymous))
    }

    private func uuid(_ number: Int) throws -> UUID {
        try #require(UUID(uuidString: "00000000-0000-7000-9000-00000000000\(number)"))
    }

    /// A solved ticket, and the wish to ask about it.
    private func solved(
        _ number: Int, in house: House, channel: String = "chat", customerSeq: Int = 1, solver: String = "agent"
    ) async throws -> SurveyWish {
        let id = try uuid(number)
        try await house.database.connection.script(
            """
            INSERT INTO tickets (id, number, subject, status, channel, inbox_id, customer_id, assignee_id, last_seq,
                last_customer_seq, solve_count, solved_at)
            VALUES ('\(id)', \(number), 'Late parcel', 'solved', '\(channel)', '\(channel == "chat" ? Self.chat : Self.form)',
                '\(Self.customer)', '\(Self.user)', 1, \(customerSeq), 1, '2026-11-02T09:59:00Z');
            INSERT INTO ticket_status_changes (id, ticket_id, at, from_status, to_status, actor_kind)
            VALUES (gen_random_uuid(), '\(id)', '2026-11-02T09:59:00Z', 'open', 'solved', '\(solver)');
            """)
        return SurveyWish(
            ticketID: id, solveCount: 1,
            inboxID: try #require(UUID(uuidString: channel == "chat" ? Self.chat : Self.form)),
            agentID: UUID(uuidString: Self.user), teamID: nil)
    }

    private func tokens(_ house: House) async throws -> [String] {
        try await house.database.connection.rows(
            { row in try row["token"] as String }, "SELECT token FROM survey_invitations ORDER BY sent_at, id")
    }

    @Test("one question per solving, however often the job runs, noted for staff with the link to hand on")
    func once() async throws {
        let house = try await house()
        let wish = try await solved(1, in: house)
        try await house.jobs.ask(wish)
        try await house.jobs.ask(wish)
        let tokens = try await tokens(house)
        #expect(tokens.count == 1)
        #expect(tokens[0].utf8.count == 32, "192 bits in base64url")
        let events = try await house.database.connection.rows(
            { row in try row["event"] as JSONValue }, "SELECT event FROM messages WHERE private")
        #expect(events == [.object(["type": .string("survey_sent"), "path": .string("/s/\(tokens[0])")])])
        #expect(try await house.module.pendingSurvey(ofTicket: wish.ticketID) == tokens[0])
    }

    @Test("no question about spam, without a customer's message, after an automatic closing, or once reopened")
    func reasonsNotToAsk() async throws {
        let house = try await house()
        let spam = try await solved(1, in: house)
        try await house.database.connection.script(
            """
            INSERT INTO tags (id, name) VALUES ('\(Self.user)', 'Spam');
            INSERT INTO ticket_tags VALUES ('\(spam.ticketID)', '\(Self.user)');
            """)
        try await house.jobs.ask(spam)
        try await house.jobs.ask(try await solved(2, in: house, customerSeq: 0))
        try await house.jobs.ask(try await solved(3, in: house, solver: "system"))
        let reopened = try await solved(4, in: house)
        try await house.database.connection.script(
            "UPDATE tickets SET status = 'open' WHERE id = '\(reopened.ticketID)'")
        try await house.jobs.ask(reopened)
        #expect(try await tokens(house).isEmpty)
    }

    @Test("a customer asked by form is left in peace for seven days, a chat is always asked about")
    func coolDown() async throws {
        let house = try await house()
        try await house.jobs.ask(try await solved(1, in: house, channel: "form"))
        house.hands.pass(hours: 167)
        try await house.jobs.ask(try await solved(2, in: house, channel: "form"))
        #expect(try await tokens(house).count == 1)
        try await house.jobs.ask(try await solved(3, in: house))
        #expect(try await tokens(house).count == 2)
        house.hands.pass(hours: 169)
        try await house.jobs.ask(try await solved(4, in: house, channel: "form"))
        #expect(try await tokens(house).count == 3)
    }

    @Test("opening the link records nothing; an answer may change for a day, then it stands")
    func answer() async throws {
        let house = try await house()
        let wish = try await solved(1, in: house)
        try await house.jobs.ask(wish)
        let token = try await tokens(house)[0]
        for _ in 0..<2 { #expect(await house.client.call("GET", "/surveys/\(token)").json["state"] == .string("open")) }
        let first = await house.client.call("POST", "/surveys/\(token)/answer", json: #"{"rating": 2, "comment": "慢"}"#)
        #expect(first.status == 201)
        #expect(first.json["state"] == .string("changeable"))
        house.hands.pass(hours: 23.9)
        let changed = await house.client.call("POST", "/surveys/\(token)/answer", json: #"{"rating": 5}"#)
        #expect(changed.status == 200)
        house.hands.pass(hours: 0.2)
        let late = await house.client.call("POST", "/surveys/\(token)/answer", json: #"{"rating": 1}"#)
        #expect(late.status == 409)
        #expect(late.json["type"] == .string("/problems/answer-final"))
        let kept = try await house.database.connection.rows(
            { row in try row["rating"] as Int }, "SELECT rating FROM survey_answers")
        #expect(kept == [5])
        let rated = try await house.database.connection.rows(
            { row in try row["rating"] as String },
            "SELECT event ->> 'rating' AS rating FROM messages WHERE event ->> 'type' = 'rated' ORDER BY seq")
        #expect(rated == ["2", "5"])
        #expect(try await house.module.pendingSurvey(ofTicket: wish.ticketID) == nil)
    }

    @Test("ten answers at once leave one")
    func race() async throws {
        let house = try await house()
        try await house.jobs.ask(try await solved(1, in: house))
        let token = try await tokens(house)[0]
        let client = house.client
        let tasks = (0..<10).map { rating in
            Task { @Loop in
                await client.call("POST", "/surveys/\(token)/answer", json: #"{"rating": \#(rating % 5 + 1)}"#).status
            }
        }
        var statuses: [Int] = []
        for task in tasks { statuses.append(await task.value) }
        #expect(statuses.filter { $0 == 201 }.count == 1)
        #expect(statuses.allSatisfy { $0 == 201 || $0 == 200 })
        let count = try await house.database.connection.one(
            { row in try row["n"] as Int }, "SELECT count(*) AS n FROM survey_answers")
        #expect(count == 1)
    }

    @Test("a question closes after thirty days, an unknown token is not found, and staff may not answer")
    func refusals() async throws {
        let house = try await house()
        try await house.jobs.ask(try await solved(1, in: house))
        let token = try await tokens(house)[0]
        let path = "/surveys/\(token)/answer"
        let staff = Principal(kind: .user, id: UUID(uuidString: Self.user), name: "Mei", permissions: [.ticketsRead])
        #expect(await house.client.call("POST", path, json: #"{"rating": 5}"#, as: staff).status == 403)
        #expect(await house.client.call("POST", path, json: #"{"rating": 6}"#).status == 422)
        #expect(await house.client.call("POST", "/surveys/nonsense/answer", json: #"{"rating": 5}"#).status == 404)
        #expect(await house.client.call("GET", "/surveys/nonsense").status == 404)
        house.hands.pass(hours: 30 * 24)
        let expired = await house.client.call("POST", path, json: #"{"rating": 5}"#)
        #expect(expired.status == 410)
        #expect(await house.client.call("GET", "/surveys/\(token)").json["state"] == .string("expired"))
    }

    @Test("supervisors see the list without tokens, agents do not")
    func list() async throws {
        let house = try await house()
        try await house.jobs.ask(try await solved(1, in: house))
        let supervisor = Principal(kind: .user, id: UUID(), name: "Anna", permissions: [.reportsRead])
        let answer = await house.client.call("GET", "/surveys?from=2026-11-01&to=2026-11-30", as: supervisor)
        let item = answer.json["items"]?.array?.first
        #expect(item?["customer"]?["name"] == .string("Wang Mei"))
        #expect(item?["agent"]?["name"] == .string("Mei"))
        #expect(item?["token"] == .null)
        #expect(item?["rating"] == .null)
        #expect(await house.client.call("GET", "/surveys?rating=5", as: supervisor).json["items"] == .array([]))
        let agent = Principal(kind: .user, id: UUID(), name: "Liam", permissions: [.ticketsRead])
        #expect(await house.client.call("GET", "/surveys", as: agent).status == 403)
    }
}
