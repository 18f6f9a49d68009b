import Basics
import Channels
import Foundation
import TestSupport
import Testing

@Suite("Handing mail to an SMTP server", .serialized, .timeLimit(.minutes(3)))
struct SMTPSenderTests {
    private static let mail = """
        From: Shop <shop@example.com>\r
        Subject: Hello\r
        \r
        .a line that begins with a dot\r
        ..\r
        end\r

        """

    private func send(
        _ sink: MailServerProcess, to recipients: [String], from: String = "shop@example.com",
        security: MailServer.Security = .none, credentials: MailServer.Credentials = .none, host: String = "127.0.0.1",
        trusted: Bool = true, mail: String = mail, answerSeconds: Int = 20
    ) async throws -> SMTPOutcome {
        let path = TestDirectory.make("smtp") + "/mail.eml"
        try Data(mail.utf8).write(to: URL(fileURLWithPath: path))
        var network = MailNetwork(certificatesFile: trusted ? sink.certificates : nil)
        network.answerSeconds = answerSeconds
        let server = MailServer(host: host, port: sink.port, security: security, credentials: credentials)
        return await SMTPSender(threads: MailThreads("test", width: 2), network: network).send(
            SMTPJob(
                server: server, greeting: "example.com", envelopeFrom: from, recipients: recipients, path: path,
                sizeBytes: mail.utf8.count))
    }

    private let password = MailServer.Credentials.password(user: "shop@example.com", password: "sésame ouvre-toi")

    @Test("an accepted mail arrives byte for byte, and the server's words are kept")
    func accepted() async throws {
        let sink = try await MailServerProcess.start("sink.py")
        let outcome = try await send(sink, to: ["ok@example.net", "also@example.net"])
        #expect(outcome == .accepted(SMTPReply(250, "2.0.0 queued as 4711"), refused: []))
        let mail = try await sink.next()
        #expect(mail["data"]?.string.flatMap { Data(base64Encoded: $0) } == Data(Self.mail.utf8))
        #expect(mail["to"]?.array?.compactMap(\.string) == ["ok@example.net", "also@example.net"])
        #expect(mail["helo"]?.string == "example.com")
    }

