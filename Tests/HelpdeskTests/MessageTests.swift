import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Jobs
import Postgres
import TestSupport
import Testing
import Web

@Loop @Suite("Messages")
struct MessageTests {
    @Test("200 messages sent at once on 10 tickets are numbered without gaps, in few batches")
    func gapless() async throws {
        let stage = try await Stage()
        var tickets: [UUID] = []
        for number in 0..<10 { tickets.append(await stage.made("Ticket \(number)")["id"]?.uuid ?? UUID()) }
        let lin = Cast.staff(Cast.lin)
        let addressed = tickets
        _ = try await atOnce(200) { number in
            try await stage.say("Message \(number)", on: addressed[number % 10], clientID: "c\(number)", by: lin)
        }
        for ticket in tickets {
            #expect(try await stage.seqs(ticket) == Array(1...21))
            #expect(await stage.ticket(ticket)["last_seq"] == .number(21))
        }
        #expect(stage.desk.appender.batchCount < 100)
    }

    @Test("messages of one sender keep their order within a turn")
    func order() async throws {
        let stage = try await Stage()
        let ticket = await stage.made()["id"]?.uuid ?? UUID()
        let lin = Cast.staff(Cast.lin)
        let seqs = try await atOnce(20) { number in
            try await stage.say("\(number)", on: ticket, clientID: "c\(number)", by: lin)["seq"]?.int
        }
        #expect(seqs == Array(2...21))
    }

