import Basics
import Channels
import Commerce
import Customers
import EventLoop
import Foundation
import Helpdesk
import Jobs
import Marketing
import Postgres
import Synchronization
import TestSupport
import Testing
import Web

/// A shop with a mailbox, two customers with an order each, and a clock the test holds: noon in Shanghai.
@Loop private final class Depot {
    nonisolated final class Time: Sendable {
        let now = Mutex(Date(rfc3339: "2026-11-28T04:00:00Z") ?? .distantPast)
        func pass(_ seconds: Double) { now.withLock { $0 += seconds } }
    }

    nonisolated static let mei = "00000000-0000-7000-8000-000000000001"
    nonisolated static let liam = "00000000-0000-7000-8000-000000000002"
    nonisolated static let mailbox = "00000000-0000-7000-8000-0000000000c9"

    let database: Database
    let time = Time()
    let bus = EventBus()
    let commerce: CommerceModule
    let shipments: ShipmentJobs
    let marketing: MarketingModule
    let client: RouteClient

    static func open(_ body: @Loop (Depot) async throws -> Void) async throws {
        let database = try await TestDatabase.fresh()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(try await Depot(database))) } catch { outcome = .failure(error) }
        await database.stop()
        try outcome.get()
    }

    private init(_ database: Database) async throws {
        self.database = database
        let time = time
        let clock = WallClock { time.now.withLock { $0 } }
        let context = AppContext(
            database: database, clock: clock, dataDirectory: TestDirectory.make("depot"), webRoot: "/nonexistent",
            publicURL: "http://tea.example", secrets: try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32))))
        let hub = LiveHub(clock: clock, epoch: "test", bus: nil)
        let helpdesk = HelpdeskModule(context: context, hub: hub, bus: bus) { _ in [:] }
        commerce = CommerceModule(context: context, bus: bus)
        shipments = ShipmentJobs(context: context, bus: bus)
        marketing = MarketingModule(context: context, helpdesk: helpdesk.desk)
        marketing.subscribe(bus)
        client = RouteClient(
            marketing.routes + commerce.routes + helpdesk.routes + CustomersModule(context: context).routes,
            as: Principal(kind: .apiKey, id: UUID(), name: "Shop", permissions: Set(Permission.allCases)))
        try await database.connection.script(
            """
            INSERT INTO company_profile (name, time_zone, currency, locale) VALUES ('Qinghe', 'Asia/Shanghai', 'CNY', 'en')
                ON CONFLICT (singleton) DO UPDATE SET name = 'Qinghe', time_zone = 'Asia/Shanghai', locale = 'en';
            INSERT INTO customers (id, name, locale) VALUES ('\(Self.mei)', '陈美', 'zh-Hans'), ('\(Self.liam)', 'Liam Byrne', 'en');
            INSERT INTO customer_emails (customer_id, address, is_primary) VALUES
                ('\(Self.mei)', 'mei@tea.example', true), ('\(Self.liam)', 'liam@cork.example', true);
            INSERT INTO inboxes (id, key, kind, name, settings) VALUES
                ('\(Self.mailbox)', 'mail', 'email', 'Mail', '{"mail": {"address": "help@tea.example"}}');
            """)
    }

    nonisolated static let words = """
        {"en": {"subject": "Order {{order.number}} is late", "body": "Hello {{customer.first_name|there}}, \
        {{shipment.tracking_number|your parcel}} was due on {{shipment.expected}}."},
         "zh-Hans": {"subject": "订单 {{order.number}} 延误", "body": "{{customer.name}}：原定 {{shipment.expected}}。"}}
        """

    /// A rule in both languages, with what is changed about it.
    func rule(
        enabled: Bool = true, texts: String = Depot.words, quietFrom: Int = 1260, inbox: String? = nil
    ) async -> RouteClient.Answer {
        await client.call(
            "PUT", "/late-parcel-rule",
            json: """
                {"enabled": \(enabled), "uses_chat": true, "pause_days": 7, "quiet_from": \(quietFrom),
                 "quiet_until": 540, "inbox_id": \(inbox.map { "\"\($0)\"" } ?? "null"), "texts": \(texts)}
                """)
    }

    /// An order of this customer with a parcel that was promised for yesterday, noticed to be late.
    @discardableResult func late(
        _ customer: String, tracking: String = "SF1", promised: String = "2026-11-27T04:00:00Z"
    )
        async throws -> String
    {
        time.pass(1)
        let order = await client.call(
            "POST", "/orders",
            json: """
                {"customer_id": "\(customer)", "currency": "CNY", "status": "paid", "lines": [{"name": "Teapot",
                 "quantity": 1, "unit_price": {"amount_minor": 16800, "currency": "CNY"}}]}
                """)
        let number = Int(order.json["number"]?.number ?? 0)
        let sent = await client.call(
            "POST", "/orders/\(number)/shipments",
            json: """
                {"carrier": "SF", "tracking_number": "\(tracking)", "shipped_at": "2026-11-20T04:00:00Z",
                 "promised_at": "\(promised)"}
                """)
        #expect(sent.status == 201, "\(sent.text)")
        try await shipments.noticeLate()
        return String(number)
    }

    /// A moment later, so that decisions stand in the order they were made in.
    func turn() async throws {
        time.pass(1)
        try await marketing.lateParcels?.turn()
    }

    /// `state` or `state reason` of each notice, oldest decision first.
    func decided() async -> [String] {
        let items = await client.call("GET", "/late-parcel-notices").json["items"]?.array ?? []
        return items.reversed().map { item in
            [item["state"]?.string, item["reason"]?.string, item["channel"]?.string].compactMap { $0 }.joined(
                separator: " ")
        }
    }

    struct Mail: Sendable {
        let subject: String
        let content: JSONValue
    }

    func mails() async throws -> [Mail] {
        try await database.connection.rows(
            { row in Mail(subject: try row["subject"], content: try row["content"]) },
            "SELECT subject, content FROM outbound_mails WHERE purpose = 'notice' ORDER BY created_at, id")
    }

    func tickets() async -> [JSONValue] {
        await client.call("GET", "/tickets?status=all").json["items"]?.array ?? []
    }
}

