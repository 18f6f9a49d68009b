import Basics
import EventLoop
import Foundation
import TestSupport
import Testing

@testable import Channels

@Suite("Mail handed over by LMTP", .timeLimit(.minutes(2)))
@Loop struct LMTPTests {
    /// Notes what it is to keep.
    @Loop private final class Shelf {
        var mails: [RawMail] = []
        var isFull = false
    }

    private let help = UUID()
    private let sales = UUID()

    private func served(_ shelf: Shelf, _ body: @Loop (LMTPServer) async throws -> Void) async throws {
        let (help, sales) = (help, sales)
        let address = try #require(LMTPAddress("127.0.0.1:0"))
        let server = LMTPServer(
            address,
            LMTPDelivery(
                inbox: { address in
                    switch address.lowercased() {
                    case "help@example.com", "support@example.com": help
                    case "sales@example.com": sales
                    default: nil
                    }
                },
                keep: { mail in
                    if shelf.isFull, mail.inboxID == sales { throw CocoaError(.fileWriteOutOfSpace) }
                    shelf.mails.append(mail)
                }, now: { Date(timeIntervalSince1970: 0) }))
        try server.start()
        defer { server.stop() }
        try await body(server)
    }

    /// Threads for blocking clients: the few of Swift's own pool would all wait for each other.
    private static let clients = MailThreads("lmtp clients", width: 8)

    /// What the server answers to each of these.
    private func talk(_ port: UInt16, _ words: [String]) async throws -> [String] {
        try await Self.clients.run {
            let socket = try RawSocket(port: Int(port))
            var answers = [String(decoding: try socket.receive(seconds: 30), as: UTF8.self)]
            for word in words {
                socket.send(word)
                var answer = ""
                repeat {
                    answer += String(decoding: try socket.receive(seconds: 30), as: UTF8.self)
                } while !answer.hasSuffix("\r\n")
                answers.append(answer)
            }
            return answers
        }
    }

    private let mail = "Subject: hi\r\n\r\n..dots\r\n...\r\n.\r\n"

    @Test("each recipient is answered when the mail is kept; unknown ones are refused; dots are undone")
    func delivered() async throws {
        let shelf = Shelf()
        try await served(shelf) { server in
            let answers = try await talk(
                server.port,
                [
                    "LHLO mx.example.com\r\n", "MAIL FROM:<a@example.net> SIZE=100 BODY=8BITMIME\r\n",
                    "RCPT TO:<Help@example.com>\r\n", "RCPT TO:<nobody@example.com>\r\n",
                    "RCPT TO:<sales@example.com>\r\n", "DATA\r\n", mail, "QUIT\r\n",
                ])
            #expect(answers[0].hasPrefix("220 "))
            for word in ["SIZE", "8BITMIME", "SMTPUTF8", "PIPELINING"] { #expect(answers[1].contains(word)) }
            #expect(answers[4].hasPrefix("550 5.1.1"))
            #expect(answers[6].hasPrefix("354"))
            #expect(answers[7] == "250 2.0.0 kept\r\n250 2.0.0 kept\r\n")
            #expect(answers[8].hasPrefix("221"))
            #expect(Set(shelf.mails.map(\.inboxID)) == [help, sales])
            for mail in shelf.mails {
                #expect(String(decoding: mail.bytes, as: UTF8.self) == "Subject: hi\r\n\r\n.dots\r\n..\r\n")
                #expect(mail.envelopeFrom == "a@example.net")
            }
        }
    }

    @Test("what cannot be kept for one inbox is answered by 451 for its recipients alone")
    func oneFails() async throws {
        let shelf = Shelf()
        shelf.isFull = true
        try await served(shelf) { server in
            let answers = try await talk(
                server.port,
                [
                    "LHLO x\r\n", "MAIL FROM:<>\r\n", "RCPT TO:<sales@example.com>\r\n",
                    "RCPT TO:<support@example.com>\r\n", "RCPT TO:<help@example.com>\r\n", "DATA\r\n", mail,
                ])
            #expect(answers[7] == "451 4.3.0 not kept, send it again later\r\n250 2.0.0 kept\r\n250 2.0.0 kept\r\n")
            #expect(shelf.mails.count == 1)
            #expect(shelf.mails.first?.envelopeFrom == "")
            #expect(shelf.mails.first?.envelopeTo == ["support@example.com", "help@example.com"])
        }
    }

    @Test("commands out of order and unreadable ones are refused, and the session goes on")
    func disorder() async throws {
        try await served(Shelf()) { server in
            let answers = try await talk(
                server.port,
                [
                    "EHLO x\r\n", "MAIL FROM:<a@b.example>\r\n", "LHLO x\r\n", "DATA\r\n",
                    "RCPT TO:<help@example.com>\r\n", "MAIL FROM:a@b.example\r\n", "FETCH 1\r\n",
                    "MAIL FROM:<a@b.example> SIZE=999999999999\r\n", "MAIL FROM:<a@b.example>\r\n",
                    "MAIL FROM:<a@b.example>\r\n", "RSET\r\n", "NOOP\r\n",
                ])
            let codes = answers.map { String($0.prefix(3)) }
            #expect(
                codes == ["220", "500", "503", "250", "503", "503", "501", "500", "552", "250", "503", "250", "250"])
        }
    }