    @Test("one unknown recipient among two does not keep the other from getting the mail")
    func oneRefused() async throws {
        let sink = try await MailServerProcess.start("sink.py")
        let outcome = try await send(sink, to: ["unknown@example.net", "ok@example.net"])
        #expect(
            outcome
                == .accepted(
                    SMTPReply(250, "2.0.0 queued as 4711"),
                    refused: [SMTPRefusal("unknown@example.net", SMTPReply(550, "5.1.1 no such user"))]))
        #expect(try await sink.next()["to"]?.array?.compactMap(\.string) == ["ok@example.net"])
    }

    @Test("refusals for good, for now, and of one kind each end as the table says")
    func refusals() async throws {
        let sink = try await MailServerProcess.start("sink.py")
        let unknown = SMTPRefusal("unknown@example.net", SMTPReply(550, "5.1.1 no such user"))
        let later = SMTPRefusal("later@example.net", SMTPReply(451, "4.7.1 greylisted"))
        #expect(
            try await send(sink, to: ["unknown@example.net"]) == .refused(unknown.reply, recipients: [unknown]))
        #expect(
            try await send(sink, to: ["later@example.net"])
                == .temporary(later.reply, "4.7.1 greylisted", recipients: [later]))
        #expect(
            try await send(sink, to: ["unknown@example.net", "later@example.net"])
                == .temporary(later.reply, "4.7.1 greylisted", recipients: [unknown, later]))
        #expect(
            try await send(sink, to: ["big@example.net"]) == .refused(SMTPReply(552, "5.3.4 too big"), recipients: []))
        #expect(
            try await send(sink, to: ["ok@example.net"], from: "nobody@example.com")
                == .refused(SMTPReply(550, "5.7.1 you may not send as nobody"), recipients: []))
    }

    @Test("a mail without an answer after the final dot may have arrived: uncertain", arguments: ["slow", "drop"])
    func uncertain(_ name: String) async throws {
        let sink = try await MailServerProcess.start("sink.py")
        let outcome = try await send(sink, to: ["\(name)@example.net"], answerSeconds: 2)
        guard case .uncertain = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(try await sink.next()["from"]?.string == "shop@example.com")
    }

    @Test("the null sender is sent as such, a line end in an address is not")
    func envelope() async throws {
        let sink = try await MailServerProcess.start("sink.py")
        guard case .accepted = try await send(sink, to: ["ok@example.net"], from: "") else {
            Issue.record("the null sender was not accepted")
            return
        }
        #expect(try await sink.next()["from"]?.string == "")
        let outcome = try await send(sink, to: ["ok@example.net>\r\nRCPT TO:<other@example.net"])
        guard case .refused(let reply, _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reply.code == 553)
    }

    @Test("a password goes over TLS only, from the first byte or after STARTTLS", arguments: ["tls", "starttls"])
    func signedIn(_ security: String) async throws {
        let sink = try await MailServerProcess.start("sink.py", "--security", security, "--auth")
        let outcome = try await send(
            sink, to: ["ok@example.net"], security: try #require(MailServer.Security(rawValue: security)),
            credentials: password, host: "localhost")
        #expect(outcome == .accepted(SMTPReply(250, "2.0.0 queued as 4711"), refused: []))
        let mail = try await sink.next()
        #expect(mail["tls"]?.bool == true)
        #expect(mail["user"]?.string == "shop@example.com")
    }

    @Test("an access token signs in as XOAUTH2; a stale one is a fault of the mailbox")
    func token() async throws {
        let sink = try await MailServerProcess.start("sink.py", "--security", "starttls", "--auth")
        let good = try await send(
            sink, to: ["ok@example.net"], security: .starttls,
            credentials: .token(user: "shop@example.com", token: "good-token"), host: "localhost")
        #expect(good == .accepted(SMTPReply(250, "2.0.0 queued as 4711"), refused: []))
        let stale = try await send(
            sink, to: ["ok@example.net"], security: .starttls,
            credentials: .token(user: "shop@example.com", token: "stale"), host: "localhost")
        #expect(kind(of: stale) == .signInRefused)
    }

    @Test("what is wrong with the mailbox is told by its kind")
    func faults() async throws {
        let tls = try await MailServerProcess.start("sink.py", "--security", "tls", "--auth")
        let other = try await MailServerProcess.start("sink.py", "--security", "tls", "--host", "mail.example.org")
        let plain = try await MailServerProcess.start("sink.py")
        let wrong = MailServer.Credentials.password(user: "shop@example.com", password: "wrong")
        let to = ["ok@example.net"]
        #expect(
            kind(of: try await send(tls, to: to, security: .tls, credentials: wrong, host: "localhost"))
                == .signInRefused)
        #expect(
            kind(of: try await send(tls, to: to, security: .tls, host: "localhost", trusted: false))
                == .certificateUntrusted)
        #expect(kind(of: try await send(other, to: to, security: .tls, host: "localhost")) == .certificateWrongName)
        #expect(kind(of: try await send(plain, to: to, security: .starttls)) == .tlsFailed)
        // Signing in is asked for, and we have no password.
        #expect(kind(of: try await send(tls, to: to, security: .tls, host: "localhost")) == .signInRefused)
    }

    @Test("a server that is away or unknown is tried again")
    func away() async throws {
        let sink = try await MailServerProcess.start("sink.py")
        await sink.stop()
        guard case .temporary(nil, _, recipients: []) = try await send(sink, to: ["ok@example.net"]) else {
            Issue.record("a server that is away must be temporary")
            return
        }
        guard
            case .temporary(nil, let words, recipients: []) = try await send(
                sink, to: ["ok@example.net"], host: "mail.invalid")
        else {
            Issue.record("an unknown host must be temporary")
            return
        }
        #expect(words == "There is no server called mail.invalid.")
    }

    @Test("a check signs in and sends nothing")
    func check() async throws {
        let sink = try await MailServerProcess.start("sink.py", "--security", "tls", "--auth")
        let sender = SMTPSender(
            threads: MailThreads("test", width: 2), network: MailNetwork(certificatesFile: sink.certificates))
        var server = MailServer(host: "localhost", port: sink.port, security: .tls, credentials: password)
        let welcome = await sender.check(server, greeting: "example.com")
        #expect(welcome.isConnected)
        #expect(welcome.fault == nil)
        server.credentials = .password(user: "shop@example.com", password: "wrong")
        let refused = await sender.check(server, greeting: "example.com")
        #expect(refused.isConnected)
        #expect(refused.fault?.kind == .signInRefused)
    }

    private func kind(of outcome: SMTPOutcome) -> MailFault.Kind? {
        if case .fault(let fault) = outcome { fault.kind } else { nil }
    }
}
