import Basics
import EventLoop
import Foundation
import TestSupport
import Testing
import Web

@Suite("Live sessions", .timeLimit(.minutes(1)))
@Loop struct LiveSessionTests {
    @Test("hello is answered with who one is, what one follows and the epoch")
    func hello() async throws {
        try await LiveRig.run { rig in
            let person = LivePerson(try await LiveTestClient(port: rig.port))
            let ack = try await person.ask("hello", #"{"token":"mei"}"#)
            #expect(ack["kind"] == .string("ack"))
            #expect(ack["data"]?["principal"]?["kind"] == .string("agent"))
            #expect(ack["data"]?["principal"]?["name"] == .string("Mei"))
            #expect(ack["data"]?["topics"] == .array([.string("inbox")]))
            #expect(ack["data"]?["epoch"] == .string("epoch-1"))
            #expect(rig.hub.sessionCount == 1)
        }
    }

    @Test("a message that waited too long is refused with advice, stored nowhere, and the next one is taken")
    func overload() async throws {
        try await LiveRig.run { rig in
            let person = LivePerson(try await LiveTestClient(port: rig.port))
            _ = try await person.ask("hello", #"{"token":"mei"}"#)
            rig.desk.isOverloaded = true
            let frame = #"{"client_id":"1","ticket_id":"\#(rig.desk.ticket)","text":"Hello"}"#
            let refused = try await person.ask("message.send", frame)
            #expect(refused["kind"] == .string("problem"))
            #expect(refused["data"]?["status"] == .number(503))
            #expect(refused["data"]?["type"] == .string("/problems/overloaded"))
            #expect(rig.desk.messages[rig.desk.ticket] == nil)
            #expect(try await person.ask("presence", #"{"state":"away"}"#)["kind"] == .string("ack"))
            rig.desk.isOverloaded = false
            #expect(try await person.ask("message.send", frame)["kind"] == .string("ack"))
        }
    }

    @Test("who says nothing for 5 seconds is hung up on")
    func silence() async throws {
        try await LiveRig.run { rig in
            let client = try await LiveTestClient(port: rig.port)
            let started = ContinuousClock.now
            #expect(try await client.receiveClose(seconds: 8).code == 4401)
            #expect(started.duration(to: .now) > .seconds(4.5))
        }
    }

    @Test("anything before hello, a wrong token and no token are refused with 4401")
    func beforeHello() async throws {
        try await LiveRig.run { rig in
            for frame in [
                #"{"kind":"typing","ref":"1","data":{"ticket_id":"\#(rig.desk.ticket)"}}"#,
                #"{"kind":"hello","ref":"1","data":{"token":"nobody"}}"#, #"{"kind":"hello","ref":"1"}"#,
            ] {
                let client = try await LiveTestClient(port: rig.port)
                await client.send(frame)
                let answer = try JSONValue(parsing: Array(try await client.receiveText().utf8))
                #expect(answer["kind"] == .string("problem"))
                #expect(answer["data"]?["status"] == .number(401))
                #expect(try await client.receiveClose().code == 4401)
            }
        }
    }

    @Test("a second hello is refused and changes nothing")
    func helloTwice() async throws {
        try await LiveRig.run { rig in
            let mei = try await rig.client("mei")
            let answer = try await mei.ask("hello", #"{"token":"visitor"}"#)
            #expect(answer["data"]?["type"] == .string("/problems/hello-twice"))
            #expect(try await mei.ask("subscribe", #"{"topics":["inbox"]}"#)["kind"] == .string("ack"))
        }
    }

    @Test("while the database is away a client is told to come back, not to stay away")
    func databaseAway() async throws {
        let people = People()
        let rig = LiveRig(people: people)
        try await rig.start()
        for isDeskAway in [false, true] {
            people.isAway = !isDeskAway
            rig.desk.isAway = isDeskAway
            let client = try await LiveTestClient(port: rig.port)
            await client.send(#"{"kind":"hello","ref":"1","data":{"token":"mei"}}"#)
            #expect(try await client.receiveText().contains("database-away"))
            #expect(try await client.receiveClose().code == 1012)
        }
        #expect(rig.hub.sessionCount == 0)
        await rig.stop()
    }

    @Test("each ref is answered exactly once, whatever the frame")
    func refs() async throws {
        try await LiveRig.run { rig in
            let client = try await LiveTestClient(port: rig.port)
            let ticket = rig.desk.ticket.uuidString
            var frames = [#"{"kind":"hello","ref":"0","data":{"token":"mei"}}"#]
            for (kind, data) in [
                ("message.send", #"{"ticket_id":"\#(ticket)","client_id":"a","text":"one"}"#),
                ("message.send", #"{"ticket_id":"\#(ticket)","client_id":"b","text":"refuse"}"#),
                ("message.send", "{}"), ("subscribe", #"{"topics":["inbox","ticket:\#(rig.desk.hidden)"]}"#),
                ("unsubscribe", #"{"topics":["inbox"]}"#), ("resume", #"{"ticket:\#(ticket)":0}"#),
                ("typing", #"{"ticket_id":"\#(rig.desk.hidden)"}"#), ("typing", #"{"ticket_id":"\#(ticket)"}"#),
                ("read", #"{"ticket_id":"\#(ticket)","seq":1}"#), ("presence", #"{"state":"away"}"#), ("base", "{}"),
                ("hello", "{}"),
            ] { frames.append(#"{"kind":"\#(kind)","ref":"\#(frames.count)","data":\#(data)}"#) }
            frames.append(#"{"kind":"presence","ref":"last","data":{"state":"online"}}"#)
            for frame in frames { await client.send(frame) }
            var answers: [String: String] = [:]
            while answers["last"] == nil {
                let frame = try JSONValue(parsing: Array(try await client.receiveText().utf8))
                guard let ref = frame["ref"]?.string else { continue }
                #expect(answers[ref] == nil, "\(ref) was answered twice")
                answers[ref] = frame["kind"]?.string
            }
            #expect(
                (0..<13).map { answers[String($0)] } == [
                    "ack", "ack", "problem", "problem", "problem", "ack", "ack", "problem", "ack", "ack", "ack",
                    "problem",
                    "problem",
                ])
        }
    }

    @Test("a visitor's first message follows its ticket at once, and the sender gets its own message")
    func firstMessage() async throws {
        try await LiveRig.run { rig in
            let visitor = try await rig.client("visitor")
            #expect(try await visitor.ask("message.send", #"{"client_id":"a","text":"hi"}"#)["kind"] == .string("ack"))
            let created = try await visitor.next("message.created")
            #expect(created["seq"] == .number(1))
            rig.desk.append("hello, here is Mei")
            #expect(try await visitor.next("message.created")["seq"] == .number(2))
        }
    }

    @Test("a visitor never gets what is for staff only, live or replayed")
    func staffOnly() async throws {
        try await LiveRig.run { rig in
            let visitor = try await rig.client("visitor")
            let mei = try await rig.client("mei")
            let topic = "ticket:\(rig.desk.ticket)"
            _ = try await visitor.ask("subscribe", #"{"topics":["\#(topic)"]}"#)
            _ = try await mei.ask("subscribe", #"{"topics":["\#(topic)"]}"#)
            rig.desk.append("public")
            rig.desk.append("secret note", isPrivate: true)
            _ = try await mei.ask("typing", #"{"ticket_id":"\#(rig.desk.ticket)","active":true,"private":true}"#)
            let live = try await visitor.everything()
            #expect(live.map { $0["kind"]?.string } == ["message.created"])
            _ = try await visitor.ask("resume", #"{"\#(topic)":0}"#)
            let replayed = try await visitor.everything()
            #expect(replayed.map { $0["kind"]?.string } == ["message.created", "ticket.updated"])
            #expect(!"\(replayed)".contains("secret"))
            #expect(!"\(replayed)".contains("staff only"))
            #expect(try await visitor.ask("subscribe", #"{"topics":["inbox"]}"#)["data"]?["status"] == .number(404))
        }
    }

    @Test("one topic that is gone does not keep the others from being followed")
    func partlyGone() async throws {
        try await LiveRig.run { rig in
            let mei = try await rig.client("mei")
            let answer = try await mei.ask(
                "resume", #"{"ticket:\#(rig.desk.hidden)":3,"ticket:\#(rig.desk.ticket)":0}"#)
            #expect(answer["data"]?["status"] == .number(404))
            rig.desk.append("still here")
            #expect(try await mei.next("message.created")["seq"] == .number(1))
        }
    }

    @Test("a client that sends too fast is told to slow down, and hung up on when it does not")
    func rate() async throws {
        try await LiveRig.run(frameRate: TokenBucket.Rate(perSecond: 1, burst: 5)) { rig in
            let mei = try await rig.client("mei")
            for _ in 0..<4 { _ = try await mei.ask("presence", #"{"state":"away"}"#) }
            let answer = try await mei.ask("presence", #"{"state":"away"}"#)
            #expect(answer["data"]?["status"] == .number(429))
            for _ in 0..<6 { await mei.client.send(#"{"kind":"presence","data":{"state":"away"}}"#) }
            #expect(try await mei.client.receiveClose().code == 4429)
        }
    }

    @Test("what is no frame closes with 4400")
    func malformed() async throws {
        try await LiveRig.run { rig in
            let mei = try await rig.client("mei")
            await mei.client.send("not json")
            #expect(try await mei.client.receiveClose().code == 4400)
        }
    }
}
