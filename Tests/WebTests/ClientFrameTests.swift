import Basics
import Foundation
import Testing
import Web

@Suite("Client frames")
struct ClientFrameTests {
    private static let ticket = "0190a000-0000-7000-8000-000000000001"

    private func frame(_ text: String) throws -> ClientFrame { try ReceivedFrame(text).frame.get() }

    @Test("a message is read with everything it may carry")
    func message() throws {
        let received = try ReceivedFrame(
            #"{"kind":"message.send","ref":"c1","data":{"ticket_id":"\#(Self.ticket)","client_id":"a","text":"你好","private":true,"attachments":["\#(Self.ticket)"]}}"#
        )
        guard case .messageSend(let message) = try received.frame.get() else {
            Issue.record("another frame")
            return
        }
        #expect(received.ref == "c1")
        #expect(message.ticketID == UUID(uuidString: Self.ticket))
        #expect(message.clientID == "a")
        #expect(message.text == "你好")
        #expect(message.isPrivate)
        #expect(message.attachmentIDs.count == 1)
    }

    @Test("resume names topics and positions")
    func resume() throws {
        guard case .resume(let positions) = try frame(#"{"kind":"resume","data":{"ticket:\#(Self.ticket)":41}}"#) else {
            Issue.record("another frame")
            return
        }
        #expect(positions.map(\.seq) == [41])
        #expect(positions.map(\.topic) == [.ticket(UUID(uuidString: Self.ticket) ?? UUID())])
    }

    @Test(
        "what is no frame at all is malformed",
        arguments: [
            "", "{", "[]", "1", "null", #"{"ref":"a"}"#, #"{"kind":7}"#, #"{"kind":"hello","ref":7}"#,
            #"{"kind":"hello","ref":"\#(String(repeating: "r", count: 101))"}"#,
            String(repeating: "[", count: 10_000),
        ])
    func malformed(text: String) {
        #expect(throws: Problem.self) { try ReceivedFrame(text) }
    }

    @Test(
        "a frame with wrong data is refused under its ref",
        arguments: [
            ("hello", #"[]"#, 422), ("hello", #"{"token":7}"#, 422), ("base", "{}", 400), ("", "{}", 400),
            ("message.send", "{}", 422), ("message.send", #"{"client_id":""}"#, 422),
            ("message.send", #"{"client_id":"a","text":7}"#, 422),
            ("message.send", #"{"client_id":"a","ticket_id":"1"}"#, 422),
            ("message.send", #"{"client_id":"a","attachments":["x"]}"#, 422),
            ("subscribe", "{}", 422), ("subscribe", #"{"topics":["everything"]}"#, 422),
            ("subscribe", #"{"topics":["ticket:0190a000"]}"#, 422), ("resume", #"{"inbox":-1}"#, 422),
            ("resume", #"{"inbox":1.5}"#, 422), ("resume", #"{"inbox":1e300}"#, 422), ("resume", #"{"all":1}"#, 422),
            ("typing", "{}", 422), ("read", #"{"ticket_id":"\#(ticket)"}"#, 422),
            ("presence", #"{"state":"offline"}"#, 422), ("presence", #"{"state":"dancing"}"#, 422),
        ])
    func refused(kind: String, data: String, status: Int) throws {
        let received = try ReceivedFrame(#"{"kind":"\#(kind)","ref":"r","data":\#(data)}"#)
        #expect(received.ref == "r")
        guard case .failure(let problem) = received.frame else {
            Issue.record("\(kind) \(data) was accepted")
            return
        }
        #expect(problem.status == status)
    }

    @Test("a frame names at most 200 topics")
    func manyTopics() throws {
        let topics = (0...200).map { _ in "\"ticket:\(UUID().uuidString)\"" }.joined(separator: ",")
        #expect(throws: Problem.self) { try frame(#"{"kind":"subscribe","data":{"topics":[\#(topics)]}}"#) }
    }
}
