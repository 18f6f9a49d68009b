import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Postgres
import TestSupport
import Testing
import Web

@Loop @Suite("Our pictures in a customer's reply")
struct QuotedPictureTests {
    private static let png = Data(
        base64Encoded:
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")

    private func picture(_ post: InboundStage, on ticket: UUID?, isPrivate: Bool = false) async throws -> UUID {
        let id = UUID()
        try await post.database.connection.execute(
            """
            INSERT INTO attachments (id, sha256, name, content_type, size_bytes, owner_kind, owner_id, ticket_id, private)
            VALUES (\(id), 'ours', 'leaf.png', 'image/png', 70, 'user', \(Cast.lin), \(ticket), \(isPrivate))
            """)
        return id
    }

    private func reply(
        quoting ids: [String], bringing brought: String? = nil, from: String = "Mei Chen <mei@example.com>",
        answering original: String = "<leaves@example.com>"
    ) -> [UInt8] {
        let pictures = ids.map { "<img src=\"cid:\($0)\">" }.joined()
        var part = ""
        if let brought, let png = Self.png {
            part = """
                --b\r
                Content-Type: image/png; name="leaf.png"\r
                Content-ID: <\(brought)>\r
                Content-Transfer-Encoding: base64\r
                \r
                \(png.base64EncodedString())\r

                """
        }
        return Array(
            """
            From: \(from)\r
            To: support@shop.example\r
            Subject: Re: Leaves\r
            Message-ID: <\(UUID().uuidString)@example.com>\r
            In-Reply-To: \(original)\r
            MIME-Version: 1.0\r
            Content-Type: multipart/related; boundary="b"\r
            \r
            --b\r
            Content-Type: text/html; charset=utf-8\r
            \r
            <p>Is it this one?</p><blockquote>\(pictures)</blockquote>\r
            \(part)--b--\r

            """.utf8)
    }

    private func original(_ post: InboundStage, _ ticket: UUID, _ seq: Int?) async throws -> JSONValue {
        let routes = RouteClient(
            HelpdeskModule(
                context: post.context, hub: post.stage.hub, bus: post.stage.bus,
                readMail: { path, spool in
                    MailReader.read(Array(try Data(contentsOf: URL(fileURLWithPath: path))), spool: spool)
                }
            ).routes, as: Cast.staff(Cast.lin))
        let answer = await routes.call("GET", "/tickets/\(ticket)/messages/\(try #require(seq))/mail")
        #expect(answer.status == 200)
        return answer.json
    }

    @Test("quoted by name only it is the one we sent; a private one, another ticket's and a stranger's name stay away")
    func byName() async throws {
        let post = try await InboundStage()
        let first = try await post.arrive(.init(subject: "Leaves", id: "<leaves@example.com>"))
        let other = try await post.arrive(.init(from: "Cy <cy@corp.example>", subject: "Cups"))
        let id = try #require(first.ticketID)
        let ours = try await picture(post, on: id)
        let secret = try await picture(post, on: id, isPrivate: true)
        let theirs = try await picture(post, on: other.ticketID)
        let names =
            [ours.uuidString, secret.text, theirs.text].map { $0 + "@deskbell" } + ["ii_1@mail.example", "@deskbell"]
        let fate = try await post.arrive(reply(quoting: names))
        #expect(fate.ticketID == id)
        let pictures = try await original(post, id, fate.seq)["pictures"]?.array ?? []
        #expect(pictures.map { $0["address"] } == [.string("cid:\(ours.text)@deskbell")])
        #expect(pictures.first?["link"]?.string?.contains(ours.text) == true)
    }

    @Test("a ticket joined to another, and a mail moved away, still show what we sent from where they were")
    func joined() async throws {
        let post = try await InboundStage()
        let first = try await post.arrive(.init(subject: "Cups"))
        let second = try await post.arrive(.init(subject: "Leaves", id: "<leaves@example.com>"))
        let ours = try await picture(post, on: second.ticketID)
        let (id, later) = (try #require(first.ticketID), try #require(second.ticketID))
        #expect(await post.stage.call("POST", "/tickets/\(later)/joining").status == 200)
        let fate = try await post.arrive(reply(quoting: [ours.text + "@deskbell"]))
        #expect(fate.ticketID == id)
        let shown = try await original(post, id, fate.seq)["pictures"]?.array
        #expect(shown?.map { $0["address"] } == [.string("cid:\(ours.text)@deskbell")])
        // Moved to a stranger's ticket it is still the picture that mail quotes; a mail of the stranger's own sees none.
        let other = try await post.arrive(
            .init(from: "Cy <cy@corp.example>", subject: "Spoons", id: "<spoons@corp.example>"))
        let target = try #require(other.ticketID)
        let seq = try #require(fate.seq)
        let moved = await post.stage.call(
            "POST", "/tickets/\(id)/messages/\(seq)/placement", "{\"ticket_id\": \"\(target)\"}")
        #expect(moved.status == 200)
        let last = try await post.count("SELECT max(seq) AS count FROM messages WHERE ticket_id = \(target)")
        let there = try await original(post, target, last)["pictures"]?.array
        #expect(there?.map { $0["address"] } == [.string("cid:\(ours.text)@deskbell")])
        let strange = reply(
            quoting: [ours.text + "@deskbell"], from: "Cy <cy@corp.example>", answering: "<spoons@corp.example>")
        let guess = try await post.arrive(strange)
        #expect(guess.ticketID == target)
        #expect(try await original(post, target, guess.seq)["pictures"] == .array([]))
    }

    @Test("brought along it is the mail's own")
    func brought() async throws {
        let post = try await InboundStage()
        let first = try await post.arrive(.init(subject: "Leaves", id: "<leaves@example.com>"))
        let id = try #require(first.ticketID)
        let ours = try await picture(post, on: id).text + "@deskbell"
        let fate = try await post.arrive(reply(quoting: [ours], bringing: ours))
        let mail = try await original(post, id, fate.seq)
        #expect(mail["pictures"] == .array([]))
        let file = mail["attachments"]?.array?.first
        #expect(file?["content_id"] == .string(ours))
        #expect(file?["inline"] == .bool(true))
        #expect(file?["url"]?.string?.isEmpty == false)
        #expect(try await post.messages(id).last?["attachments"]?.array?.count == 1)
    }
}
