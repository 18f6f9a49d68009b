import Basics
import Customers
import EventLoop
import Foundation
import Imports
import Insight
import Marketing
import Postgres
import TestSupport
import Testing
import Web

@Suite("Segments")
@Loop struct SegmentTests {
    @Test(
        "hold whom one condition fits",
        arguments: [
            (#""field": "name", "operator": "is", "value": "mei""#, ["Mei"]),
            (#""field": "name", "operator": "is_not", "value": "Mei""#, ["Liam", "Noor"]),
            (#""field": "name", "operator": "contains", "value": "%""#, []),
            (#""field": "email", "operator": "contains", "value": "@TEA.""#, ["Mei"]),
            (#""field": "email", "operator": "is_not_set""#, ["Noor"]),
            (#""field": "email", "operator": "is_not", "value": "mei@tea.example""#, ["Liam", "Noor"]),
            (#""field": "company", "operator": "is", "value": "00000000-0000-7000-8000-0000000000F1""#, ["Mei"]),
            (#""field": "company", "operator": "is_not_set""#, ["Liam", "Noor"]),
            (#""field": "tag", "operator": "includes", "value": "tea""#, ["Mei", "Liam"]),
            (#""field": "tag", "operator": "excludes", "value": "wholesale""#, ["Liam", "Noor"]),
            (#""field": "country", "operator": "is_set""#, ["Mei", "Liam"]),
            (#""field": "vip", "operator": "is", "value": true"#, ["Mei"]),
            (#""field": "consent", "operator": "is", "value": ["refused", "unknown"]"#, ["Liam", "Noor"]),
            (#""field": "consent", "operator": "is_not", "value": ["granted"]"#, ["Liam", "Noor"]),
            (#""field": "created_at", "operator": "within_days", "value": 8"#, ["Mei"]),
            (#""field": "created_at", "operator": "before", "value": "2026-01-01""#, ["Noor"]),
            (#""field": "last_contact_at", "operator": "not_within_days", "value": 90"#, ["Liam", "Noor"]),
            (#""field": "open_tickets", "operator": "at_least", "value": 1"#, ["Liam"]),
            (#""field": "tickets", "operator": "equals", "value": 0"#, ["Noor"]),
            (#""field": "last_rating", "operator": "at_most", "value": 2"#, ["Mei"]),
            (#""field": "order_count", "operator": "at_least", "value": 2"#, ["Mei"]),
            (#""field": "order_count", "operator": "equals", "value": 0"#, ["Noor"]),
            (
                #""field": "order_total", "operator": "at_least", "value": {"amount_minor": 25000, "currency": "CNY"}"#,
                ["Mei"]
            ),
            (
                #""field": "order_total", "operator": "at_least", "value": {"amount_minor": 9000, "currency": "EUR"}"#,
                ["Liam"]
            ),
            (
                #""field": "order_total", "operator": "at_most", "value": {"amount_minor": 0, "currency": "EUR"}"#,
                ["Mei", "Noor"]
            ),
            (#""field": "last_order_at", "operator": "not_within_days", "value": 60"#, ["Liam", "Noor"]),
            (#""field": "last_order_at", "operator": "after", "value": "2026-11-24""#, ["Mei"]),
            (#""field": "product", "operator": "includes", "value": "00000000-0000-7000-8000-0000000000a1""#, ["Mei"]),
            (
                #""field": "product", "operator": "excludes", "value": "00000000-0000-7000-8000-0000000000a1""#,
                ["Liam", "Noor"]
            ),
            (#""field": "phone", "operator": "begins_with", "value": "+353""#, ["Liam"]),
            (#""field": "phone", "operator": "is_not_set""#, ["Mei", "Noor"]),
            (#""field": "chats", "operator": "at_least", "value": 1"#, ["Mei"]),
            (#""field": "last_visit_at", "operator": "not_within_days", "value": 3"#, ["Liam", "Noor"]),
            // From 1 February to 25 November.
            (#""field": "average_gap_days", "operator": "at_most", "value": 297"#, ["Mei"]),
            (#""field": "average_gap_days", "operator": "at_least", "value": 298"#, []),
            (#""field": "category", "operator": "includes", "value": "teaware""#, ["Mei"]),
            (#""field": "category", "operator": "excludes", "value": "Teaware""#, ["Liam", "Noor"]),
            (#""field": "satisfaction_band", "operator": "is", "value": "high""#, ["Liam"]),
            (#""field": "satisfaction_band", "operator": "is", "value": "unknown""#, ["Mei", "Noor"]),
            (#""field": "churn_band", "operator": "is", "value": "unknown""#, ["Mei", "Liam", "Noor"]),
            (#""field": "rfm_segment", "operator": "is_not", "value": ["champions"]"#, ["Liam", "Noor"]),
            (#""field": "custom.size", "operator": "at_least", "value": 30"#, ["Mei"]),
            (#""field": "custom.tea", "operator": "is", "value": ["green", "black"]"#, ["Mei", "Liam"]),
            (#""field": "custom.birthday", "operator": "before", "value": "1999-01-01""#, ["Liam"]),
            (#""field": "custom.size", "operator": "is_not_set""#, ["Liam", "Noor"]),
            (#""field": "custom.likes", "operator": "includes", "value": "cups""#, ["Mei"]),
            (#""field": "custom.likes", "operator": "excludes", "value": "cups""#, ["Liam", "Noor"]),
            (
                #""field": "custom.limit", "operator": "at_least", "value": {"amount_minor": 5000, "currency": "CNY"}"#,
                ["Mei"]
            ),
            (#""field": "custom.visited", "operator": "after", "value": "2026-11-01""#, ["Mei"]),
            (#""field": "custom.friend", "operator": "is", "value": "00000000-0000-7000-8000-000000000002""#, ["Mei"]),
            (#""field": "custom.friend", "operator": "is_not_set""#, ["Liam", "Noor"]),
            (#""field": "post_consent", "operator": "is", "value": ["unknown"]"#, ["Mei", "Liam", "Noor"]),
        ])
    func one(condition: String, names: [String]) async throws {
        try await Fair.open { fair in
            let found = try await fair.names("{\(condition)}")
            #expect(found == names)
        }
    }

    @Test("hold the same once what was bought is prepared, and what is bought after that")
    func prepared() async throws {
        let rules: [(rule: String, names: [String])] = [
            (#"{"field": "order_count", "operator": "at_least", "value": 1}"#, ["Mei", "Liam"]),
            (#"{"field": "category", "operator": "includes", "value": "teaware"}"#, ["Mei"]),
        ]
        try await Fair.open { fair in
            let connection = fair.database.connection
            let store = SegmentStore(connection)
            for isPrepared in [false, true] {
                if isPrepared { try await PreparedOrders(connection).prepare() }
                #expect(try await store.company(now: Fair.now).isPrepared == isPrepared)
                for (rule, names) in rules { #expect(try await fair.names(rule) == names, "\(rule)") }
            }
            try await connection.script(
                """
                INSERT INTO orders (id, customer_id, currency, total_minor, placed_at, created_at)
                SELECT gen_random_uuid(), id, 'CNY', 100, now(), now() FROM customers WHERE name = 'Noor'
                """)
            #expect(try await store.company(now: Fair.now).isPrepared == false)
            #expect(try await fair.names(rules[0].rule) == ["Mei", "Liam", "Noor"])
        }
    }

    @Test("join conditions by all of and any of")
    func groups() async throws {
        try await Fair.open { fair in
            let rule = """
                {"match": "all", "rules": [
                    {"field": "tag", "operator": "includes", "value": "tea"},
                    {"match": "any", "rules": [
                        {"field": "open_tickets", "operator": "at_least", "value": 1},
                        {"field": "order_count", "operator": "at_least", "value": 9}]}]}
                """
            let found = try await fair.names(rule)
            #expect(found == ["Liam"])
        }
    }

    @Test("hold whom none of several conditions fits, also where nothing is known")
    func none() async throws {
        try await Fair.open { fair in
            let rule = """
                {"match": "none", "rules": [
                    {"field": "last_rating", "operator": "at_most", "value": 2},
                    {"match": "all", "rules": [
                        {"field": "tag", "operator": "includes", "value": "tea"},
                        {"match": "none", "rules": [{"field": "vip", "operator": "is", "value": false}]}]}]}
                """
            let found = try await fair.names(rule)
            #expect(found == ["Liam", "Noor"])
        }
    }

    @Test("say of a customer which hold them, and why")
    func reasons() async throws {
        try await Fair.open { fair in
            let made = await fair.client.call(
                "POST", "/segments",
                json: """
                    {"name": "Tea drinkers", "rule": {"match": "all", "rules": [
                        {"field": "tag", "operator": "includes", "value": "tea"},
                        {"field": "company", "operator": "is", "value": "00000000-0000-7000-8000-0000000000f1"},
                        {"match": "none", "rules": [{"field": "order_total", "operator": "at_least",
                            "value": {"amount_minor": 90000, "currency": "CNY"}}]}]}}
                    """)
            #expect(made.status == 201, "\(made.text)")
            let mei = "/customers/00000000-0000-7000-8000-000000000001/segments"
            let shown = await fair.client.call("GET", mei)
            let items = shown.json["items"]?.array ?? []
            // Her own figures put her into three of the founding ones as well.
            #expect(
                items.map { $0["builtin"]?.string ?? $0["name"]?.string } == [
                    "Tea drinkers", "age_group.middle", "order_value_group.high", "frequency_group.low",
                ])
            let reasons = items.first?["reasons"]?.array ?? []
            #expect(
                reasons.map { $0["found"]?.string } == ["wholesale, tea", "Lantern", "25000"], "\(shown.text)")
            #expect(reasons.map { $0["value"]?.string } == ["tea", "Lantern", "90000"])
            #expect(reasons.map { $0["fits"]?.bool } == [true, true, false])
            #expect(reasons.map { $0["is_wanted"]?.bool } == [true, true, false])
            let liam = await fair.client.call("GET", "/customers/00000000-0000-7000-8000-000000000002/segments")
            #expect(liam.json["items"]?.array?.isEmpty == true)
            let nobody = await fair.client.call("GET", "/customers/\(UUID().uuidString)/segments")
            #expect(nobody.status == 404)
            #expect(await fair.client.call("GET", mei, as: Cast.staff(Cast.lin)).status == 403)
        }
    }

    @Test("leave as a CSV file with exactly their people, formulas made harmless, for those who may, and on the record")
    func exported() async throws {
        try await Fair.open { fair in
            try await fair.database.connection.execute("UPDATE customers SET name = '=cmd|茶' WHERE name = 'Mei'")
            let made = await fair.client.call(
                "POST", "/segments",
                json: #"{"name": "Tea", "rule": {"field": "city", "operator": "is", "value": "上海"}}"#)
            let id = try #require(made.json["id"]?.string)
            let list = CustomerExport(
                CustomerGroups(segment: { try await SegmentStore($1).members(of: $0, now: Fair.now) }))
            let writer = ExportWriter(context: fair.context, lists: [list])
            let path = fair.context.dataDirectory + "/segment.csv"
            let written = try await writer.write(writer.list("customers-of-\(id)"), to: path) { _ in }
            #expect(written.rows == 1)
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.contains("'=cmd|茶") && text.contains("上海") && !text.contains("Liam"))
            let header = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
            #expect(header.contains("name,email,phone,company,country,city") && header.contains("marketing_consent"))
            let exports = RouteClient(
                ImportsModule(context: fair.context, kinds: [], lists: [list]).routes,
                as: Principal(kind: .user, id: nil, name: "Ada", permissions: Set(Permission.allCases)))
            let asked = await exports.call("POST", "/exports", json: #"{"name": "customers-of-\#(id)"}"#)
            #expect(asked.status == 202, "\(asked.text)")
            let importer = Principal(kind: .user, id: nil, name: "Bo", permissions: [.importsManage])
            let refused = await exports.call(
                "POST", "/exports", json: #"{"name": "customers-of-\#(id)"}"#, as: importer)
            #expect(refused.status == 403, "who may not read segments gets no file of one")
            let entries = try await fair.database.connection.rows(
                { row in try row["action"] as String },
                "SELECT action FROM audit_entries WHERE action LIKE 'export%' ORDER BY action")
            #expect(entries.count == 1)
        }
    }

    @Test(
        "name the place of what is wrong with a rule",
        arguments: [
            (#"{"match": "some", "rules": []}"#, "/rule/match"),
            (#"{"match": "all", "rules": []}"#, "/rule/rules"),
            (#"{"match": "all", "rules": [{"field": "shoe", "operator": "is"}]}"#, "/rule/rules/0/field"),
            (#"{"field": "vip", "operator": "contains", "value": true}"#, "/rule/operator"),
            (#"{"field": "vip", "operator": "is", "value": "yes"}"#, "/rule/value"),
            (#"{"field": "consent", "operator": "is", "value": ["maybe"]}"#, "/rule/value"),
            (#"{"field": "created_at", "operator": "before", "value": "2026-02-30"}"#, "/rule/value"),
            (#"{"field": "created_at", "operator": "within_days", "value": 1.5}"#, "/rule/value"),
            (#"{"field": "product", "operator": "includes", "value": "pot"}"#, "/rule/value"),
            (
                #"{"field": "order_total", "operator": "at_least", "value": {"amount_minor": 1, "currency": "yuan"}}"#,
                "/rule/value/currency"
            ),
            (#""all""#, "/rule"),
        ])
    func wrong(rule: String, pointer: String) async throws {
        try await Fair.open { fair in
            let answer = await fair.client.call("POST", "/segments/preview", json: #"{"rule": \#(rule)}"#)
            #expect(answer.status == 422)
            #expect(answer.pointers == [pointer])
        }
    }

    @Test("refuse rules without end")
    func endless() throws {
        let one: JSONValue = ["field": .string("vip"), "operator": .string("is"), "value": .bool(true)]
        var deep = one
        for _ in 0..<5 { deep = ["match": .string("all"), "rules": .array([deep])] }
        let wide: JSONValue = ["match": .string("any"), "rules": .array(Array(repeating: one, count: 51))]
        #expect(throws: Problem.self) { try SegmentRule(parsing: deep, SegmentCatalogue()) }
        #expect(throws: Problem.self) { try SegmentRule(parsing: wide, SegmentCatalogue()) }
    }

    @Test("never put a value into the text of a statement")
    func parameters() throws {
        let nasty = "x'); DROP TABLE customers; --"
        let rule: JSONValue = ["field": .string("name"), "operator": .string("is"), "value": .string(nasty)]
        let company = SegmentSQL.Company(timeZone: "UTC", currency: "CNY", now: Fair.now)
        let sql = SegmentSQL.members(try SegmentRule(parsing: rule, SegmentCatalogue()), company)
        #expect(!sql.text.contains("DROP"))
        #expect(sql.parameters == [nasty])
    }

    @Test("are saved, counted, changed and deleted, and filter the list of customers")
    func saved() async throws {
        try await Fair.open { fair in
            let body = #"{"name": "Tea", "rule": {"field": "tag", "operator": "includes", "value": "tea"}}"#
            let made = await fair.client.call("POST", "/segments", json: body)
            #expect(made.status == 201 && made.json["count"]?.number == 2)
            let id = try #require(made.json["id"]?.string)
            #expect(await fair.client.call("POST", "/segments", json: body).status == 409)
            let listed = await fair.client.call("GET", "/customers?segment_id=\(id)&sort=name")
            #expect((listed.json["items"]?.array ?? []).compactMap { $0["name"]?.string } == ["Liam", "Mei"])
            let path = "/segments/\(id)"
            let changed = await fair.client.call(
                "PUT", path, json: #"{"name": "VIP", "rule": {"field": "vip", "operator": "is", "value": true}}"#,
                headers: [("if-match", "\"1\"")])
            #expect(changed.json["count"]?.number == 1 && changed.json["version"]?.number == 2)
            #expect(await fair.client.call("PUT", path, json: body, headers: [("if-match", "\"1\"")]).status == 412)
            #expect(await fair.client.call("DELETE", path).status == 204)
            #expect(await fair.client.call("GET", "/customers?segment_id=\(id)").status == 404)
            let all = await fair.client.call("GET", "/segments")
            #expect((all.json["items"]?.array ?? []).count == 9, "the founding segments are there from the start")
        }
    }

    @Test("combine in the list of customers as a rule in its address, for those who read customers only")
    func listed() async throws {
        try await Fair.open { fair in
            let rule = """
                {"match": "any", "rules": [{"field": "custom.likes", "operator": "includes", "value": "cups"},
                    {"match": "all", "rules": [{"field": "country", "operator": "is", "value": "IE"},
                        {"field": "tag", "operator": "includes", "value": "tea"}]}]}
                """
            let text = try #require(rule.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let agent = Cast.staff(Cast.lin)
            let found = await fair.client.call("GET", "/customers?sort=name&rule=\(text)", as: agent)
            #expect(
                (found.json["items"]?.array ?? []).compactMap { $0["name"]?.string } == ["Liam", "Mei"], "\(found.text)"
            )
            let both = await fair.client.call("GET", "/customers?rule=\(text)&vip=true", as: agent)
            #expect((both.json["items"]?.array ?? []).count == 1)
            #expect(await fair.client.call("GET", "/segments/fields", as: agent).status == 200)
            let wrong = await fair.client.call("GET", "/customers?rule=%7B%22field%22%3A%22colour%22%7D", as: agent)
            #expect(wrong.json["errors"]?.array?.first?["pointer"] == .string("/rule/field"), "\(wrong.text)")
            #expect(await fair.client.call("GET", "/customers?rule=nonsense", as: agent).status == 422)
        }
    }

    @Test("are nobody's without the right, also as a filter of customers")
    func rights() async throws {
        try await Fair.open { fair in
            let agent = Cast.staff(Cast.lin)
            #expect(await fair.client.call("GET", "/segments", as: agent).status == 403)
            let founding = "01935800-0000-7000-8000-000000000101"
            #expect(await fair.client.call("GET", "/customers?segment_id=\(founding)", as: agent).status == 403)
            #expect(await fair.client.call("GET", "/customers?segment_id=\(founding)").status == 200)
        }
    }
}