    @Test("only this machine may hand mail over")
    func addresses() {
        #expect(LMTPAddress("unix:/run/deskbell/lmtp") == .unix(path: "/run/deskbell/lmtp"))
        #expect(LMTPAddress("127.0.0.1:24") == .loopback(host: "127.0.0.1", port: 24))
        #expect(LMTPAddress("[::1]:24") == .loopback(host: "::1", port: 24))
        for text in ["0.0.0.0:24", "mail.example.com:24", "unix:lmtp", "127.0.0.1", "127.0.0.1:x", "[::]:24"] {
            #expect(LMTPAddress(text) == nil)
        }
        #expect(LMTPAddress("unix:/" + String(repeating: "x", count: 200)) == nil)
    }

    @Test("it makes no difference where the bytes are cut")
    func cuts() throws {
        let talk = Array("DATA\r\n.a\r\n..b\r\n\r\n.\r\nQUIT\r\n".utf8)
        let expected: [LMTPInput.Part] = [.line("DATA"), .mail(Array("a\r\n.b\r\n\r\n".utf8)), .line("QUIT")]
        for cut in 0...talk.count {
            var input = LMTPInput(mailLimit: 1000)
            var parts: [LMTPInput.Part] = []
            for piece in [Array(talk[..<cut]), Array(talk[cut...])] {
                input.feed(piece)
                while let part = try input.next() {
                    if part == .line("DATA") { input.beginMail() }
                    parts.append(part)
                }
            }
            #expect(parts == expected, "cut at \(cut)")
        }
    }

    @Test("a mail past the limit is read to its end and then refused; a line without end is not read on")
    func limits() throws {
        var input = LMTPInput(mailLimit: 100)
        input.beginMail()
        for _ in 0..<50 { input.feed(Array("xxxxxxxxxxxxxxxxxxxx\r\n".utf8)) }
        input.feed(Array(".\r\nQUIT\r\n".utf8))
        #expect(try input.next() == .mail(nil))
        #expect(try input.next() == .line("QUIT"))
        input.beginMail()
        for _ in 0..<50 {
            input.feed([UInt8](repeating: 120, count: 20))
            #expect(try input.next() == nil)
        }
        input.feed(Array("\r\n.\r\nQUIT\r\n".utf8))
        #expect(try input.next() == .mail(nil))
        #expect(try input.next() == .line("QUIT"))
        input.feed([UInt8](repeating: 120, count: 5000))
        #expect(throws: LMTPInput.LineTooLong.self) { _ = try input.next() }
    }
}
