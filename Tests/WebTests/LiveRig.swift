import Basics
import EventLoop
import Foundation
import Gateway
import TestSupport
import Testing
import Web

/// A gateway whose live connections go to a hub, with a desk that keeps tickets in memory: what is tested is the hub.
@Loop final class LiveRig: GatewayDelegate {
    let hub: LiveHub
    let desk: MemoryDesk
    private(set) var server: GatewayServer?
    private(set) var port = 0

    /// The delegate the server knows; it exists before the rig has a server.
    init(
        desk: MemoryDesk? = nil, people: People? = nil, bus: (any LiveBus)? = nil,
        frameRate: TokenBucket.Rate = TokenBucket.Rate(perSecond: 1000, burst: 1000)
    ) {
        let desk = desk ?? MemoryDesk()
        self.desk = desk
        hub = LiveHub(clock: .system, epoch: "epoch-1", bus: bus, frameRate: frameRate)
        hub.join(desk: desk, authenticators: [people ?? People.cast])
        desk.hubs.append(hub)
    }

    /// Runs `body` against a started rig and stops it afterwards.
    nonisolated static func run(
        frameRate: TokenBucket.Rate = TokenBucket.Rate(perSecond: 1000, burst: 1000),
        _ body: @Loop (LiveRig) async throws -> Void
    ) async throws {
        let rig = await LiveRig(frameRate: frameRate)
        try await rig.start()
        do {
            try await body(rig)
        } catch {
            await rig.stop()
            throw error
        }
        await rig.stop()
    }

    func start() async throws {
        let server = GatewayServer(GatewayConfiguration(listen: ["127.0.0.1:0"]), delegate: self)
        self.server = server
        try await hub.start()
        try await server.start()
        port = server.boundPort
    }

    func stop() async {
        await hub.stop()
        await server?.stop()
    }

    func bodyPolicy(for head: HTTPHead) -> BodyPolicy { .collect(limitBytes: 0) }
    func respond(to request: HTTPRequest) async -> HTTPResponse { HTTPResponse(status: 404) }
    func upgrade(_ head: HTTPHead) -> UpgradeDecision { .accept }
    func connected(_ connection: WebSocketConnection) { hub.accept(connection) }

    /// A client that has said hello as `name`; what it was told before the answer is put back.
    func client(_ name: String) async throws -> LivePerson {
        let person = LivePerson(try await LiveTestClient(port: port))
        #expect(try await person.ask("hello", #"{"token":"\#(name)"}"#)["kind"]?.string == "ack")
        return person
    }
}

/// A live client that reads frames as JSON and remembers what it has not been asked for yet.
@Loop final class LivePerson {
    let client: LiveTestClient
    private var aside: [JSONValue] = []
    private var refs = 0

    init(_ client: LiveTestClient) { self.client = client }

