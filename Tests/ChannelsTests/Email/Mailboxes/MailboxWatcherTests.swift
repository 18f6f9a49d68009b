import Basics
import Channels
import Customers
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

/// A company with one mailbox, whose mail is fetched from a server of `Tests/MailServers`.
@Loop final class MailboxStage {
    let database: Database
    let context: AppContext
    let timings: MailboxTimings
    private var certificates: String?
    private(set) var inboxID = UUID()
    private var task: Task<Void, Never>?
    private(set) var mailboxes: Mailboxes?

    static func open(_ body: @Loop (MailboxStage) async throws -> Void) async throws {
        let database = try await TestDatabase.fresh(poolSize: 6)
        let stage = try MailboxStage(database)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(stage)) } catch { outcome = .failure(error) }
        await stage.stop()
        await database.stop()
        try outcome.get()
    }

    private init(_ database: Database) throws {
        self.database = database
        let secrets = try #require(MasterKey(bytes: [UInt8](repeating: 7, count: 32)))
        context = AppContext(
            database: database, dataDirectory: TestDirectory.make("mailbox"), webRoot: "/nonexistent",
            publicURL: "http://127.0.0.1:8080", secrets: secrets)
        var timings = MailboxTimings()
        timings.poll = 60
        timings.firstRetry = 0.2
        timings.longestRetry = 1
        timings.look = 0.2
        timings.lease = 3
        self.timings = timings
    }

    private func client(_ mailboxes: Mailboxes? = nil) -> RouteClient {
        let channels = ChannelsModule(
            context: context, hub: LiveHub(clock: context.clock, epoch: "test", bus: nil),
            receive: { _ in throw Problem.internalFault }, visitorDesk: Nobody(),
            people: CustomerDirectory(context: context), mailNetwork: MailNetwork(certificatesFile: certificates),
            pendingSurvey: { _ in nil }, mayReadTicket: { _, _ in false })
        return RouteClient(
            channels.routes,
            as: Principal(kind: .user, id: UUID(), name: "Mei", permissions: Set(Permission.allCases)))
    }

    @discardableResult func call(_ method: String, _ path: String, json: String? = nil) async -> RouteClient.Answer {
        await client().call(method, path, json: json)
    }

    /// Makes the mailbox and its password.
    func connect(
        _ server: MailServerProcess, port: Int? = nil, security: String = "tls", more: String = "",
        username: String = "help@example.com", password: String = "pass word", start: String = "now",
        auth: String = "password", tokenURL: String = ""
    ) async throws {
        certificates = server.place["ca"]?.string
        let answer = await call(
            "POST", "/inboxes",
            json: """
                {"kind": "email", "name": "Help", "settings": {"mail": {"address": "help@example.com",
                  "imap": {"host": "localhost", "port": \(port ?? server.port), "security": "\(security)",
                    "username": "\(username)", "auth": "\(auth)", "folder": "INBOX"\(more)},
                  "oauth": {"token_url": "\(tokenURL)", "client_id": "deskbell"},
                  "max_size_mb": 1, "start": "\(start)"}}}
                """)
        try #require(answer.status == 201, "\(String(decoding: answer.bytes, as: UTF8.self))")
        inboxID = try #require(answer.json["id"]?.string.flatMap { UUID(uuidString: $0) })
        let secrets = await call(
            "PUT", "/inboxes/\(inboxID)/mailbox/secrets", json: #"{"imap_password": "\#(password)"}"#)
        try #require(secrets.status == 200)
    }

    /// Trusts the authority of another server, too.
    func trust(_ server: MailServerProcess) throws {
        let files = [certificates, server.certificates].compactMap { $0 }
        let path = TestDirectory.make("authorities") + "/all.pem"
        let all = try files.map { try String(contentsOfFile: $0, encoding: .utf8) }.joined(separator: "\n")
        try Data(all.utf8).write(to: URL(fileURLWithPath: path))
        certificates = path
    }

    func distrust() { certificates = nil }

    func node(_ change: (inout MailboxTimings, inout MailNetwork) -> Void = { _, _ in }) -> Mailboxes {
        var (timings, network) = (timings, MailNetwork(certificatesFile: certificates))
        network.answerSeconds = 5
        change(&timings, &network)
        let reception = MailReception(context: context)
        return Mailboxes(context: context, network: network, timings: timings) { raw in
            _ = try await reception.keep(raw)
        }
    }

    /// Begins to fetch.
    func start(_ change: (inout MailboxTimings, inout MailNetwork) -> Void = { _, _ in }) {
        let node = node(change)
        mailboxes = node
        task = Task { @Loop in await node.run() }
    }

    func stop() async {
        task?.cancel()
        await task?.value
        task = nil
    }

    /// The subjects of the mails kept, in the order they came.
    func subjects() async throws -> [String] {
        try await database.connection.rows(
            { try $0["sha256"] as String }, "SELECT sha256 FROM inbound_mails ORDER BY arrival"
        ).map { sha256 in
            let path = try #require(RawMailFiles(dataDirectory: context.dataDirectory).path(sha256))
            let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
            let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("Subject: ") }
            return String(line?.dropFirst(9) ?? "")
        }
    }

    func state() async -> (state: String?, code: String?) {
        let json = await call("GET", "/inboxes/\(inboxID)/mailbox").json
        return (json["state"]?.string, json["last_error_code"]?.string)
    }

    /// Waits until it holds.
    func until(_ what: String, seconds: Double = 20, _ holds: @Loop () async throws -> Bool) async throws {
        for _ in 0..<Int(seconds * 20) {
            if try await holds() { return }
            try await Loop.sleep(seconds: 0.05)
        }
        Issue.record("never: \(what); \(await state()); \(try await subjects())")
        throw CancellationError()
    }

    func untilConnected() async throws {
        try await until("connected") { await state().state == "connected" }
    }

    func untilSubjects(_ expected: [String], seconds: Double = 20) async throws {
        try await until("\(expected)", seconds: seconds) { try await subjects() == expected }
    }
}

