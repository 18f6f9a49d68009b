import Basics
import EventLoop
import Foundation

/// What one node tells the others.
enum LiveHint: Sendable {
    case ticketReached(UUID, seq: Int)
    /// Typing, read, presence: carried whole, may be lost.
    case news(LiveNews)
    case close([UUID], exceptSession: UUID?, code: Int)
    /// The members of staff connected to the node that says so.
    case presence([UUID: Colleague])
    /// Who has a ticket open on the node that says so.
    case viewers(UUID, [Viewer])
    /// Another node appeared.
    case peerJoined
    /// The bus works, for the first time or again: what it carried meanwhile is lost.
    case connected
}

/// The other nodes: who they are, who is online there, and batched hints to them.
///
/// With one node nothing is sent but a heartbeat.
@Loop final class LivePeers {
    private struct Peer {
        var heardAt: ContinuousClock.Instant
        var colleagues: [UUID: Colleague] = [:]
        /// Colleagues told in several parts, until the last part is there.
        var arriving: [UUID: Colleague] = [:]
        var viewers: [UUID: [Viewer]] = [:]
    }

    /// So many names of 200 characters fit into the smallest bus's limit.
    private static let presenceChunk = 20
    private static let batchSeconds = 0.006
    private static let heartbeatSeconds = 4.0
    private static let lostAfter = Duration.seconds(13)

    var onHint: @Loop (LiveHint) -> Void = { _ in }
    private let bus: (any LiveBus)?
    private let node = Randomness.system.token(byteCount: 9)
    private var peers: [String: Peer] = [:]
    private var outgoing: [JSONValue] = []
    private var reached: [UUID: Int] = [:]
    private var batchTimer: LoopTimer?
    private var heartbeat: LoopTimer?

    init(_ bus: (any LiveBus)?) {
        self.bus = bus
    }

    var areThere: Bool { !peers.isEmpty }

    /// The members of staff connected to other nodes.
    var colleagues: [UUID: Colleague] {
        peers.values.reduce(into: [:]) { all, peer in
            all.merge(peer.colleagues) { one, other in other.state == .online ? other : one }
        }
    }

    func viewers(of ticketID: UUID) -> [Viewer] {
        peers.values.flatMap { $0.viewers[ticketID] ?? [] }
    }

    func start() async throws {
        guard let bus else { return }
        try await bus.start(
            onText: { [weak self] text in self?.received(text) },
            onConnect: { [weak self] in
                self?.send([["k": .string("hello")]])
                self?.onHint(.connected)
            })
        heartbeat = LoopTimer(afterSeconds: Self.heartbeatSeconds, everySeconds: Self.heartbeatSeconds) { [weak self] in
            self?.beat()
        }
    }

    func stop() async {
        heartbeat?.cancel()
        batchTimer?.cancel()
        if areThere, let bus {
            for text in texts(takeOutgoing() + [["k": .string("bye")]]) { try? await bus.send(text) }
        }
        await bus?.stop()
    }

    func tell(_ hint: LiveHint) {
        guard bus != nil, areThere else { return }
        switch hint {
        case .ticketReached(let id, let seq): reached[id] = max(reached[id] ?? 0, seq)
        case .news(let news): if let value = LiveHintCoding.encode(news) { outgoing.append(value) }
        case .close(let ids, let except, let code):
            outgoing.append(
                .object([
                    "k": .string("close"), "ids": .array(ids.map { .string($0.uuidString) }),
                    "except": except.map { .string($0.uuidString) } ?? .null, "code": .number(Double(code)),
                ]))
        case .presence(let colleagues):
            let chunks = Array(colleagues).chunked(Self.presenceChunk)
            if chunks.isEmpty { outgoing.append(LiveHintCoding.encode([], isFirst: true, isLast: true)) }
            for (index, chunk) in chunks.enumerated() {
                outgoing.append(
                    LiveHintCoding.encode(chunk, isFirst: index == 0, isLast: index == chunks.count - 1))
            }
        case .viewers(let ticketID, let viewers): outgoing.append(LiveHintCoding.encode(ticketID, viewers))
        case .peerJoined, .connected: break
        }
        if batchTimer == nil {
            batchTimer = LoopTimer(afterSeconds: Self.batchSeconds) { [weak self] in self?.flush() }
        }
    }

