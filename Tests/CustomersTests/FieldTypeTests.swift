import Basics
import Customers
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("Fields of the company's own")
@Loop struct FieldTypeTests {
    @Test(
        "of every type keep what fits and refuse what does not",
        arguments: [
            ("long_text", "", #""a\nb""#, "3"), ("number", "", "1.5", #""many""#),
            ("money", "", #"{"amount_minor": 1299, "currency": "CNY"}"#, #"{"amount_minor": 12.5, "currency": "CNY"}"#),
            ("date", "", #""2026-11-23""#, #""2026-13-01""#),
            ("datetime", "", #""2026-11-23T09:30:00Z""#, #""2026-11-23""#),
            ("checkbox", "", "true", #""yes""#), ("multiselect", #""a", "b""#, #"["a", "b"]"#, #"["a", "c"]"#),
            ("link", "", #""https://shop.example/x""#, #""javascript:alert(1)""#),
            ("email", "", #""mei@example.com""#, #""mei""#), ("phone", "", #""010-6551 2345""#, #""call me""#),
            ("customer", "", #""0193584f-0000-7000-8000-000000000001""#, #""Mei""#),
            ("user", "", #""0193584f-0000-7000-8000-000000000001""#, #""Ada""#),
        ])
    func types(type: String, options: String, good: String, bad: String) async throws {
        try await Records.open { records in
            let field = await records.client.call(
                "POST", "/custom-fields",
                json:
                    #"{"key": "own", "label": {"en": "Own"}, "subject": "customer", "type": "\#(type)", "options": [\#(options)]}"#
            )
            #expect(field.status == 201, "\(field.text)")
            let refused = await records.make(#"{"name": "A", "custom_fields": {"own": \#(bad)}}"#)
            #expect(refused.status == 422, "\(refused.text)")
            #expect(refused.json["errors"]?.array?.first?["pointer"] == .string("/custom_fields/own"))
            let kept = await records.make(#"{"name": "A", "custom_fields": {"own": \#(good)}}"#)
            if type == "customer" || type == "user" {
                // The shape fits, but nobody there is called so.
                #expect(kept.json["errors"]?.array?.first?["detail"] == .string("names nobody known here"))
            } else {
                #expect(kept.status == 201, "\(kept.text)")
                let id = try #require(kept.json["id"]?.string)
                let empty = await records.client.call(
                    "PATCH", "/customers/\(id)",
                    json: #"{"custom_fields": {"own": \#(type == "multiselect" ? "[]" : "null")}}"#)
                #expect(empty.json["custom_fields"] == .object([:]))
            }
        }
    }

    @Test("that name a customer lead there; others are refused")
    func reference() async throws {
        try await Records.open { records in
            _ = await records.client.call(
                "POST", "/custom-fields",
                json: #"{"key": "boss", "label": {"en": "Boss"}, "subject": "customer", "type": "customer"}"#)
            let boss = try await records.id(of: #"{"name": "Wang"}"#)
            let made = await records.make(#"{"name": "Mei", "custom_fields": {"boss": "\#(boss)"}}"#)
            #expect(made.json["custom_fields"]?["boss"] == .string(boss))
        }
    }

    @Test("are put in order, put away without losing what they held, and used again")
    func life() async throws {
        try await Records.open { records in
            var ids: [String] = []
            for key in ["one", "two", "three"] {
                let made = await records.client.call(
                    "POST", "/custom-fields",
                    json: #"{"key": "\#(key)", "label": {"en": "\#(key)"}, "subject": "customer", "type": "text"}"#)
                ids.append(try #require(made.json["id"]?.string))
            }
            let order = await records.client.call(
                "PUT", "/custom-fields/order", json: #"{"subject": "customer", "ids": ["\#(ids[2])", "\#(ids[0])"]}"#)
            #expect(order.status == 204)
            let listed = await records.client.call("GET", "/custom-fields?subject=customer")
            #expect((listed.json["items"]?.array ?? []).compactMap { $0["key"]?.string } == ["three", "one", "two"])
            let wrong = await records.client.call(
                "PUT", "/custom-fields/order", json: #"{"subject": "ticket", "ids": ["\#(ids[0])"]}"#)
            #expect(wrong.status == 422)
            let person = try await records.id(of: #"{"name": "Mei", "custom_fields": {"one": "kept"}}"#)
            let away = await records.client.call("PATCH", "/custom-fields/\(ids[0])", json: #"{"archived": true}"#)
            #expect(away.json["archived_at"] != .null)
            let refused = await records.client.call(
                "PATCH", "/customers/\(person)", json: #"{"custom_fields": {"one": "new"}}"#)
            #expect(refused.status == 422)
            let shown = await records.client.call("GET", "/customers/\(person)")
            #expect(shown.json["custom_fields"]?["one"] == .string("kept"))
            let back = await records.client.call("PATCH", "/custom-fields/\(ids[0])", json: #"{"archived": false}"#)
            #expect(back.json["archived_at"] == .null)
            #expect(
                await records.client.call("PATCH", "/customers/\(person)", json: #"{"custom_fields": {"one": "new"}}"#)
                    .status == 200)
        }
    }
}