@Suite("Telling customers of late parcels") struct LateParcelTests {
    @Test("a late parcel becomes one mail in the customer's language and a ticket that waits for them")
    func told() async throws {
        try await Depot.open { depot in
            #expect(await depot.rule().status == 200)
            let number = try await depot.late(Depot.liam)
            try await depot.turn()
            try await depot.turn()
            #expect(await depot.decided() == ["told email"])
            let mails = try await depot.mails()
            let mail = try #require(mails.first)
            let ticket = try #require(await depot.tickets().first)
            #expect(mails.count == 1)
            #expect(mail.subject == "Order \(number) is late [#\(Int(ticket["number"]?.number ?? 0))]")
            #expect(mail.content["text"] == .string("Hello Liam, SF1 was due on 27 November 2026."))
            #expect(ticket["status"] == .string("waiting"))
            #expect(ticket["waiting_since"] == .null && ticket["first_response_at"] == .null)

            try await depot.late(Depot.mei, tracking: "SF2")
            try await depot.turn()
            #expect(try await depot.mails().last?.content["text"] == .string("陈美：原定 2026年11月27日。"))
        }
    }

    @Test("nothing is told while the rule is off, and nothing of that time when it is turned on")
    func off() async throws {
        try await Depot.open { depot in
            try await depot.late(Depot.liam)
            try await depot.turn()
            #expect(await depot.rule().status == 200)
            try await depot.turn()
            #expect(await depot.decided().isEmpty)
            #expect(try await depot.mails().isEmpty)
        }
    }

