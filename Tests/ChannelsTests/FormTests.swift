import Basics
import Channels
import EventLoop
import Foundation
import Gateway
import Postgres
import TestSupport
import Testing
import Web

@Suite("Forms and files")
struct FormTests {
    private static func part(_ name: String, _ text: String, filename: String? = nil) -> FormPart {
        FormPart(name: name, filename: filename, contentType: nil, content: .bytes(Array(text.utf8)))
    }

    @Test("a submission opens a ticket; faults are named by field and the honeypot answers kindly without one")
    func submission() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(#"{"kind": "form", "name": "Contact"}"#)
            let path = "/forms/\(inbox.key)/submissions"
            let good = await entrance.client.call(
                "POST", path, json: #"{"name": "Mei", "email": "mei@example.com", "message": "Hello"}"#, as: .anonymous)
            #expect(good.status == 201)
            #expect(good.json["ticket_number"] == .number(1001))
            #expect(entrance.notebook.inbound.first?.author.email == "mei@example.com")
            #expect(entrance.notebook.inbound.first?.text == "Hello")
            let bad = await entrance.client.call("POST", path, json: #"{"email": "nobody"}"#, as: .anonymous)
            #expect(bad.status == 422)
            let pointers = (bad.json["errors"]?.array ?? []).compactMap { $0["pointer"]?.string }
            #expect(pointers == ["/fields/email", "/fields/message"])
            let trapped = await entrance.client.call(
                "POST", path, json: #"{"email": "a@example.com", "message": "buy", "website": "http://x"}"#,
                as: .anonymous)
            #expect(trapped.status == 201)
            #expect(trapped.json["ticket_number"] == .null)
            #expect(entrance.notebook.inbound.count == 1)
            let kept: Int = try await entrance.database.connection.one(
                { try $0["count"] }, "SELECT count(*) AS count FROM form_submissions")
            #expect(kept == 1)
        }
    }

    @Test("a browser without script gets its words back, escaped, in its language")
    func browser() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(#"{"kind": "form", "name": "Contact"}"#)
            let answer = await entrance.client.call(
                "POST", "/forms/\(inbox.key)/submissions", as: .anonymous,
                headers: [("accept", "text/html"), ("accept-language", "zh-CN")],
                form: [Self.part("message", "<script>alert(1)</script>\"'")])
            let page = String(decoding: answer.bytes, as: UTF8.self)
            #expect(answer.status == 422)
            #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;"))
            #expect(!page.contains("<script>"))
            #expect(page.contains("必填"))
            #expect(answer.header("Content-Security-Policy")?.contains("default-src 'none'") == true)
            let thanks = await entrance.client.call(
                "POST", "/forms/\(inbox.key)/submissions", as: .anonymous, headers: [("accept", "text/html")],
                form: [Self.part("message", "Hi"), Self.part("email", "a@example.com")])
            #expect(thanks.status == 201)
            #expect(String(decoding: thanks.bytes, as: UTF8.self).contains("1001"))
        }
    }

    @Test("the thirty-first submission at once is asked to wait")
    func rate() async throws {
        try await Entrance.open { entrance in
            let inbox = try await entrance.inbox(#"{"kind": "form", "name": "Contact"}"#)
            var statuses: [Int] = []
            for _ in 0...30 {
                statuses.append(
                    await entrance.client.call("POST", "/forms/\(inbox.key)/submissions", json: "{}", as: .anonymous)
                        .status)
            }
            #expect(statuses.last == 429)
            #expect(statuses.dropLast().allSatisfy { $0 == 422 })
        }
    }

    @Test("a file is a download under a clean name, and private or foreign files are not there")
    func files() async throws {
        try await Entrance.open { entrance in
            let upload = await entrance.client.call(
                "POST", "/attachments",
                form: [Self.part("file", "<svg onload=alert(1)>", filename: "../\u{200B}.x\u{202E}.svg")])
            #expect(upload.status == 201)
            #expect(upload.json["content_type"] == .string("application/octet-stream"))
            let id = try #require(upload.json["id"]?.string)
            let url = try #require(upload.json["url"]?.string).replacingOccurrences(of: "/api/v1", with: "")
            let path = "/attachments/\(id)"
            let signed = await entrance.client.call("GET", url, as: .anonymous)
            #expect(signed.status == 200)
            #expect(signed.header("Content-Disposition")?.hasPrefix("attachment; filename=\"x.svg\"") == true)
            #expect(signed.header("X-Content-Type-Options") == "nosniff")
            #expect(signed.header("Content-Security-Policy") == "sandbox; default-src 'none'")
            #expect(await entrance.client.call("GET", path, as: .anonymous).status == 404)
            #expect(
                await entrance.client.call(
                    "GET", url.replacingOccurrences(of: "expires=1", with: "expires=2"), as: .anonymous
                ).status == 404)
            let inbox = try await entrance.inbox(#"{"kind": "form", "name": "Contact"}"#)
            let ticket = try await Entrance.ticket(entrance.database, UUID(uuidString: inbox.id) ?? UUID()).ticket
            try await entrance.database.connection.execute(
                "UPDATE attachments SET ticket_id = \(ticket), private = true")
            #expect(await entrance.client.call("GET", url, as: .anonymous).status == 404)
            #expect(await entrance.client.call("GET", path).status == 404)
            entrance.readable = [ticket]
            #expect(await entrance.client.call("GET", path).status == 200)
            #expect(await entrance.client.call("POST", "/attachments", as: .anonymous, form: []).status == 401)
        }
    }
}
