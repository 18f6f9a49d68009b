import Basics
import EventLoop
import Foundation
import TestSupport
import Testing
import Web

@Suite("Two nodes", .timeLimit(.minutes(1)))
@Loop struct LiveNodesTests {
    /// Two hubs on one desk, joined by a wire; `here` is the node the desk tells of its news.
    private func run(_ body: @Loop (_ here: LiveRig, _ there: LiveRig, _ wire: MemoryBus.Wire) async throws -> Void)
        async throws
    {
        let wire = MemoryBus.Wire()
        let desk = MemoryDesk()
        let people = People()
        let here = LiveRig(desk: desk, people: people, bus: MemoryBus(wire))
        let there = LiveRig(desk: desk, people: people, bus: MemoryBus(wire))
        try await here.start()
        try await there.start()
        do {
            try await body(here, there, wire)
        } catch {
            await here.stop()
            await there.stop()
            throw error
        }
        await here.stop()
        await there.stop()
    }

    private func subscribe(_ person: LivePerson, _ desk: MemoryDesk) async throws {
        _ = try await person.ask("subscribe", #"{"topics":["ticket:\#(desk.ticket)"]}"#)
    }

    @Test("messages, ticket changes and typing cross over in order")
    func news() async throws {
        try await run { here, there, _ in
            let visitor = try await there.client("visitor")
            try await subscribe(visitor, here.desk)
            for text in ["1", "2", "3"] { here.desk.append(text) }
            for seq in 1...3 { #expect(try await visitor.next("message.created")["seq"] == .number(Double(seq))) }
            let mei = try await here.client("mei")
            try await subscribe(mei, here.desk)
            _ = try await mei.ask("typing", #"{"ticket_id":"\#(here.desk.ticket)","active":true}"#)
            #expect(try await visitor.next("typing")["data"]?["principal"]?["name"] == .string("Mei"))
        }
    }

    @Test("a ticket changed without a new message is told on the other node too")
    func unnumberedChange() async throws {
        try await run { here, there, _ in
            here.desk.append("1")
            let jonas = try await there.client("jonas")
            try await subscribe(jonas, here.desk)
            here.hub.publish(
                LiveNews(topic: .ticket(here.desk.ticket), kind: .ticketUpdated, seq: 1, staffData: Array("{}".utf8)))
            while try await jonas.next("ticket.updated")["topic"] == .string("inbox") {}
        }
    }

    @Test("the inbox of the other node hears of a new message, for its sound and its excerpt")
    func inbox() async throws {
        try await run { here, there, _ in
            let jonas = try await there.client("jonas")
            here.hub.publish(
                LiveNews(topic: .inbox, kind: .messageCreated, staffData: Array(#"{"excerpt":"hi"}"#.utf8)))
            #expect(try await jonas.next("message.created")["data"]?["excerpt"] == .string("hi"))
            here.desk.append("1")
            #expect(try await jonas.next("ticket.updated")["topic"] == .string("inbox"))
        }
    }

    @Test("presence and viewers are those of both nodes together")
    func presence() async throws {
        try await run { here, there, _ in
            let jonas = try await there.client("jonas")
            let mei = try await here.client("mei")
            var frame = try await jonas.next("presence")
            #expect(frame["data"]?["principal"]?["name"] == .string("Mei"))
            #expect(frame["data"]?["state"] == .string("online"))
            #expect(there.hub.presence(of: People.mei) == .online)
            #expect(here.hub.onlineUserIDs == [People.mei, People.jonas])
            try await subscribe(jonas, here.desk)
            try await subscribe(mei, here.desk)
            repeat { frame = try await jonas.next("presence") } while frame["data"]?["viewers"]?.array?.count != 2
            #expect(frame["data"]?["viewers"]?.array?.map { $0["name"] } == [.string("Jonas"), .string("Mei")])
            await mei.client.close()
            repeat { frame = try await jonas.next("presence") } while frame["data"]?["state"]?.string != "offline"
        }
    }

    @Test("a node that leaves takes its people with it")
    func leaving() async throws {
        try await run { here, there, _ in
            let jonas = try await there.client("jonas")
            _ = try await here.client("mei")
            #expect(try await jonas.next("presence")["data"]?["state"] == .string("online"))
            await here.stop()
            #expect(try await jonas.next("presence")["data"]?["state"] == .string("offline"))
        }
    }

    @Test("closing sessions on one node closes them on the other")
    func closing() async throws {
        try await run { here, there, _ in
            let mei = try await there.client("mei")
            here.hub.closeSessions(of: [People.mei])
            #expect(try await mei.client.receiveClose(seconds: 2).code == 4401)
        }
    }

    @Test("a hint that was lost is healed by the sweep")
    func lostHint() async throws {
        try await run { here, there, wire in
            let visitor = try await there.client("visitor")
            try await subscribe(visitor, here.desk)
            wire.losesNews = true
            here.desk.append("1")
            try await Loop.sleep(seconds: 0.05)
            #expect(try await visitor.everything().isEmpty)
            await there.hub.sweep()
            #expect(try await visitor.next("message.created")["seq"] == .number(1))
        }
    }

    @Test("a node alone sends no hints")
    func alone() async throws {
        let wire = MemoryBus.Wire()
        let rig = LiveRig(bus: MemoryBus(wire))
        var heard: [String] = []
        wire.ears[ObjectIdentifier(wire)] = { heard.append($0) }
        try await rig.start()
        let mei = try await rig.client("mei")
        try await subscribe(mei, rig.desk)
        rig.desk.append("1")
        _ = try await mei.next("message.created")
        try await Task.sleep(for: .milliseconds(30))
        #expect(heard.count == 1, "only its hello")
        await rig.stop()
    }
}