    @Test("the same client_id is stored once and answered alike")
    func repeated() async throws {
        let stage = try await Stage()
        let path = "/tickets/\(await stage.made()["id"]?.string ?? "")/messages"
        let first = await stage.call("POST", path, #"{"text":"Hello","client_id":"x"}"#)
        let second = await stage.call("POST", path, #"{"text":"Hello","client_id":"x"}"#)
        #expect(first.status == 201)
        #expect(second.json == first.json)
    }

    @Test("the same client_id sent at once through two pools is stored once")
    func twoPools() async throws {
        let stage = try await Stage()
        let other = Database(stage.database.configuration)
        try await other.start()
        let second = try await Stage(database: other)
        let ticket = await stage.made()["id"]?.uuid ?? UUID()
        let lin = Cast.staff(Cast.lin)
        let ids = Set(
            try await atOnce(40) { number in
                let node = number % 2 == 0 ? stage : second
                return try await node.say("Once", on: ticket, clientID: "c\(number / 4)", by: lin)["id"]?.string
            })
        #expect(ids.count == 10)
        #expect(try await stage.seqs(ticket) == Array(1...11))
        await other.stop()
    }

    @Test("a client_id of another writer is refused, so nobody's note comes back to a stranger")
    func foreignClientID() async throws {
        let stage = try await Stage()
        let id = try await stage.chat().ticketID
        let note = await stage.call(
            "POST", "/tickets/\(id)/messages", #"{"text":"Rude","private":true,"client_id":"n"}"#)
        #expect(note.status == 201)
        await #expect(throws: Problem.self) { _ = try await stage.say("Hi", on: id, clientID: "n") }
    }

    @Test("a reply is refused when the customer wrote after what its writer has seen, unless forced")
    func newer() async throws {
        let stage = try await Stage()
        let id = try await stage.chat().ticketID
        _ = try await stage.say("One more thing", on: id, clientID: "c2")
        let path = "/tickets/\(id)/messages"
        let refused = await stage.call("POST", path, #"{"text":"Done","seen_seq":1}"#)
        #expect(refused.status == 409)
        #expect(refused.json["type"] == .string("/problems/newer-message"))
        #expect(refused.json["newest_seq"] == .number(2))
        #expect(await stage.call("POST", path, #"{"text":"Done","seen_seq":1,"solve":true}"#).status == 409)
        #expect(await stage.call("POST", path, #"{"text":"Done","seen_seq":1,"force":true}"#).status == 201)
        #expect(await stage.call("POST", path, #"{"text":"More","seen_seq":3}"#).status == 201)
    }

    @Test("a reply that solves leaves the ticket solved, with the customer no longer waiting")
    func solving() async throws {
        let stage = try await Stage()
        let id = try await stage.chat().ticketID
        var solved: [TicketSolved] = []
        stage.bus.subscribe(TicketSolved.self, name: "test") { event, _ in solved.append(event) }
        let reply = await stage.call(
            "POST", "/tickets/\(id)/messages", #"{"text":"Done","solve":true,"client_id":"s"}"#)
        #expect(reply.json["seq"] == .number(2))
        let ticket = await stage.ticket(id)
        #expect(ticket["status"] == .string("solved"))
        #expect(ticket["waiting_since"] == .null)
        #expect(ticket["solve_count"] == .number(1))
        #expect(ticket["first_response_at"] == reply.json["created_at"])
        #expect(solved.map(\.solveCount) == [1])
        #expect(solved.first?.ticketID == id)
        let again = await stage.call(
            "POST", "/tickets/\(id)/messages", #"{"text":"Done","solve":true,"client_id":"s"}"#)
        #expect(again.json == reply.json)
    }

    @Test("a private note reaches the visitor on no path")
    func notes() async throws {
        let stage = try await Stage()
        let id = try await stage.chat().ticketID
        _ = await stage.call("POST", "/tickets/\(id)/messages", #"{"text":"SECRET of the house","private":true}"#)
        _ = await stage.call(
            "PUT", "/tickets/\(id)/assignment", #"{"user_id":"\#(Cast.ana)","note":"SECRET handover"}"#)
        let reach = try #require(Cast.visiting().visitor)
        let current = try #require(try await stage.module.visitors.currentTicket(of: reach, limit: 50))
        let polled = try await stage.module.visitors.messages(of: reach, afterSeq: 0, limit: 50)
        let news = try #require(try await stage.module.live.replay(id, after: 0, limit: 500))
        #expect(news.count == 5)
        let out = [current.ticketJSON, current.messagesJSON, polled] + news.compactMap(\.visitorData)
        for bytes in out { #expect(!String(decoding: bytes, as: UTF8.self).contains("SECRET")) }
        #expect(try JSONValue(parsing: polled).array?.count == 1)
        #expect(news.filter { $0.visitorData != nil }.count == 2)
        let inbox = try #require(try await stage.module.live.inboxNews(of: id))
        #expect(inbox.visitorData == nil)
        let staff = await stage.call("GET", "/tickets/\(id)/messages")
        #expect(String(decoding: staff.bytes, as: UTF8.self).contains("SECRET handover"))
    }

    @Test("replay answers nothing when more was missed than it may send")
    func replayLimit() async throws {
        let stage = try await Stage()
        let id = try await stage.chat().ticketID
        for number in 0..<4 { _ = try await stage.say("\(number)", on: id, clientID: "c\(number)") }
        #expect(try await stage.module.live.replay(id, after: 0, limit: 4) == nil)
        #expect(try await stage.module.live.replay(id, after: 1, limit: 4)?.compactMap(\.seq) == [2, 3, 4, 5, 5])
    }

    @Test("drafts are kept apart per kind and person, and go when their message is sent")
    func drafts() async throws {
        let stage = try await Stage()
        let id = try await stage.chat().ticketID
        let ana = Cast.staff(Cast.ana, name: "Ana Ruiz")
        _ = await stage.call("PUT", "/tickets/\(id)/drafts/reply", #"{"text":"Dear"}"#)
        _ = await stage.call("PUT", "/tickets/\(id)/drafts/note", #"{"text":"Hmm"}"#)
        _ = await stage.call("PUT", "/tickets/\(id)/drafts/reply", #"{"text":"Ana's"}"#, as: ana)
        _ = await stage.call("POST", "/tickets/\(id)/messages", #"{"text":"Dear Mei"}"#)
        let mine = await stage.call("GET", "/tickets/\(id)/drafts").json
        #expect(mine["reply"] == .null)
        #expect(mine["note"]?["text"] == .string("Hmm"))
        #expect(await stage.call("GET", "/tickets/\(id)/drafts", as: ana).json["reply"]?["text"] == .string("Ana's"))
        _ = await stage.call("POST", "/tickets/\(id)/messages", #"{"text":"Hmm","private":true,"solve":false}"#)
        #expect(await stage.call("GET", "/tickets/\(id)/drafts").json["note"] == .null)
    }

    @Test("messages come in pages, forwards and backwards")
    func pages() async throws {
        let stage = try await Stage()
        let id = try await stage.chat().ticketID
        for number in 2...7 { _ = try await stage.say("\(number)", on: id, clientID: "c\(number)") }
        let path = "/tickets/\(id)/messages"
        func seqs(_ answer: RouteClient.Answer) -> [Int] {
            answer.json["items"]?.array?.compactMap { $0["seq"]?.int } ?? []
        }
        let first = await stage.call("GET", path + "?limit=3&after_seq=1")
        #expect(seqs(first) == [2, 3, 4])
        let cursor = first.json["next_cursor"]?.string ?? ""
        #expect(seqs(await stage.call("GET", path + "?limit=3&cursor=\(cursor)")) == [5, 6, 7])
        #expect(seqs(await stage.call("GET", path + "?limit=2&before_seq=4")) == [2, 3])
    }
}