    @Test("a parcel is told of once, whatever new promise is broken after")
    func once() async throws {
        try await Depot.open { depot in
            _ = await depot.rule()
            let number = try await depot.late(Depot.liam)
            try await depot.turn()
            let order = await depot.client.call("GET", "/orders/\(number)")
            let parcel = try #require(order.json["shipments"]?.array?.first?["id"]?.string)
            _ = await depot.client.call(
                "PATCH", "/orders/\(number)/shipments/\(parcel)", json: #"{"promised_at": "2026-12-10T04:00:00Z"}"#)
            depot.time.pass(20 * 86_400)
            try await depot.shipments.noticeLate()
            try await depot.turn()
            #expect(try await depot.mails().count == 1)
        }
    }

    @Test("a customer is not told twice within the pause, and is again after it")
    func pause() async throws {
        try await Depot.open { depot in
            _ = await depot.rule()
            try await depot.late(Depot.liam)
            try await depot.turn()
            try await depot.late(Depot.liam, tracking: "SF2")
            try await depot.turn()
            #expect(await depot.decided() == ["told email", "withheld paused"])
            depot.time.pass(8 * 86_400)
            try await depot.late(Depot.liam, tracking: "SF3", promised: "2026-12-05T04:00:00Z")
            try await depot.turn()
            #expect(await depot.decided().last == "told email")
        }
    }

    @Test("an open ticket about the parcel gets a note instead, and the customer no second thread")
    func noted() async throws {
        try await Depot.open { depot in
            _ = await depot.rule()
            let asked = await depot.client.call(
                "POST", "/tickets",
                json:
                    #"{"customer_id": "\#(Depot.liam)", "subject": "Where is SF77?", "text": "SF77 is not here.", "channel": "api"}"#
            )
            #expect(asked.status == 201, "\(asked.text)")
            try await depot.late(Depot.liam, tracking: "SF77")
            try await depot.turn()
            #expect(await depot.decided() == ["noted"])
            #expect(try await depot.mails().isEmpty)
            let id = asked.json["id"]?.string ?? ""
            let messages = await depot.client.call("GET", "/tickets/\(id)/messages").json["items"]?.array ?? []
            let note = messages.first { $0["kind"] == .string("note") }
            #expect(note?["private"] == .bool(true))
            #expect(note?["text"]?.string?.contains("SF77") == true)
            // Another ticket of theirs does not stand in the way.
            try await depot.late(Depot.liam, tracking: "SF78")
            try await depot.turn()
            #expect(await depot.decided().last == "told email")
        }
    }

    @Test("nobody is told in quiet hours; what waited is told after them")
    func quiet() async throws {
        try await Depot.open { depot in
            _ = await depot.rule()
            depot.time.pass(12 * 3600)  // midnight in Shanghai
            try await depot.late(Depot.liam)
            try await depot.turn()
            #expect(await depot.decided().isEmpty)
            depot.time.pass(10 * 3600)
            try await depot.turn()
            #expect(await depot.decided() == ["told email"])
        }
    }

    @Test(
        "parcels that came, old news, suppressed and missing addresses, and gaps in the text are withheld with the reason"
    )
    func withheld() async throws {
        try await Depot.open { depot in
            _ = await depot.rule()
            let number = try await depot.late(Depot.liam, tracking: "CAME")
            let order = await depot.client.call("GET", "/orders/\(number)")
            let parcel = order.json["shipments"]?.array?.first?["id"]?.string ?? ""
            _ = await depot.client.call(
                "PATCH", "/orders/\(number)/shipments/\(parcel)", json: #"{"delivered_at": "2026-11-28T03:00:00Z"}"#)
            try await depot.turn()
            #expect(await depot.decided().last == "withheld arrived")
            try await depot.late(Depot.liam, tracking: "OLD", promised: "2026-11-01T04:00:00Z")
            try await depot.turn()
            #expect(await depot.decided().last == "withheld stale")
            try await depot.database.connection.script(
                "INSERT INTO suppressed_addresses (address, reason, created_at) VALUES ('liam@cork.example', 'undeliverable', now())"
            )
            try await depot.late(Depot.liam, tracking: "SUPPRESSED")
            try await depot.turn()
            #expect(await depot.decided().last == "withheld suppressed")
            _ = await depot.rule(texts: #"{"en": {"subject": "Order {{order.reference}} is late", "body": "Sorry."}}"#)
            try await depot.late(Depot.mei, tracking: "GAP")
            try await depot.turn()
            #expect(await depot.decided().last == "withheld unfilled")
            _ = await depot.rule()
            try await depot.database.connection.script("DELETE FROM customer_emails WHERE address LIKE 'mei%'")
            try await depot.late(Depot.mei, tracking: "NOADDRESS")
            try await depot.turn()
            #expect(await depot.decided().last == "withheld no_address")
            #expect(try await depot.mails().isEmpty)
            #expect(await depot.tickets().isEmpty)
        }
    }

    @Test("a letter says which variables leave a gap, fills the others, and lets no name become a link")
    func gaps() {
        let text = LetterText(subject: "Order {{order.reference|}}", body: "Hello {{customer.name|there}}")
        #expect(text.needed == ["order.reference"])
        #expect(
            text.filled(["order.reference": "W-1", "customer.name": " "])
                == LetterText(subject: "Order W-1", body: "Hello there"))
        let sly = LetterText(subject: "Hi", body: "{{customer.name}}").filled([
            "customer.name": "[x](http://evil.example)"
        ])
        #expect(sly.body == "xhttp: //evil.example")
    }

    @Test("unknown variables, languages and times are refused by name; nothing can be turned on without words")
    func refused() async throws {
        try await Depot.open { depot in
            let unknown = await depot.rule(texts: #"{"en": {"subject": "A", "body": "{{customer.password}}"}}"#)
            #expect(unknown.status == 422 && unknown.text.contains("/texts/en/body"), "\(unknown.text)")
            #expect(await depot.rule(quietFrom: 5000).text.contains("/quiet_from"))
            #expect(await depot.rule(texts: "{}").text.contains("/texts"))
            #expect(await depot.rule(enabled: false, texts: "{}").status == 200)
            #expect(await depot.rule(inbox: Depot.mei).text.contains("/inbox_id"))
        }
    }

    @Test("somebody the shop vouched for who is in the chat is told there, in their own conversation")
    func chat() async throws {
        try await Depot.open { depot in
            _ = await depot.rule()
            try await depot.database.connection.script(
                """
                INSERT INTO inboxes (id, key, kind, name) VALUES
                    ('00000000-0000-7000-8000-0000000000ca', 'shop', 'chat', 'Shop');
                INSERT INTO visitors (id, inbox_id, token_hash, customer_id, verified, last_seen_at) VALUES
                    ('00000000-0000-7000-8000-0000000000d9', '00000000-0000-7000-8000-0000000000ca', '\\x01', '\(Depot.mei)',
                        true, '2026-11-28T03:59:00Z');
                INSERT INTO tickets (id, status, channel, inbox_id, customer_id, visitor_id, created_at) VALUES
                    ('00000000-0000-7000-8000-0000000000e9', 'open', 'chat', '00000000-0000-7000-8000-0000000000ca',
                        '\(Depot.mei)', '00000000-0000-7000-8000-0000000000d9', '2026-11-28T03:50:00Z');
                """)
            try await depot.late(Depot.mei)
            try await depot.turn()
            #expect(await depot.decided() == ["told chat"])
            #expect(try await depot.mails().isEmpty)
            let messages =
                await depot.client.call("GET", "/tickets/00000000-0000-7000-8000-0000000000e9/messages").json["items"]?
                .array ?? []
            #expect(messages.last?["text"] == .string("陈美：原定 2026年11月27日。"))
            #expect(messages.last?["private"] == .bool(false))
            #expect(await depot.tickets().first?["first_response_at"] == .null)
        }
    }

    @Test("the preview counts as the rule would have decided, sends nothing, and shows the words")
    func preview() async throws {
        try await Depot.open { depot in
            _ = await depot.rule(enabled: false)
            try await depot.late(Depot.liam)
            try await depot.late(Depot.liam, tracking: "SF2")
            try await depot.late(Depot.mei, tracking: "SF3")
            let body = """
                {"enabled": true, "uses_chat": true, "pause_days": 7, "quiet_from": 0, "quiet_until": 0, "texts": {
                    "en": {"subject": "Late", "body": "Hello {{customer.name}}"},
                    "zh-Hans": {"subject": "延误", "body": "{{shipment.tracking_url}}"}}}
                """
            let answer = await depot.client.call("POST", "/late-parcel-rule/preview", json: body)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.json["late_count"] == .number(3))
            #expect(answer.json["would_tell_count"] == .number(1))
            #expect(answer.json["withheld"] == .object(["paused": .number(1), "unfilled": .number(1)]))
            #expect(answer.json["unfilled"] == .array([.string("zh-Hans")]))
            #expect(answer.json["samples"]?.array?.first?["body"] == .string("Hello 陈美"))
            #expect(try await depot.mails().isEmpty)
            #expect(await depot.decided().isEmpty)
        }
    }
}