    /// Sends a frame and gives the answer to its ref; other frames are kept for `next`.
    func ask(_ kind: String, _ data: String = "{}") async throws -> JSONValue {
        refs += 1
        await client.send(#"{"kind":"\#(kind)","ref":"r\#(refs)","data":\#(data)}"#)
        while true {
            let frame = try JSONValue(parsing: Array(try await client.receiveText().utf8))
            if frame["ref"] == .string("r\(refs)") { return frame }
            aside.append(frame)
        }
    }

    /// The next frame of `kind`, skipping others.
    ///
    /// - Throws: When none comes within `seconds`.
    func next(_ kind: String, seconds: Double = 5) async throws -> JSONValue {
        while true {
            let frame =
                aside.isEmpty
                ? try JSONValue(parsing: Array(try await client.receiveText(seconds: seconds).utf8))
                : aside.removeFirst()
            if frame["kind"]?.string == kind { return frame }
        }
    }

    /// Everything that comes until the answer to a frame sent now, in order.
    func everything() async throws -> [JSONValue] {
        _ = try await ask("presence", #"{"state":"online"}"#)
        defer { aside = [] }
        return aside
    }
}

/// People known by their name as a token.
@Loop final class People: Authenticator {
    nonisolated static let mei = UUID()
    nonisolated static let jonas = UUID()
    nonisolated static let visitor = UUID()
    static let cast = People()
    var unknown: Set<String> = []
    var isAway = false

    func principal(for head: HTTPHead) async throws -> Principal? { nil }

    func principal(token: String) async throws -> Principal? {
        if isAway { throw Problem.databaseAway }
        if unknown.contains(token) { throw Problem.signInRequired }
        switch token {
        case "mei":
            return Principal(kind: .user, id: Self.mei, name: "Mei", permissions: [.ticketsRead, .ticketsWrite])
        case "jonas": return Principal(kind: .user, id: Self.jonas, name: "Jonas", permissions: [.ticketsRead])
        case "own":
            return Principal(kind: .user, id: UUID(), name: "Ada", permissions: [.ticketsRead], ticketScope: .own)
        case "visitor":
            return Principal(
                kind: .visitor, id: Self.visitor, name: "",
                visitor: .init(
                    visitorID: Self.visitor, inboxID: UUID(), customerID: nil, verified: false))
        default: return nil
        }
    }
}

/// Tickets in memory; a message is "committed" when it is in `messages`.
@Loop final class MemoryDesk: LiveDesk {
    let ticket = UUID()
    let hidden = UUID()
    private(set) var messages: [UUID: [(text: String, isPrivate: Bool)]] = [:]
    var hubs: [LiveHub] = []
    /// What a replay waits for, so that newer news can arrive meanwhile.
    var gate: (@Loop () async -> Void)?
    var isAway = false
    /// Whether more messages come in than can be stored.
    var isOverloaded = false
    private(set) var replays = 0

    func topics(of principal: Principal) async throws -> [Topic] {
        if isAway { throw Problem.databaseAway }
        return principal.isStaff ? [.inbox] : []
    }

    func lastSeq(of topic: Topic, for principal: Principal) async throws -> Int? {
        switch topic {
        case .inbox: principal.isStaff ? 0 : nil
        case .ticket(let id): id == hidden ? nil : messages[id]?.count ?? 0
        }
    }

    func isTooLate(since moment: ContinuousClock.Instant) -> Bool { isOverloaded }

    func send(_ message: LiveSend, by principal: Principal) async throws -> LiveSent {
        guard message.text != "refuse" else { throw Problem.forbidden() }
        let id = message.ticketID ?? ticket
        append(message.text, isPrivate: message.isPrivate, to: id)
        return LiveSent(ticketID: id, message: Array(#"{"text":"\#(message.text)"}"#.utf8))
    }

    func replay(_ ticketID: UUID, after seq: Int, limit: Int) async throws -> [LiveNews]? {
        replays += 1
        let count = messages[ticketID]?.count ?? 0
        guard count - seq <= limit else { return nil }
        let found = seq < count ? ((seq + 1)...count).map { news($0, ticketID) } : []
        await gate?()
        return found + [updated(ticketID, seq: count)]
    }

    func inboxNews(of ticketID: UUID) async throws -> LiveNews? {
        LiveNews(topic: .inbox, kind: .ticketUpdated, staffData: Array("{}".utf8))
    }

    func lastSeqs(of ticketIDs: [UUID]) async throws -> [UUID: Int] {
        Dictionary(uniqueKeysWithValues: ticketIDs.map { ($0, messages[$0]?.count ?? 0) })
    }

    func markRead(_ ticketID: UUID, seq: Int, by principal: Principal) async throws {}

    /// Stores a message and, unless the news is lost on the way, tells the first hub of it.
    func append(_ text: String, isPrivate: Bool = false, to id: UUID? = nil, tells: Bool = true) {
        let id = id ?? ticket
        messages[id, default: []].append((text, isPrivate))
        if tells { hubs.first?.publish(news(messages[id]?.count ?? 0, id)) }
    }

    func news(_ seq: Int, _ id: UUID) -> LiveNews {
        let message = messages[id]?[seq - 1]
        let data = Array(#"{"text":"\#(message?.text ?? "")"}"#.utf8)
        return LiveNews(
            topic: .ticket(id), kind: .messageCreated, seq: seq, staffData: data,
            visitorData: message?.isPrivate ?? true ? nil : data)
    }

    private func updated(_ id: UUID, seq: Int) -> LiveNews {
        LiveNews(
            topic: .ticket(id), kind: .ticketUpdated, seq: seq, staffData: Array(#"{"note":"staff only"}"#.utf8),
            visitorData: Array("{}".utf8))
    }
}

/// A bus in memory: what one node sends the others hear, unless it is told to lose it.
@Loop final class MemoryBus: LiveBus {
    @Loop final class Wire {
        var ears: [ObjectIdentifier: @Loop (String) -> Void] = [:]
        var losesNews = false
    }

    let limitBytes = 7900
    private let wire: Wire

    init(_ wire: Wire) { self.wire = wire }

    func start(onText: @escaping @Loop (String) -> Void, onConnect: @escaping @Loop () -> Void) async throws {
        wire.ears[ObjectIdentifier(self)] = onText
        onConnect()
    }

    func send(_ text: String) async throws {
        if wire.losesNews, !text.contains(#""beat""#) { return }
        for ear in wire.ears.values { ear(text) }
    }

    func stop() async { wire.ears[ObjectIdentifier(self)] = nil }
}
