import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Postgres
import TestSupport
import Testing
import Web

@Loop @Suite("Two mails of one customer minutes apart")
struct TicketJoiningTests {
    typealias Letter = InboundStage.Letter

    private func offer(_ post: InboundStage, _ ticket: UUID?) async throws -> JSONValue? {
        try await post.ticket(ticket)["joining_offer"]
    }

    private func call(_ post: InboundStage, _ method: String, _ ticket: UUID?, _ path: String) async throws
        -> RouteClient.Answer
    {
        await post.stage.call(method, "/tickets/\(try #require(ticket))/\(path)")
    }

    @Test("the second ticket within the mailbox' minutes is offered as one with the first, and nothing joins by itself")
    func offers() async throws {
        let post = try await InboundStage()
        let first = try await post.arrive(Letter(subject: "Parcel"))
        #expect(try await offer(post, first.ticketID) == .null)
        post.stage.pass(seconds: 240)
        let second = try await post.arrive(Letter(subject: "And another thing"))
        #expect(second.ticketID != first.ticketID)
        let offered = try await offer(post, second.ticketID)
        #expect(offered?["id"]?.uuid == first.ticketID)
        #expect(offered?["subject"] == .string("Parcel"))
        #expect(offered?["number"] == .number(1001))
        #expect(try await offer(post, first.ticketID) == .null)
        #expect(try await post.texts(first.ticketID).count == 1)
        // The latest one counts, and only within the minutes.
        post.stage.pass(seconds: 29 * 60)
        let third = try await post.arrive(Letter(subject: "Third"))
        #expect(try await offer(post, third.ticketID)?["id"]?.uuid == second.ticketID)
        post.stage.pass(seconds: 31 * 60)
        let late = try await post.arrive(Letter(subject: "Late"))
        #expect(try await offer(post, late.ticketID) == .null)
    }

