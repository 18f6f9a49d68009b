import Basics
import Customers
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("Changing many customers")
@Loop struct BulkChangeTests {
    private func run(_ records: Records, _ body: String) async throws -> String {
        let made = await records.client.call("POST", "/customers/bulk-changes", json: body)
        #expect(made.status == 202, "\(made.text)")
        return try #require(made.json["id"]?.string)
    }

    private func finish(_ records: Records, _ id: String) async throws -> RouteClient.Answer {
        try await records.module.workBulkChange(id)
        return await records.client.call("GET", "/customers/bulk-changes/\(id)")
    }

    @Test("counts first, changes whom the filter means, skips who was changed meanwhile, and goes back within a minute")
    func tags() async throws {
        try await Records.open { records in
            let mei = try await records.id(of: #"{"name": "Mei", "tags": ["tea", "old"], "vip": true}"#)
            let lin = try await records.id(of: #"{"name": "Lin", "tags": ["tea"]}"#)
            let wu = try await records.id(of: #"{"name": "Wu", "tags": ["tea", "new"]}"#)
            _ = try await records.id(of: #"{"name": "Else"}"#)
            let body = #"{"filter": {"tag": "tea"}, "change": {"add_tags": ["new"], "remove_tags": ["old"]}}"#
            let preview = await records.client.call("POST", "/customers/bulk-changes/preview", json: body)
            #expect(
                preview.json["count"] == .number(3) && preview.json["change_count"] == .number(2), "\(preview.text)")
            let id = try await run(records, body)
            // Somebody is quicker than the job.
            #expect(await records.client.call("PATCH", "/customers/\(lin)", json: #"{"city": "Cork"}"#).status == 200)
            let done = try await finish(records, id)
            #expect(done.json["state"] == .string("done"), "\(done.text)")
            #expect(done.json["changed_count"] == .number(1) && done.json["skipped_count"] == .number(1))
            #expect(try await tags(of: mei, records) == ["tea", "new"])
            #expect(try await tags(of: lin, records) == ["tea"])
            #expect(try await tags(of: wu, records) == ["tea", "new"])
            let undo = await records.client.call("POST", "/customers/bulk-changes/\(id)/undo", json: nil)
            #expect(undo.status == 202, "\(undo.text)")
            let undone = try await finish(records, id)
            #expect(undone.json["state"] == .string("undone") && undone.json["restored_count"] == .number(1))
            #expect(try await tags(of: mei, records) == ["tea", "old"])
            #expect(await records.client.call("POST", "/customers/bulk-changes/\(id)/undo", json: nil).status == 409)
            let audited: Int = try await records.database.connection.one(
                { try $0["n"] },
                "SELECT count(*) AS n FROM audit_entries WHERE subject_id = \(mei)::uuid AND changes ? 'tags'")
            #expect(audited == 3, "made, changed and put back")
        }
    }

    @Test("an answer about consent is noted with its source, and taken back as it was")
    func consent() async throws {
        try await Records.open { records in
            let mei = try await records.id(
                of: #"{"name": "Mei", "consent": {"phone_marketing": {"granted": true, "source": "fair"}}}"#)
            let lin = try await records.id(of: #"{"name": "Lin"}"#)
            let id = try await run(
                records,
                #"{"ids": ["\#(mei)", "\#(lin)"], "change": {"consent": {"purpose": "phone_marketing", "granted": false, "source": "letter"}}}"#
            )
            #expect(try await finish(records, id).json["changed_count"] == .number(2))
            for one in [mei, lin] {
                let said = await records.client.call("GET", "/customers/\(one)").json["consent"]?["phone_marketing"]
                #expect(said?["granted"] == .bool(false) && said?["source"] == .string("letter"))
            }
            _ = await records.client.call("POST", "/customers/bulk-changes/\(id)/undo", json: nil)
            _ = try await finish(records, id)
            let before = await records.client.call("GET", "/customers/\(mei)").json["consent"]?["phone_marketing"]
            #expect(before?["granted"] == .bool(true) && before?["source"] == .string("fair"))
            #expect(await records.client.call("GET", "/customers/\(lin)").json["consent"]?["phone_marketing"] == .null)
            let history = await records.client.call("GET", "/customers/\(mei)/consents").json["items"]?.array ?? []
            #expect(history.compactMap { $0["source"]?.string } == ["letter", "fair"])
        }
    }

    @Test(
        "what is missing or unknown is named",
        arguments: [
            (#"{"change": {"vip": true}}"#, "/ids"), (#"{"ids": [], "change": {"vip": true}}"#, "/ids"),
            (#"{"filter": {}, "change": {}}"#, "/change"),
            (#"{"filter": {"colour": "red"}, "change": {"vip": true}}"#, "/filter/colour"),
            (#"{"filter": {}, "change": {"owner_id": "Ada"}}"#, "/change/owner_id"),
            (#"{"filter": {}, "change": {"owner_id": "0193584f-0000-7000-8000-000000000001"}}"#, "/change/owner_id"),
            (
                #"{"filter": {}, "change": {"consent": {"purpose": "post_marketing", "granted": true, "source": " "}}}"#,
                "/change/consent/source"
            ),
        ])
    func faults(body: String, pointer: String) async throws {
        try await Records.open { records in
            let answer = await records.client.call("POST", "/customers/bulk-changes", json: body)
            #expect(answer.status == 422, "\(answer.text)")
            #expect(answer.json["errors"]?.array?.first?["pointer"] == .string(pointer))
        }
    }

    private func tags(of id: String, _ records: Records) async throws -> [String] {
        (await records.client.call("GET", "/customers/\(id)").json["tags"]?.array ?? []).compactMap(\.string)
    }
}
