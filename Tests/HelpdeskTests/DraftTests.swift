import Basics
import EventLoop
import Helpdesk
import TestSupport
import Testing
import Web

@Loop @Suite("Drafts")
struct DraftTests {
    @Test("recipients chosen by hand are kept with the reply, replaced with it, and each person's own")
    func recipients() async throws {
        let mail = try await MailStage()
        let ticket = try await mail.mailed()
        let path = "/tickets/\(ticket)/drafts"
        let ana = Cast.staff(Cast.ana, name: "Ana Ruiz")
        let tom: JSONValue = [
            "to": .array([["name": .string(""), "address": .string("tom@example.com")]]),
            "cc": .array([["name": .string("Li"), "address": .string("li@example.com")]]), "bcc": .array([]),
        ]
        let kept = await mail.call(
            "PUT", path + "/reply",
            #"{"text":"","recipients":{"to":["tom@example.com"],"cc":[{"name":"Li","address":"li@example.com"}]}}"#)
        #expect(kept.status == 200)
        #expect(kept.json["recipients"] == tom)
        #expect(await mail.call("GET", path).json["reply"]?["recipients"] == tom)
        #expect(await mail.stage.call("PUT", path + "/reply", #"{"text":"Ana's"}"#, as: ana).status == 200)
        #expect(await mail.call("GET", path).json["reply"]?["recipients"] == tom)
        #expect(await mail.stage.call("GET", path, as: ana).json["reply"]?["recipients"] == .null)
        #expect(
            await mail.call("PUT", path + "/reply", #"{"text":"Dear","recipients":{"to":["ann@example.com"]}}"#).status
                == 200)
        let replaced = await mail.call("GET", path).json["reply"]?["recipients"]
        #expect(replaced?["to"]?.array?.map { $0["address"] } == [.string("ann@example.com")])
        #expect(replaced?["cc"] == .array([]))
        #expect(await mail.call("PUT", path + "/reply", #"{"text":"Dear"}"#).status == 200)
        #expect(await mail.call("GET", path).json["reply"]?["recipients"] == .null)
    }

    @Test("a bad address and a note with recipients are refused by name, and what was kept stays")
    func refused() async throws {
        let mail = try await MailStage()
        let path = "/tickets/\(try await mail.mailed())/drafts"
        #expect(
            await mail.call("PUT", path + "/reply", #"{"text":"Dear","recipients":{"to":["tom@example.com"]}}"#).status
                == 200)
        let bad = await mail.call(
            "PUT", path + "/reply",
            #"{"text":"Worse","recipients":{"to":["tom@example.com"],"cc":["a@b.example","nobody"]}}"#)
        #expect(bad.status == 422)
        #expect(bad.json["errors"]?.array?.map { $0["pointer"] } == [.string("/recipients/cc/1")])
        let note = await mail.call("PUT", path + "/note", #"{"text":"Hmm","recipients":{"to":["tom@example.com"]}}"#)
        #expect(note.status == 422)
        #expect(note.json["errors"]?.array?.map { $0["pointer"] } == [.string("/recipients")])
        let drafts = await mail.call("GET", path).json
        #expect(drafts["reply"]?["text"] == .string("Dear"))
        #expect(drafts["reply"]?["recipients"]?["to"]?.array?.count == 1)
        #expect(drafts["note"] == .null)
    }
}