    private func flush() {
        batchTimer = nil
        send(takeOutgoing())
    }

    private func takeOutgoing() -> [[String: JSONValue]] {
        var hints = outgoing
        if !reached.isEmpty {
            for chunk in Array(reached).chunked(60) {
                hints.append(
                    .object([
                        "k": .string("seq"),
                        "t": .object(
                            Dictionary(
                                uniqueKeysWithValues: chunk.map { ($0.key.uuidString, .number(Double($0.value))) })),
                    ]))
            }
        }
        outgoing = []
        reached = [:]
        return hints.compactMap { if case .object(let fields) = $0 { fields } else { nil } }
    }

    private func send(_ hints: [[String: JSONValue]]) {
        guard let bus else { return }
        let texts = texts(hints)
        Task { @Loop in
            for text in texts {
                do { try await bus.send(text) } catch { Log.warning("live hint lost", ["bytes": text.utf8.count]) }
            }
        }
    }

    /// The hints in as few texts as the bus's limit allows.
    private func texts(_ hints: [[String: JSONValue]]) -> [String] {
        let limit = (bus?.limitBytes ?? 0) - 100
        var texts: [String] = []
        var batch: [JSONValue] = []
        var size = 0
        func close() {
            if !batch.isEmpty {
                let value = JSONValue.object(["n": .string(node), "h": .array(batch)])
                texts.append(String(decoding: JSONWriter.write(value), as: UTF8.self))
            }
            batch = []
            size = 0
        }
        for hint in hints {
            let value = JSONValue.object(hint)
            let length = JSONWriter.write(value).count
            guard length < limit else { continue }
            if size + length > limit { close() }
            batch.append(value)
            size += length + 1
        }
        close()
        return texts
    }

    private func beat() {
        let now = ContinuousClock.now
        let lost = peers.filter { $0.value.heardAt.duration(to: now) > Self.lostAfter }.keys
        for node in lost { forget(node) }
        send([["k": .string("beat")]])
    }

    private func forget(_ node: String) {
        guard let peer = peers.removeValue(forKey: node) else { return }
        onHint(.presence([:]))
        for ticketID in peer.viewers.keys { onHint(.viewers(ticketID, [])) }
    }

    private func received(_ text: String) {
        guard let value = try? JSONValue(parsing: Array(text.utf8)), let sender = value["n"]?.string, sender != node,
            let hints = value["h"]?.array
        else { return }
        let isNew = peers[sender] == nil
        peers[sender, default: Peer(heardAt: .now)].heardAt = .now
        if isNew { send([["k": .string("beat")]]) }
        // A node that says hello again has lost what it knew of us.
        if isNew || hints.contains(where: { $0["k"]?.string == "hello" }) { onHint(.peerJoined) }
        for hint in hints { take(hint, from: sender) }
    }

    private func take(_ hint: JSONValue, from sender: String) {
        switch hint["k"]?.string {
        case "seq":
            guard case .object(let seqs) = hint["t"] else { return }
            for (id, seq) in seqs {
                guard let id = UUID(uuidString: id), let seq = seq.number else { continue }
                onHint(.ticketReached(id, seq: Int(seq)))
            }
        case "news": if let news = LiveHintCoding.news(hint) { onHint(.news(news)) }
        case "close":
            let ids = hint["ids"]?.array?.compactMap { $0.string.flatMap(UUID.init(uuidString:)) } ?? []
            onHint(
                .close(
                    ids, exceptSession: hint["except"]?.string.flatMap(UUID.init(uuidString:)),
                    code: Int(hint["code"]?.number ?? 4401)))
        case "presence":
            let colleagues = LiveHintCoding.colleagues(hint)
            if hint["first"]?.bool ?? true { peers[sender]?.arriving = [:] }
            peers[sender]?.arriving.merge(colleagues) { $1 }
            guard hint["last"]?.bool ?? true else { return }
            if let arrived = peers[sender]?.arriving { peers[sender]?.colleagues = arrived }
            onHint(.presence(colleagues))
        case "viewers":
            guard let (ticketID, viewers) = LiveHintCoding.viewers(hint) else { return }
            peers[sender]?.viewers[ticketID] = viewers.isEmpty ? nil : viewers
            onHint(.viewers(ticketID, viewers))
        case "bye": forget(sender)
        default: break
        }
    }
}

