import Basics
import Channels
import EventLoop
import Foundation
import TestSupport
import Testing

@Suite("Trying a mailbox", .serialized, .timeLimit(.minutes(3)))
@Loop struct MailboxTestTests {
    private func steps(_ answer: RouteClient.Answer) -> [String] {
        (answer.json["steps"]?.array ?? []).map { "\($0["name"]?.string ?? "") \($0["code"]?.string ?? "")" }
    }

    @Test("every step is done for real, and a mail is sent to itself")
    func works() async throws {
        let dovecot = try await MailServerProcess.start("dovecot.py")
        let sink = try await MailServerProcess.start("sink.py", "--security", "starttls", "--auth")
        try await MailboxStage.open { stage in
            try await stage.connect(dovecot)
            try stage.trust(sink)
            let mail = """
                {"address": "help@example.com", "imap": {"host": "localhost", "port": \(dovecot.port),
                  "username": "help@example.com"}, "smtp": {"host": "localhost", "port": \(sink.port),
                  "security": "starttls", "username": "shop@example.com"}}
                """
            let answer = await stage.call(
                "POST", "/inboxes/\(stage.inboxID)/mailbox/test",
                json: #"{"settings": {"mail": \#(mail)}, "smtp_password": "sésame ouvre-toi"}"#)
            #expect(
                steps(answer) == [
                    "imap_connect ok", "imap_sign_in ok", "imap_folder ok", "smtp_connect ok", "smtp_sign_in ok",
                    "smtp_send ok",
                ])
            let sent = try await sink.next()
            #expect(sent["to"]?.array == [.string("help@example.com")])
            let text = sent["data"]?.string.flatMap { Data(base64Encoded: $0) }.map {
                String(decoding: $0, as: UTF8.self)
            }
            #expect(text?.contains("Auto-Submitted: auto-generated") == true)
            // A stored password is for the server it was stored for.
            let other = await stage.call(
                "POST", "/inboxes/\(stage.inboxID)/mailbox/test", json: #"{"settings": {"mail": \#(mail)}}"#)
            #expect(other.status == 422)
            #expect(other.json["errors"]?.array?.first?["pointer"]?.string == "/smtp_password")
            #expect(steps(other).isEmpty)
        }
    }

    @Test("what is wrong is told by the step and a code, of saved settings too")
    func faults() async throws {
        let dovecot = try await MailServerProcess.start("dovecot.py")
        try await MailboxStage.open { stage in
            try await stage.connect(dovecot)
            #expect(
                steps(await stage.call("POST", "/inboxes/\(stage.inboxID)/mailbox/test")) == [
                    "imap_connect ok", "imap_sign_in ok", "imap_folder ok",
                ])
            @Loop func tried(_ imap: String, password: String = "pass word") async -> [String] {
                steps(
                    await stage.call(
                        "POST", "/inboxes/\(stage.inboxID)/mailbox/test",
                        json: #"{"settings": {"mail": {"imap": {\#(imap)}}}, "imap_password": "\#(password)"}"#))
            }
            let place = #""host": "localhost", "port": \#(dovecot.port), "username": "help@example.com""#
            #expect(await tried(place, password: "wrong") == ["imap_connect ok", "imap_sign_in sign_in_refused"])
            #expect(
                await tried(place + #", "folder": "Nowhere""#) == [
                    "imap_connect ok", "imap_sign_in ok", "imap_folder folder_missing",
                ])
            #expect(await tried(#""host": "mail.invalid", "username": "u""#) == ["imap_connect host_unknown"])
            #expect(
                await tried(#""host": "127.0.0.1", "port": 1, "username": "u""#) == ["imap_connect refused"])
            stage.distrust()
            #expect(await tried(place) == ["imap_connect certificate_untrusted"])
        }
    }
}
