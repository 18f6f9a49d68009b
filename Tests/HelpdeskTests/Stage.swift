import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Jobs
import Postgres
import Synchronization
import TestSupport
import Testing
import Web

/// The helpdesk on a fresh database, with the cast, and a clock the test holds.
@Loop final class Stage {
    let database: Database
    let module: HelpdeskModule
    let hub: LiveHub
    let bus = EventBus()
    let client: RouteClient

    var desk: Desk { module.desk }

    /// The moment it is, moved by the test.
    nonisolated final class Time: Sendable {
        let now = Mutex(Date(timeIntervalSince1970: 1_795_420_800))
    }
    let clock: Time

    init(poolSize: Int = 4, database shared: Database? = nil) async throws {
        let clock = Time()
        self.clock = clock
        if let shared {
            database = shared
        } else {
            database = try await TestDatabase.fresh(poolSize: poolSize)
            try await Cast.enter(database)
        }
        // A microsecond passes at every look, so that instants of one test differ.
        let wallClock = WallClock {
            clock.now.withLock { now in
                now += 0.000_01
                return now
            }
        }
        hub = LiveHub(clock: wallClock, epoch: "test", bus: nil)
        let context = AppContext(
            database: database, clock: wallClock, dataDirectory: TestDirectory.make("stage"), webRoot: "/tmp",
            publicURL: "http://127.0.0.1", secrets: try #require(MasterKey(bytes: Array(repeating: 7, count: 32))))
        module = HelpdeskModule(context: context, hub: hub, bus: bus) { ids in
            Dictionary(uniqueKeysWithValues: ids.map { ($0, Array("{\"id\":\"\($0)\"}".utf8)) })
        }
        client = RouteClient(module.routes, as: Cast.staff(Cast.lin))
    }

    func pass(seconds: Double) {
        clock.now.withLock { $0 += seconds }
    }

    func call(_ method: String, _ path: String, _ json: String? = nil, as principal: Principal? = nil) async
        -> RouteClient.Answer
    {
        await client.call(method, path, json: json, as: principal)
    }

    /// A chat the visitor opened with one message.
    func chat(_ text: String = "Where is my parcel?", visitor: Principal = Cast.visiting(), clientID: String = "first")
        async throws -> LiveSent
    {
        try await module.live.send(
            LiveSend(ticketID: nil, clientID: clientID, text: text, isPrivate: false, attachmentIDs: []), by: visitor)
    }

    func say(_ text: String, on ticket: UUID, clientID: String, by principal: Principal = Cast.visiting()) async throws
        -> JSONValue
    {
        let sent = try await module.live.send(
            LiveSend(ticketID: ticket, clientID: clientID, text: text, isPrivate: false, attachmentIDs: []),
            by: principal)
        return try JSONValue(parsing: sent.message)
    }

    func ticket(_ id: UUID) async -> JSONValue {
        await call("GET", "/tickets/\(id.uuidString)").json
    }

    /// A ticket made by the API for Mei.
    func made(_ subject: String = "Late parcel", text: String = "It is late.", extra: String = "") async -> JSONValue {
        let key = Principal(
            kind: .apiKey, id: Cast.olga, name: "Shop", permissions: [.ticketsRead, .ticketsWrite])
        return await call(
            "POST", "/tickets",
            #"{"customer":{"email":"mei@example.com"},"subject":"\#(subject)","text":"\#(text)","channel":"api"\#(extra)}"#,
            as: key
        ).json
    }

    /// The sequence numbers stored for a ticket, in order.
    func seqs(_ ticket: UUID) async throws -> [Int] {
        try await database.connection.rows(
            { row in try row["seq"] as Int }, "SELECT seq FROM messages WHERE ticket_id = \(ticket) ORDER BY seq")
    }

    func count(_ sql: SQL) async throws -> Int {
        try await database.connection.one({ row in try row["count"] }, sql)
    }
}

extension JSONValue {
    var uuid: UUID { string.flatMap { UUID(uuidString: $0) } ?? UUID() }
    var int: Int { number.map { Int($0) } ?? .min }
}

/// Runs `work` for each number at once and gives back what each answered, in order.
@Loop func atOnce<T: Sendable>(_ count: Int, _ work: @escaping @Loop @Sendable (Int) async throws -> T) async throws
    -> [T]
{
    let tasks = (0..<count).map { number in Task { @Loop in try await work(number) } }
    var answers: [T] = []
    for task in tasks { answers.append(try await task.value) }
    return answers
}
