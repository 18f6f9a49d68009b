import Basics
import Customers
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("Customers")
struct CustomerRoutesTests {
    @Test("a customer has several addresses and numbers, the primary one first, and every change is audited")
    func severalAddresses() async throws {
        try await Records.open { records in
            let made = await records.make(
                """
                {"name": "陈美", "emails": [{"address": "old@example.com"}, {"address": "mei@example.com", "primary": true}],
                 "phones": [{"number": "+86 138 0013 8000"}], "vip": true, "tags": ["wholesale"],
                 "consent": {"email_marketing": {"granted": true, "source": "checkout"}}}
                """)
            #expect(made.status == 201)
            #expect(made.json["emails"]?.array?.first?["address"] == .string("mei@example.com"))
            #expect(made.json["emails"]?.array?.first?["primary"] == .bool(true))
            #expect(made.json["consent"]?["email_marketing"]?["source"] == .string("checkout"))
            let id = try #require(made.json["id"]?.string)
            let changed = await records.client.call("PATCH", "/customers/\(id)", json: #"{"vip": false, "city": "上海"}"#)
            #expect(changed.json["vip"] == .bool(false))
            #expect(changed.json["version"] == .number(2))
            let changes: JSONValue = try await records.database.connection.one(
                { try $0["changes"] }, "SELECT changes FROM audit_entries WHERE action = 'customer.changed'")
            #expect(
                changes
                    == .object([
                        "vip": .object(["from": .bool(true), "to": .bool(false)]),
                        "city": .object(["from": .null, "to": .string("上海")]),
                    ]))
            let stale = await records.client.call(
                "PATCH", "/customers/\(id)", json: #"{"vip": true}"#, headers: [("if-match", "\"1\"")])
            #expect(stale.status == 412)
        }
    }

    @Test("an address belongs to one customer, a shared number only warns, and force overrules only the warning")
    func duplicates() async throws {
        try await Records.open { records in
            let first = await records.make(
                #"{"name": "Mei", "emails": [{"address": "mei@example.com"}], "phones": [{"number": "+86 13800138000"}]}"#
            )
            let id = try #require(first.json["id"])
            let taken = await records.make(#"{"name": "X", "emails": [{"address": "MEI@example.com"}]}"#, force: true)
            #expect(taken.status == 409)
            #expect(taken.json["type"] == .string("/problems/email-taken"))
            #expect(taken.json["possible_duplicates"]?.array?.first?["id"] == id)
            let warned = await records.make(#"{"name": "Other", "phones": [{"number": "138 0013 8000"}]}"#)
            #expect(warned.json["type"] == .string("/problems/possible-duplicate"))
            #expect(warned.json["possible_duplicates"]?.array?.first?["matches"] == .array([.string("phone")]))
            #expect(
                await records.make(#"{"name": "Other", "phones": [{"number": "138 0013 8000"}]}"#, force: true).status
                    == 201)
        }
    }

    @Test("a change may not take another customer's address")
    func changeTakesAddress() async throws {
        try await Records.open { records in
            _ = await records.make(#"{"name": "Mei", "emails": [{"address": "mei@example.com"}]}"#)
            let other = await records.make(#"{"name": "Li", "emails": [{"address": "li@example.com"}]}"#)
            let id = try #require(other.json["id"]?.string)
            let refused = await records.client.call(
                "PATCH", "/customers/\(id)", json: #"{"emails": [{"address": "mei@example.com"}]}"#)
            #expect(refused.json["type"] == .string("/problems/email-taken"))
            let kept = await records.client.call("GET", "/customers/\(id)")
            #expect(kept.json["emails"]?.array?.first?["address"] == .string("li@example.com"))
        }
    }

    @Test("search finds two Chinese characters, the beginning of an address, and the end of a number")
    func search() async throws {
        try await Records.open { records in
            _ = await records.make(
                #"{"name": "陈美丽", "emails": [{"address": "mei@example.com"}], "phones": [{"number": "+86 138 0013 8000"}]}"#
            )
            _ = await records.make(#"{"name": "Will The_Great", "emails": [{"address": "will@example.com"}]}"#)
            #expect(await records.names("q=%E7%BE%8E%E4%B8%BD") == ["陈美丽"])
            #expect(await records.names("q=mei@ex") == ["陈美丽"])
            #expect(await records.names("q=8000") == ["陈美丽"])
            #expect(await records.names("q=13800138") == [])
            #expect(await records.names("q=will") == ["Will The_Great"])
            #expect(await records.names("q=_") == [])
        }
    }

    @Test("every sort pages through all customers once", arguments: ["name", "newest", "last_seen"])
    func pages(sort: String) async throws {
        try await Records.open { records in
            for number in 1...5 { _ = await records.make(#"{"name": "Customer \#(number)"}"#) }
            let store = CustomerStore(records.database.connection)
            let first: ID<Customer> = try await records.database.connection.one(
                { try $0["id"] }, "SELECT id FROM customers ORDER BY name LIMIT 1")
            try await store.seen(first, at: Date(timeIntervalSince1970: 1_795_430_400))
            var seen: [String] = []
            var cursor: String?
            repeat {
                let answer = await records.client.call(
                    "GET", "/customers?sort=\(sort)&limit=2" + (cursor.map { "&cursor=\($0)" } ?? ""))
                seen += (answer.json["items"]?.array ?? []).compactMap { $0["name"]?.string }
                cursor = answer.json["next_cursor"]?.string
            } while cursor != nil && seen.count < 20
            #expect(seen.sorted() == (1...5).map { "Customer \($0)" })
            if sort == "last_seen" { #expect(seen.first == "Customer 1") }
        }
    }

    @Test("a deleted customer is gone from every list and frees the address")
    func delete() async throws {
        try await Records.open { records in
            let json = #"{"name": "Mei", "emails": [{"address": "mei@example.com"}]}"#
            let id = try #require(await records.make(json).json["id"]?.string)
            #expect(await records.client.call("DELETE", "/customers/\(id)").status == 204)
            #expect(await records.client.call("GET", "/customers/\(id)").status == 404)
            #expect(await records.names("q=mei") == [])
            #expect(await records.make(json).status == 201)
        }
    }

    @Test("custom fields accept only what their definition allows")
    func customFields() async throws {
        try await Records.open { records in
            let field = await records.client.call(
                "POST", "/custom-fields",
                json:
                    #"{"key": "size", "label": {"en": "Size"}, "subject": "customer", "type": "select", "options": ["37", "38"]}"#
            )
            #expect(field.status == 201)
            let wrong = await records.make(#"{"name": "A", "custom_fields": {"size": "99", "colour": "red"}}"#)
            #expect(wrong.status == 422)
            let pointers = (wrong.json["errors"]?.array ?? []).compactMap { $0["pointer"]?.string }
            #expect(Set(pointers) == ["/custom_fields/size", "/custom_fields/colour"])
            let right = await records.make(#"{"name": "A", "custom_fields": {"size": "38"}}"#)
            #expect(right.json["custom_fields"] == .object(["size": .string("38")]))
        }
    }

    @Test("notes stand in the timeline until they are removed, and kinds filter it")
    func timeline() async throws {
        try await Records.open { records in
            let id = try #require(await records.make(#"{"name": "Mei"}"#).json["id"]?.string)
            let note = await records.client.call("POST", "/customers/\(id)/notes", json: #"{"text": "Calls at nine."}"#)
            #expect(note.status == 201)
            let all = await records.client.call("GET", "/customers/\(id)/timeline")
            #expect((all.json["items"]?.array ?? []).compactMap { $0["kind"]?.string } == ["note", "customer.created"])
            let some = await records.client.call("GET", "/customers/\(id)/timeline?kinds=note,rating")
            #expect(some.json["items"]?.array?.count == 1)
            let noteID = try #require(note.json["id"]?.string)
            #expect(await records.client.call("DELETE", "/customers/\(id)/notes/\(noteID)").status == 204)
            let after = await records.client.call("GET", "/customers/\(id)/timeline?kinds=note")
            #expect(after.json["items"] == .array([]))
        }
    }

    @Test("companies are made, found, changed and removed, and their customers stay")
    func companies() async throws {
        try await Records.open { records in
            let company = await records.client.call(
                "POST", "/companies", json: #"{"name": "Lantern", "domain": "Lantern.example"}"#)
            let id = try #require(company.json["id"]?.string)
            let customer = await records.make(#"{"name": "Mei", "company_id": "\#(id)"}"#)
            #expect(customer.json["company"]?["name"] == .string("Lantern"))
            let twin = await records.client.call(
                "POST", "/companies", json: #"{"name": "B", "domain": "lantern.example"}"#)
            #expect(twin.json["type"] == .string("/problems/domain-taken"))
            let found = await records.client.call("GET", "/companies?q=lant")
            #expect(found.json["items"]?.array?.first?["customer_count"] == .number(1))
            let changed = await records.client.call("PATCH", "/companies/\(id)", json: #"{"domain": null}"#)
            #expect(changed.json["domain"] == .null)
            let mei = try #require(customer.json["id"]?.string)
            let stranger = try await records.id(of: #"{"name": "Stranger"}"#)
            let refused = await records.client.call(
                "PATCH", "/companies/\(id)", json: #"{"main_contact_id": "\#(stranger)"}"#)
            #expect(refused.json["errors"]?.array?.first?["pointer"] == .string("/main_contact_id"))
            let main = await records.client.call(
                "PATCH", "/companies/\(id)",
                json: #"{"main_contact_id": "\#(mei)", "phone": "021 6268 0000", "address": "南京西路 1 号"}"#)
            #expect(main.json["main_contact"]?["name"] == .string("Mei"), "\(main.text)")
            // Who leaves is nobody's main contact.
            _ = await records.client.call("PATCH", "/customers/\(mei)", json: #"{"company_id": null}"#)
            #expect(await records.client.call("GET", "/companies/\(id)").json["main_contact"] == .null)
            #expect(await records.client.call("DELETE", "/companies/\(id)").status == 204)
            #expect(await records.names("q=Mei") == ["Mei"])
        }
    }

    @Test("a company another program knows by its domain is made once, and the second time changes nothing")
    func companiesByDomain() async throws {
        try await Records.open { records in
            let body = #"{"name": "Lantern", "phone": "021 6268 0000"}"#
            let made = await records.client.call("PUT", "/companies/by-domain/Lantern.example", json: body)
            #expect(made.status == 201 && made.json["domain"] == .string("lantern.example"), "\(made.text)")
            let again = await records.client.call("PUT", "/companies/by-domain/lantern.example", json: body)
            #expect(again.status == 200 && again.json == made.json, "\(again.text)")
            let since = Date()
            #expect(
                await records.client.call("PUT", "/companies/by-domain/tea.example", json: #"{"name": "Tea"}"#).status
                    == 201)
            let more = await records.client.call(
                "PUT", "/companies/by-domain/lantern.example", json: #"{"address": "南京西路 1 号"}"#)
            #expect(more.json["id"] == made.json["id"] && more.json["name"] == .string("Lantern"))
            #expect(more.json["version"] == .number(2))
            // A program that asks what changed is told in order, a page at a time.
            let first = await records.client.call("GET", "/companies?updated_since=\(since.rfc3339)&limit=1").json
            #expect(first["items"]?.array?.map { $0["name"] } == [.string("Tea")])
            let cursor = try #require(first["next_cursor"]?.string)
            let second = await records.client.call(
                "GET", "/companies?updated_since=\(since.rfc3339)&limit=1&cursor=\(cursor)"
            ).json
            #expect(second["items"]?.array?.map { $0["name"] } == [.string("Lantern")])
            let wrong = await records.client.call("PUT", "/companies/by-domain/no domain", json: body)
            #expect(wrong.status == 422 && wrong.text.contains("/domain"), "\(wrong.text)")
            let nameless = await records.client.call("PUT", "/companies/by-domain/new.example", json: "{}")
            #expect(nameless.status == 422 && nameless.text.contains("/name"), "\(nameless.text)")
        }
    }

    @Test("a signed identity finds its customer, and a typed address never takes somebody else's")
    func directory() async throws {
        try await Records.open { records in
            let directory = CustomerDirectory(context: records.context)
            let made = await records.make(#"{"name": "Mei", "emails": [{"address": "mei@example.com"}]}"#)
            let mei = try #require(made.json["id"]?.string.flatMap { UUID(uuidString: $0) })
            try await records.database.transaction { connection in
                let signed = try await directory.identified(
                    externalID: "42", email: "mei@example.com", name: nil, locale: nil, in: connection)
                #expect(signed == mei)
                let other = try await directory.identified(
                    externalID: "43", email: "mei@example.com", name: "Thief", locale: nil, in: connection)
                #expect(other != mei)
                try await directory.complete(
                    other, name: nil, email: "mei@example.com", phone: "12345", in: connection)
                let contact = try await directory.contact(other, in: connection)
                #expect(contact?.email == nil)
                #expect(contact?.name == "Thief")
            }
        }
    }

    @Test("numbers are the same however they are written")
    func phones() {
        #expect(PhoneNumber("0086 138-0013-8000")?.digits == PhoneNumber("+86 (138) 0013 8000")?.digits)
        #expect(PhoneNumber("１３８００１３８０００")?.digits == "13800138000")
        #expect(PhoneNumber("call me") == nil)
        #expect(PhoneNumber("12") == nil)
    }
}