/// How hints look on the bus.
private enum LiveHintCoding {
    static func encode(_ news: LiveNews) -> JSONValue? {
        var fields: [String: JSONValue] = [
            "k": .string("news"), "topic": .string(news.topic.description), "kind": .string(news.kind.rawValue),
        ]
        if let data = news.staffData { fields["staff"] = try? JSONValue(parsing: data) }
        if let data = news.visitorData { fields["visitor"] = try? JSONValue(parsing: data) }
        if let id = news.assigneeID { fields["assignee"] = .string(id.uuidString) }
        if let id = news.teamID { fields["team"] = .string(id.uuidString) }
        if let id = news.personID { fields["person"] = .string(id.uuidString) }
        return .object(fields)
    }

    static func news(_ hint: JSONValue) -> LiveNews? {
        guard let topic = hint["topic"]?.string.flatMap({ Topic($0) }),
            let kind = hint["kind"]?.string.flatMap(LiveNews.Kind.init(rawValue:))
        else { return nil }
        return LiveNews(
            topic: topic, kind: kind, staffData: hint["staff"].map { JSONWriter.write($0) },
            visitorData: hint["visitor"].map { JSONWriter.write($0) },
            assigneeID: hint["assignee"]?.string.flatMap(UUID.init(uuidString:)),
            teamID: hint["team"]?.string.flatMap(UUID.init(uuidString:)),
            personID: hint["person"]?.string.flatMap(UUID.init(uuidString:)))
    }

    /// All of a node's colleagues, in as many parts as the bus needs.
    static func encode(_ colleagues: ArraySlice<(key: UUID, value: Colleague)>, isFirst: Bool, isLast: Bool)
        -> JSONValue
    {
        .object([
            "k": .string("presence"), "first": .bool(isFirst), "last": .bool(isLast),
            "of": .object(
                Dictionary(
                    uniqueKeysWithValues: colleagues.map { id, colleague in
                        (id.uuidString, .array([.string(colleague.state.rawValue), .string(colleague.name)]))
                    })),
        ])
    }

    static func colleagues(_ hint: JSONValue) -> [UUID: Colleague] {
        guard case .object(let entries) = hint["of"] else { return [:] }
        return Dictionary(
            entries.compactMap { id, entry in
                guard let id = UUID(uuidString: id), let parts = entry.array, parts.count == 2,
                    let state = parts[0].string.flatMap(PresenceState.init(rawValue:)), let name = parts[1].string
                else { return nil }
                return (id, Colleague(name: name, state: state))
            }, uniquingKeysWith: { $1 })
    }

    static func encode(_ ticketID: UUID, _ viewers: [Viewer]) -> JSONValue {
        .object([
            "k": .string("viewers"), "ticket": .string(ticketID.uuidString),
            "of": .array(
                viewers.map { .array([.string($0.id.uuidString), .string($0.name), .bool($0.isWriting)]) }),
        ])
    }

    static func viewers(_ hint: JSONValue) -> (UUID, [Viewer])? {
        guard let ticketID = hint["ticket"]?.string.flatMap(UUID.init(uuidString:)) else { return nil }
        let viewers = (hint["of"]?.array ?? []).compactMap { entry -> Viewer? in
            guard let parts = entry.array, parts.count == 3, let id = parts[0].string.flatMap(UUID.init(uuidString:)),
                let name = parts[1].string, let isWriting = parts[2].bool
            else { return nil }
            return Viewer(id: id, name: name, isWriting: isWriting)
        }
        return (ticketID, viewers)
    }
}

extension Array {
    fileprivate func chunked(_ size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
