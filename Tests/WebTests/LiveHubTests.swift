import Basics
import EventLoop
import Foundation
import TestSupport
import Testing
import Web

@Suite("Live hub", .timeLimit(.minutes(1)))
@Loop struct LiveHubTests {
    private func texts(_ frames: [JSONValue]) -> [String] {
        frames.filter { $0["kind"]?.string == "message.created" }.compactMap { $0["data"]?["text"]?.string }
    }

    private func subscribe(_ person: LivePerson, _ rig: LiveRig) async throws {
        #expect(
            try await person.ask("subscribe", #"{"topics":["ticket:\#(rig.desk.ticket)"]}"#)["kind"] == .string("ack"))
    }

    @Test("who follows a ticket hears of it until unsubscribing")
    func subscription() async throws {
        try await LiveRig.run { rig in
            let mei = try await rig.client("mei")
            rig.desk.append("before")
            try await subscribe(mei, rig)
            rig.desk.append("while")
            #expect(texts(try await mei.everything()) == ["while"])
            _ = try await mei.ask("unsubscribe", #"{"topics":["ticket:\#(rig.desk.ticket)"]}"#)
            rig.desk.append("after")
            #expect(texts(try await mei.everything()) == [])
        }
    }

    @Test("order is kept when newer news arrives while older news is replayed")
    func orderWhileReplaying() async throws {
        try await LiveRig.run { rig in
            let mei = try await rig.client("mei")
            for text in ["1", "2", "3"] { rig.desk.append(text) }
            let desk = rig.desk
            desk.gate = { @Loop in
                desk.gate = nil
                desk.append("4")
                try? await Loop.sleep(seconds: 0.05)
                desk.append("5")
            }
            _ = try await mei.ask("resume", #"{"ticket:\#(desk.ticket)":1}"#)
            desk.append("6")
            #expect(texts(try await mei.everything()) == ["2", "3", "4", "5", "6"])
        }
    }

    @Test("who subscribes again loses nothing that is on its way")
    func subscribeAgain() async throws {
        try await LiveRig.run { rig in
            let mei = try await rig.client("mei")
            try await subscribe(mei, rig)
            // Committed, but the news is not out yet.
            rig.desk.append("1", tells: false)
            try await subscribe(mei, rig)
            rig.hub.publish(rig.desk.news(1, rig.desk.ticket))
            #expect(texts(try await mei.everything()) == ["1"])
        }
    }

    @Test("a gap is healed from the database, and nobody hears anything twice")
    func gap() async throws {
        try await LiveRig.run { rig in
            let mei = try await rig.client("mei")
            let jonas = try await rig.client("jonas")
            try await subscribe(mei, rig)
            try await subscribe(jonas, rig)
            rig.desk.append("1")
            rig.desk.append("2", tells: false)
            rig.desk.append("3", tells: false)
            rig.desk.append("4")
            for person in [mei, jonas] {
                var heard: [String] = []
                while heard.count < 4 { heard += texts([try await person.next("message.created")]) }
                #expect(heard == ["1", "2", "3", "4"])
            }
            rig.hub.publish(rig.desk.news(2, rig.desk.ticket))
            rig.hub.publish(rig.desk.news(4, rig.desk.ticket))
            #expect(texts(try await mei.everything()) == [])
        }
    }

    @Test("who missed too much is told to fetch everything again, and hears what comes next")
    func tooMuchMissed() async throws {
        try await LiveRig.run { rig in
            let mei = try await rig.client("mei")
            for number in 1...501 { rig.desk.append("\(number)") }
            _ = try await mei.ask("resume", #"{"ticket:\#(rig.desk.ticket)":0}"#)
            let frames = try await mei.everything()
            #expect(frames.map { $0["kind"]?.string }.filter { $0 != "presence" } == ["resync"])
            #expect(frames.first?["topic"] == .string("ticket:\(rig.desk.ticket.uuidString.lowercased())"))
            rig.desk.append("next")
            #expect(texts(try await mei.everything()) == ["next"])
        }
    }

    @Test("closing the sessions of a person closes them all but the one that asked")
    func closeSessions() async throws {
        try await LiveRig.run { rig in
            let first = try await rig.client("mei")
            let second = try await rig.client("mei")
            let jonas = try await rig.client("jonas")
            var forgotten: [[UUID]] = []
            rig.hub.onClose { forgotten.append($0) }
            rig.hub.closeSessions(of: [People.mei])
            #expect(try await first.client.receiveClose().code == 4401)
            #expect(try await second.client.receiveClose().code == 4401)
            #expect(forgotten == [[People.mei]])
            #expect(try await jonas.ask("presence", #"{"state":"away"}"#)["kind"] == .string("ack"))
            #expect(rig.hub.sessionCount == 1)
        }
    }

    @Test("who is nobody any more is hung up on at the next look; an absent database hangs up on nobody")
    func revalidate() async throws {
        let people = People()
        let rig = LiveRig(people: people)
        try await rig.start()
        let mei = try await rig.client("mei")
        _ = try await rig.client("jonas")
        people.isAway = true
        await rig.hub.revalidate()
        #expect(rig.hub.sessionCount == 2)
        people.isAway = false
        people.unknown = ["mei"]
        await rig.hub.revalidate()
        #expect(try await mei.client.receiveClose().code == 4401)
        #expect(rig.hub.sessionCount == 1)
        await rig.stop()
    }

    @Test("presence is online, away, and offline only when the last tab is closed")
    func presence() async throws {
        try await LiveRig.run { rig in
            let jonas = try await rig.client("jonas")
            func state() async throws -> String? {
                let frame = try await jonas.next("presence")
                #expect(frame["data"]?["principal"]?["id"] == .string(People.mei.uuidString.lowercased()))
                return frame["data"]?["state"]?.string
            }
            let first = try await rig.client("mei")
            #expect(try await state() == "online")
            let second = try await rig.client("mei")
            _ = try await first.ask("presence", #"{"state":"away"}"#)
            #expect(rig.hub.presence(of: People.mei) == .online)
            _ = try await second.ask("presence", #"{"state":"away"}"#)
            #expect(try await state() == "away")
            await second.client.close()
            await first.client.close()
            #expect(try await state() == "offline")
            #expect(rig.hub.presence(of: People.mei) == .offline)
            #expect(rig.hub.onlineUserIDs == [People.jonas])
        }
    }

    @Test("colleagues see who has a ticket open and who is writing in it")
    func viewers() async throws {
        try await LiveRig.run { rig in
            let jonas = try await rig.client("jonas")
            let mei = try await rig.client("mei")
            func viewers() async throws -> [String] {
                while true {
                    let frame = try await jonas.next("presence")
                    guard let viewers = frame["data"]?["viewers"]?.array, frame["topic"]?.string == "inbox" else {
                        continue
                    }
                    return viewers.map { "\($0["name"]?.string ?? "") \($0["state"]?.string ?? "")" }
                }
            }
            try await subscribe(mei, rig)
            #expect(try await viewers() == ["Mei viewing"])
            _ = try await mei.ask("typing", #"{"ticket_id":"\#(rig.desk.ticket)","active":true}"#)
            #expect(try await viewers() == ["Mei writing"])
            _ = try await mei.ask("typing", #"{"ticket_id":"\#(rig.desk.ticket)","active":false}"#)
            #expect(try await viewers() == ["Mei viewing"])
            await mei.client.close()
            #expect(try await viewers() == [])
        }
    }

    @Test("asking for a ticket one may not see shows nobody as its viewer")
    func refusedViewer() async throws {
        try await LiveRig.run { rig in
            let jonas = try await rig.client("jonas")
            let mei = try await rig.client("mei")
            _ = try await mei.ask("subscribe", #"{"topics":["ticket:\#(rig.desk.hidden)"]}"#)
            #expect(!"\(try await jonas.everything())".contains("viewing"))
        }
    }

    @Test("typing reaches the others who follow the ticket, never the one who types")
    func typing() async throws {
        try await LiveRig.run { rig in
            let visitor = try await rig.client("visitor")
            let mei = try await rig.client("mei")
            try await subscribe(visitor, rig)
            try await subscribe(mei, rig)
            _ = try await visitor.ask("typing", #"{"ticket_id":"\#(rig.desk.ticket)","active":true}"#)
            let frame = try await mei.next("typing")
            #expect(frame["data"]?["principal"]?["kind"] == .string("visitor"))
            #expect(frame["data"]?["active"] == .bool(true))
            #expect(try await visitor.everything().allSatisfy { $0["kind"]?.string != "typing" })
        }
    }
}