/// No visitor writes here.
@Loop private final class Nobody: VisitorDesk {
    func currentTicket(of visitor: Principal.VisitorReach, limit: Int) async throws -> VisitorTicket? { nil }
    func messages(of visitor: Principal.VisitorReach, afterSeq seq: Int, limit: Int) async throws -> [UInt8] { [] }
    func send(_ message: LiveSend, by principal: Principal) async throws -> LiveSent { throw Problem.internalFault }
    func identified(visitor: UUID, from: UUID?, to: UUID, in connection: Connection) async throws {}
}

extension MailServerProcess {
    /// Has a command obeyed.
    @discardableResult func obey(_ command: String) async throws -> JSONValue {
        try say(command)
        return try await next()
    }

    func deliver(_ subject: String, id: String? = nil, bytes: Int = 0) async throws {
        let path = TestDirectory.make("mail") + "/mail.eml"
        let filling = String(repeating: String(repeating: "x", count: 76) + "\r\n", count: bytes / 78)
        let text = """
            From: Customer <customer@example.net>\r
            To: help@example.com\r
            Subject: \(subject)\r
            Message-ID: <\(id ?? subject)@example.net>\r
            \r
            Hello\r
            \(filling)
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try await obey("deliver \(path)")
    }
}

@Suite("Fetching a mailbox", .serialized, .timeLimit(.minutes(5)))
@Loop struct MailboxWatcherTests {
    @Test(
        "mail that was there stays; what comes is kept within a second, over TLS and after STARTTLS",
        arguments: [true, false])
    func idle(_ tls: Bool) async throws {
        let dovecot = try await MailServerProcess.start("dovecot.py")
        try await dovecot.deliver("old")
        try await MailboxStage.open { stage in
            let plain = Int(dovecot.place["starttls"]?.number ?? 0)
            try await stage.connect(
                dovecot, port: tls ? dovecot.port : plain, security: tls ? "tls" : "starttls")
            stage.start()
            try await stage.untilConnected()
            let before = ContinuousClock.now
            try await dovecot.deliver("new")
            try await stage.untilSubjects(["new"])
            #expect(ContinuousClock.now - before < .seconds(5))
            try await dovecot.deliver("newer")
            try await stage.untilSubjects(["new", "newer"])
        }
    }

    @Test("mail from the day on which fetching starts is fetched, each once, also after a restart")
    func restart() async throws {
        let dovecot = try await MailServerProcess.start("dovecot.py")
        for number in 1...3 { try await dovecot.deliver("mail \(number)") }
        try await MailboxStage.open { stage in
            try await stage.connect(dovecot, start: "2026-01-01")
            stage.start()
            try await stage.untilSubjects(["mail 1", "mail 2", "mail 3"])
            await stage.stop()
            try await dovecot.deliver("mail 4")
            stage.start()
            try await stage.untilSubjects(["mail 1", "mail 2", "mail 3", "mail 4"])
        }
    }

    @Test("a folder numbered anew gives nothing twice and loses nothing")
    func renumbered() async throws {
        let dovecot = try await MailServerProcess.start("dovecot.py")
        try await dovecot.deliver("before us")
        try await dovecot.obey("age")
        try await MailboxStage.open { stage in
            try await stage.connect(dovecot)
            stage.start()
            try await stage.untilConnected()
            try await dovecot.deliver("one")
            try await stage.untilSubjects(["one"])
            // As the reader of mails notes them.
            try await stage.database.connection.execute(
                "UPDATE inbound_mails SET message_id = '<one@example.net>', sha256 = repeat('0', 64)")
            await stage.stop()
            try await dovecot.deliver("two")
            try await dovecot.obey("renumber")
            stage.start()
            try await stage.until("two") {
                try await stage.database.connection.one(
                    { try $0["n"] as Int }, "SELECT count(*) AS n FROM inbound_mails") == 2
            }
            try await dovecot.deliver("three")
            try await stage.until("three") {
                try await stage.database.connection.one(
                    { try $0["n"] as Int }, "SELECT count(*) AS n FROM inbound_mails") == 3
            }
        }
    }

    @Test("a connection that goes silent without an end is noticed at the next poll")
    func silent() async throws {
        let dovecot = try await MailServerProcess.start("dovecot.py")
        try await MailboxStage.open { stage in
            try await stage.connect(dovecot)
            stage.start { timings, network in
                timings.poll = 2
                network.answerSeconds = 2
            }
            try await stage.untilConnected()
            try await dovecot.obey("freeze")
            try await dovecot.deliver("after the silence")
            try await stage.untilSubjects(["after the silence"])
        }
    }

    @Test("a server that goes away is waited for")
    func away() async throws {
        let dovecot = try await MailServerProcess.start("dovecot.py")
        try await MailboxStage.open { stage in
            try await stage.connect(dovecot)
            stage.start()
            try await stage.untilConnected()
            try await dovecot.obey("stop")
            try await stage.until("the loss is noticed") { await stage.state().code != nil }
            #expect(await stage.state().state == "connecting")
            try await dovecot.obey("start")
            try await dovecot.deliver("back")
            try await stage.untilSubjects(["back"])
            #expect(await stage.state().state == "connected")
            #expect(await stage.state().code == nil)
        }
    }

    @Test("after reading a mail is marked or moved, as the settings say", arguments: ["seen", "move"])
    func after(_ what: String) async throws {
        let dovecot = try await MailServerProcess.start("dovecot.py")
        try await MailboxStage.open { stage in
            try await stage.connect(dovecot, more: #", "after": "\#(what)", "move_to": "Processed""#)
            stage.start()
            try await stage.untilConnected()
            try await dovecot.deliver("one")
            try await stage.untilSubjects(["one"])
            try await stage.until("it is \(what)") {
                let flags = try await dovecot.obey("flags")
                return what == "seen"
                    ? flags["seen"]?.number == 1 && flags["kept"]?.number == 1
                    : flags["moved"]?.number == 1 && flags["kept"]?.number == 0
            }
        }
    }

    @Test("of a mail over the size limit the beginning is kept, and the next mail comes")
    func tooLarge() async throws {
        let dovecot = try await MailServerProcess.start("dovecot.py")
        try await MailboxStage.open { stage in
            try await stage.connect(dovecot)
            stage.start()
            try await stage.untilConnected()
            try await dovecot.deliver("large", bytes: 3_000_000)
            try await dovecot.deliver("small")
            try await stage.untilSubjects(["large", "small"])
            let sizes = try await stage.database.connection.rows(
                { try $0["size_bytes"] as Int }, "SELECT size_bytes FROM inbound_mails ORDER BY arrival")
            #expect(sizes[0] > 65_000 && sizes[0] < 67_000)
        }
    }

    @Test("of several nodes one reads a mailbox; another takes over when it is gone")
    func nodes() async throws {
        let dovecot = try await MailServerProcess.start("dovecot.py")
        try await MailboxStage.open { stage in
            try await stage.connect(dovecot)
            stage.start()
            try await stage.untilConnected()
            let other = stage.node()
            let task = Task { @Loop in await other.run() }
            try await Loop.sleep(seconds: 1)
            @Loop func watched(_ node: Mailboxes?) -> Double? {
                node?.metrics.first { $0.name == "deskbell_mailboxes" }?.value
            }
            #expect(watched(stage.mailboxes) == 1)
            #expect(watched(other) == 0)
            try await dovecot.deliver("one")
            try await stage.untilSubjects(["one"])
            await stage.stop()
            try await stage.until("the other takes over") { watched(other) == 1 }
            try await dovecot.deliver("two")
            try await stage.untilSubjects(["one", "two"])
            task.cancel()
            await task.value
        }
    }

    @Test("a wrong password is told at once, and a right one is used at once")
    func password() async throws {
        let dovecot = try await MailServerProcess.start("dovecot.py")
        try await MailboxStage.open { stage in
            try await stage.connect(dovecot, password: "wrong")
            stage.start()
            try await stage.until("failing") { await stage.state().state == "failing" }
            #expect(await stage.state().code == "sign_in_refused")
            let told = try await UnreadMailbox.all(stage.database.connection).map(\.sentence)
            #expect(told.count == 1)
            #expect(
                told.first?.contains(#/^Help: never read, tried since 20[-0-9]+ [0-9:]+ UTC: localhost refuses/#)
                    == true)
            await stage.call(
                "PUT", "/inboxes/\(stage.inboxID)/mailbox/secrets", json: #"{"imap_password": "pass word"}"#)
            try await stage.untilConnected()
            #expect(try await UnreadMailbox.all(stage.database.connection).isEmpty)
            await stage.call("PATCH", "/inboxes/\(stage.inboxID)", json: #"{"enabled": false}"#)
            try await stage.until("nothing is read") {
                stage.mailboxes?.metrics.first { $0.name == "deskbell_mailboxes" }?.value == 0
            }
            #expect(await stage.state().state == "off")
        }
    }

    @Test("163.com is told who asks; a mail it will not give does not keep the others from coming")
    func quirks() async throws {
        let server = try await MailServerProcess.start("quirks.py")
        try await MailboxStage.open { stage in
            try await stage.connect(server, security: "none", password: "code-1234", start: "2026-01-01")
            stage.start()
            try await stage.untilSubjects(["mail 1", "mail 2", "mail 3"])
            let states = try await stage.database.connection.rows(
                { try $0["uid"] as Int }, "SELECT uid FROM inbound_mails ORDER BY arrival")
            #expect(states == [1, 2, 3])
            let commands = try await server.obey("mail")["commands"]?.array?.compactMap(\.string) ?? []
            #expect(!commands.contains("IDLE"))
            #expect(commands.contains { $0.hasPrefix("ID (") })
        }
    }

    @Test("a server that refuses to mark what was read gives nothing twice and keeps nothing back")
    func storeRefused() async throws {
        let server = try await MailServerProcess.start("quirks.py", "--refuses-store")
        try await MailboxStage.open { stage in
            try await stage.connect(
                server, security: "none", more: #", "after": "seen""#, password: "code-1234", start: "2026-01-01")
            stage.start { timings, _ in timings.poll = 1 }
            try await stage.untilSubjects(["mail 1", "mail 2", "mail 3"])
            let commands = try await server.obey("mail")["commands"]?.array?.compactMap(\.string) ?? []
            #expect(commands.contains { $0.hasPrefix("UID STORE") })
            try await stage.untilSubjects(["mail 1", "mail 2", "mail 3", "mail 1"])
            await stage.stop()
            stage.start { timings, _ in timings.poll = 1 }
            try await stage.untilConnected()
            try await Loop.sleep(seconds: 2)
            #expect(try await stage.subjects() == ["mail 1", "mail 2", "mail 3", "mail 1"])
        }
    }

    @Test("a mailbox signs in with an access token, which is renewed when it is refused", arguments: [false, true])
    func token(_ begunWithStale: Bool) async throws {
        let dovecot = try await MailServerProcess.start("dovecot.py")
        let provider = try await MailServerProcess.start("tokens.py")
        try await MailboxStage.open { stage in
            let url = "http://127.0.0.1:\(provider.port)/token"
            try await stage.connect(dovecot, auth: "oauth", tokenURL: url)
            await stage.call(
                "PUT", "/inboxes/\(stage.inboxID)/mailbox/secrets",
                json:
                    #"{"refresh_token": "\#(begunWithStale ? "gives-stale-first" : "refresh-1")", "client_secret": "s"}"#
            )
            stage.start()
            try await stage.untilConnected()
            try await dovecot.deliver("by token")
            try await stage.untilSubjects(["by token"])
            let asked = try await provider.obey("asked")["asked"]?.array ?? []
            #expect(asked.count == (begunWithStale ? 2 : 1))
            #expect(asked.first?["grant_type"]?.string == "refresh_token")
            #expect(asked.first?["client_id"]?.string == "deskbell")
            #expect(asked.first?["client_secret"]?.string == "s")
        }
    }

    @Test("a token that runs out in the middle of waiting (IDLE) is renewed, and what came meanwhile is fetched")
    func tokenRunsOut() async throws {
        let dovecot = try await MailServerProcess.start("dovecot.py")
        let provider = try await MailServerProcess.start("tokens.py")
        try await MailboxStage.open { stage in
            try await stage.connect(dovecot, auth: "oauth", tokenURL: "http://127.0.0.1:\(provider.port)/token")
            await stage.call(
                "PUT", "/inboxes/\(stage.inboxID)/mailbox/secrets", json: #"{"refresh_token": "refresh-1"}"#)
            stage.start()
            try await stage.untilConnected()
            try await dovecot.deliver("before")
            try await stage.untilSubjects(["before"])
            // The server takes the token no more and ends the connection that waits on it.
            try await dovecot.obey("expire good-token-1")
            try await dovecot.deliver("meanwhile")
            try await stage.untilSubjects(["before", "meanwhile"], seconds: 40)
            try await dovecot.deliver("after")
            try await stage.untilSubjects(["before", "meanwhile", "after"])
            #expect(try await provider.obey("asked")["asked"]?.array?.count == 2)
            #expect(await stage.state().state == "connected")
        }
    }

    @Test("a provider that gives no token any more is told as such")
    func tokenRefused() async throws {
        let dovecot = try await MailServerProcess.start("dovecot.py")
        let provider = try await MailServerProcess.start("tokens.py")
        try await MailboxStage.open { stage in
            try await stage.connect(
                dovecot, auth: "oauth", tokenURL: "http://127.0.0.1:\(provider.port)/token")
            await stage.call(
                "PUT", "/inboxes/\(stage.inboxID)/mailbox/secrets", json: #"{"refresh_token": "withdrawn"}"#)
            stage.start()
            try await stage.until("failing") { await stage.state().state == "failing" }
            #expect(await stage.state().code == "token_refused")
        }
    }
}