    @Test("nobody else's, no other mailbox', no solved ticket, no machine's mail and none where it is switched off")
    func offersNot() async throws {
        let post = try await InboundStage()
        let first = try await post.arrive(Letter(subject: "Parcel"))
        for (letter, inbox) in [
            (Letter(from: "Cy <cy@corp.example>", subject: "Mine"), InboundStage.support),
            (Letter(to: "sales@shop.example", subject: "Elsewhere"), InboundStage.sales),
            (Letter(subject: "Away", fields: ["Auto-Submitted: auto-replied"]), InboundStage.support),
        ] {
            let other = try await post.arrive(letter, at: inbox)
            #expect(try await offer(post, other.ticketID) == .null, "\(letter.subject)")
            #expect(try await call(post, "POST", other.ticketID, "joining").status == 409)
            #expect(try await call(post, "DELETE", other.ticketID, "joining-offer").status == 409)
            #expect(try await call(post, "POST", other.ticketID, "resolution").status == 200)
        }
        #expect(try await call(post, "POST", first.ticketID, "resolution").status == 200)
        let after = try await post.arrive(Letter(subject: "After"))
        #expect(try await offer(post, after.ticketID) == .null)
        try await post.set(
            InboundStage.support, #"{"mail": {"address": "support@shop.example", "offer_joining_minutes": 0}}"#)
        let off = try await post.arrive(Letter(subject: "Off"))
        #expect(try await offer(post, off.ticketID) == .null)
    }

    @Test("joined, the mails are the first ticket's, the second is closed, and what answers it arrives at the first")
    func joins() async throws {
        let post = try await InboundStage()
        let first = try await post.arrive(Letter(subject: "Parcel", text: "Where is it?"))
        let second = try await post.arrive(Letter(subject: "Number", id: "<two@example.com>", text: "It is 4711."))
        let more = try await post.arrive(
            Letter(subject: "Re: Number", fields: ["In-Reply-To: <two@example.com>"], text: "Or 4712."))
        #expect(more.ticketID == second.ticketID)
        _ = await post.stage.call(
            "POST", "/tickets/\(try #require(second.ticketID))/messages", #"{"text":"hm","private":true}"#)
        let joined = try await call(post, "POST", second.ticketID, "joining")
        #expect(joined.status == 200)
        #expect(joined.json["id"]?.uuid == first.ticketID)
        #expect(joined.json["status"] == .string("open"))
        #expect(joined.json["linked_tickets"]?.array?.map { $0["id"]?.uuid } == [second.ticketID])
        let texts = try await post.texts(first.ticketID).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        #expect(texts == ["Where is it?", "It is 4711.", "Or 4712."])
        let left = try await post.ticket(second.ticketID)
        #expect(left["status"] == .string("closed"))
        #expect(left["waiting_since"] == .null)
        #expect(left["joining_offer"] == .null)
        #expect(try await call(post, "POST", second.ticketID, "joining").json["id"]?.uuid == first.ticketID)
        #expect(try await call(post, "DELETE", second.ticketID, "joining-offer").status == 409)
        // By its name, by its number, by the address of an answer: the way leads on.
        let id = try #require(second.ticketID)
        for letter in [
            Letter(subject: "Re: Number", fields: ["In-Reply-To: <two@example.com>"]),
            Letter(subject: "Re: Number [#1002]"),
            Letter(to: post.identity.replyAddress(conversation: id, mailbox: "support@shop.example")),
        ] {
            #expect(try await post.arrive(letter).ticketID == first.ticketID)
        }
        let acts = try await post.database.connection.rows(
            { row in try row["action"] as String },
            "SELECT action FROM audit_entries WHERE action LIKE 'ticket.%' AND subject_id = \(id) ORDER BY at, id")
        #expect(acts.filter { $0 != "ticket.mail_moved" } == ["ticket.joined"])
    }

    @Test("taken back, each has its mails again, the second is open, and the offer stands")
    func parts() async throws {
        let post = try await InboundStage()
        let first = try await post.arrive(Letter(subject: "Parcel", text: "Where is it?"))
        let second = try await post.arrive(Letter(subject: "Number", id: "<two@example.com>", text: "It is 4711."))
        let waited = try await post.ticket(second.ticketID)["waiting_since"]
        #expect(try await call(post, "DELETE", second.ticketID, "joining").status == 409)
        #expect(try await call(post, "POST", second.ticketID, "joining").status == 200)
        post.stage.pass(seconds: 60)
        let parted = try await call(post, "DELETE", second.ticketID, "joining")
        #expect(parted.status == 200)
        #expect(parted.json["id"]?.uuid == second.ticketID)
        #expect(parted.json["status"] == .string("open"))
        #expect(parted.json["waiting_since"] == waited)
        #expect(parted.json["joining_offer"]?["id"]?.uuid == first.ticketID)
        #expect(try await call(post, "DELETE", second.ticketID, "joining").status == 409)
        #expect(
            try await post.count(
                """
                SELECT count(*) AS count FROM inbound_mails WHERE ticket_id = \(try #require(second.ticketID))
                """) == 1)
        let answer = try await post.arrive(Letter(subject: "x", fields: ["In-Reply-To: <two@example.com>"]))
        #expect(answer.ticketID == second.ticketID)
    }

    @Test("kept apart, or answered, the offer is gone for good; a ticket one may not see cannot be joined")
    func keepsApart() async throws {
        let post = try await InboundStage()
        let first = try await post.arrive(Letter(subject: "Parcel"))
        let second = try await post.arrive(Letter(subject: "Two"))
        try await post.database.connection.execute(
            "UPDATE tickets SET assignee_id = \(Cast.olga), team_id = \(Cast.invoices) WHERE id = \(first.ticketID)")
        let narrow = Cast.staff(Cast.lin, scope: .own, teams: [Cast.parcels])
        let path = "/tickets/\(try #require(second.ticketID))"
        #expect(await post.stage.call("POST", path + "/joining", as: narrow).status == 404)
        #expect(try await post.ticket(second.ticketID)["status"] == .string("open"))
        let apart = await post.stage.call("DELETE", path + "/joining-offer")
        #expect(apart.status == 200)
        #expect(apart.json["joining_offer"] == .null)
        #expect(await post.stage.call("DELETE", path + "/joining-offer").status == 200)
        #expect(await post.stage.call("POST", path + "/joining").status == 409)
        let third = try await post.arrive(Letter(subject: "Three"))
        #expect(try await offer(post, third.ticketID)?["id"]?.uuid == second.ticketID)
        let answered = "/tickets/\(try #require(third.ticketID))"
        #expect(await post.stage.call("POST", answered + "/messages", #"{"text":"On its way."}"#).status == 201)
        #expect(try await offer(post, third.ticketID) == .null)
        #expect(await post.stage.call("POST", answered + "/joining").status == 409)
        #expect(
            try await post.count("SELECT count(*) AS count FROM audit_entries WHERE action = 'ticket.kept_apart'") == 1)
    }
}
