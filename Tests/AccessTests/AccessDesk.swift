import Access
import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Synchronization
import TestSupport
import Web

/// One Deskbell with its own database, a clock the test holds, and cheap password hashes.
@Loop final class AccessDesk {
    let database: Database
    let clock = HeldClock()
    let context: AppContext
    let hub: LiveHub
    let access: AccessModule
    /// Whose live connections were closed, in order.
    private(set) var closed: [[UUID]] = []
    let client: RouteClient

    static let password = "six green lanterns"

    /// Runs `body` on a fresh desk.
    static func open(
        publicURL: String = "http://127.0.0.1:8080", _ body: @Loop (AccessDesk) async throws -> Void
    ) async throws {
        let database = try await TestDatabase.fresh()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(AccessDesk(database, publicURL))) } catch { outcome = .failure(error) }
        await database.stop()
        try outcome.get()
    }

    /// What `count` callers get who ask at the same time.
    static func atOnce<Answer: Sendable>(
        _ count: Int, _ ask: @escaping @Loop @Sendable (Int) async throws -> Answer
    ) async throws -> [Answer] {
        let tasks = (0..<count).map { number in Task { @Loop in try await ask(number) } }
        var answers: [Answer] = []
        for task in tasks { answers.append(try await task.value) }
        return answers
    }

    /// The same with an owner, Mei.
    static func openWithOwner(_ body: @Loop (AccessDesk, User) async throws -> Void) async throws {
        try await open { desk in try await body(desk, desk.add("mei@shop.example", .owner)) }
    }

    private init(_ database: Database, _ publicURL: String) throws {
        self.database = database
        guard let secrets = MasterKey(bytes: [UInt8](repeating: 7, count: 32)) else { throw Unprepared() }
        let held = clock
        context = AppContext(
            database: database, clock: WallClock { held.now }, dataDirectory: "/nonexistent", webRoot: "/nonexistent",
            publicURL: publicURL, secrets: secrets)
        hub = LiveHub(clock: context.clock, epoch: "test", bus: nil)
        access = AccessModule(
            context: context, hub: hub, version: "1.2.3", passwords: PasswordWorker(.cheap, queueLimit: 64))
        client = RouteClient(access.routes, as: .anonymous)
        hub.onClose { [weak self] ids in self?.closed.append(ids) }
    }

    struct Unprepared: Error {}

    var passwords: PasswordWorker { access.passwords }

    /// Another node of the same Deskbell: it shares the database and nothing else.
    func otherNode() -> AccessModule {
        AccessModule(
            context: context, hub: LiveHub(clock: context.clock, epoch: "test", bus: nil), passwords: passwords)
    }

    func add(_ email: String, _ role: UserRole, password: String = AccessDesk.password) async throws -> User {
        try await AccessModule.addUser(
            database, email: email, role: role, password: password, clock: context.clock, passwords: passwords)
    }

    /// Asks a route as whoever the session's token speaks for.
    func call(
        _ method: String, _ path: String, json: String? = nil, token: String? = nil, headers: [(String, String)] = []
    ) async throws -> RouteClient.Answer {
        let cookie = token.map { [("cookie", "deskbell_session=\($0)")] } ?? []
        let principal = try await access.authenticator.principal(for: Self.head(cookie)) ?? .anonymous
        return await client.call(method, path, json: json, as: principal, headers: cookie + headers)
    }

    func signIn(_ email: String, _ password: String = AccessDesk.password, token: String? = nil) async throws
        -> RouteClient.Answer
    {
        try await call(
            "POST", "/session", json: #"{"email": "\#(email)", "password": "\#(password)"}"#, token: token)
    }

    /// A new session's token.
    func token(_ email: String, _ password: String = AccessDesk.password) async throws -> String {
        let answer = try await signIn(email, password)
        guard let token = answer.sessionToken else { throw Unprepared() }
        return token
    }

    /// Who the session's token speaks for.
    func principal(_ token: String) async throws -> Principal? {
        try await access.authenticator.principal(for: Self.head([("cookie", "deskbell_session=\(token)")]))
    }

    static func head(_ headers: [(String, String)]) -> HTTPHead {
        HTTPHead(method: "GET", path: "/api/v1/session", headers: HTTPHeaders(headers))
    }

    /// One number a statement answers, in a column named `answer`.
    func number(_ sql: SQL) async throws -> Int {
        try await database.connection.one({ try $0["answer"] }, sql)
    }
}

/// A clock that stands still until it is moved.
final class HeldClock: Sendable {
    private let held = Mutex(Date(timeIntervalSince1970: 1_795_430_400))

    var now: Date { held.withLock { $0 } }

    func move(seconds: Double) {
        held.withLock { $0 = $0.addingTimeInterval(seconds) }
    }
}

extension RouteClient.Answer {
    /// The token in the cookie this answer sets.
    var sessionToken: String? {
        guard let cookie = header("set-cookie"), cookie.hasPrefix("deskbell_session=") else { return nil }
        let token = cookie.dropFirst("deskbell_session=".count).prefix { $0 != ";" }
        return token.isEmpty ? nil : String(token)
    }

    /// The last part of the problem's type.
    var problem: String? {
        json["type"]?.string.map { String($0.dropFirst("/problems/".count)) }
    }
}
