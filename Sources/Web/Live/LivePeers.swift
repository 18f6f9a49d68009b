import Basics
import EventLoop
import Foundation

/// What one node tells the others.
enum LiveHint: Sendable {
    case ticketReached(UUID, seq: Int)
    /// Typing, read, presence: carried whole, may be lost.
    case news(LiveNews)
    case close([UUID], exceptSession: UUID?, code: Int)
    case presence([UUID: PresenceState])
    case viewers
    case peerJoined
}

/// The other nodes: who they are, who is online there, and batched hints to them. With one node nothing is sent but a
/// heartbeat.
@Loop final class LivePeers {
    private struct Peer {
        var heardAt: ContinuousClock.Instant
        var presence: [UUID: PresenceState] = [:]
    }

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

    var onlineUserIDs: Set<UUID> {
        Set(peers.values.flatMap { $0.presence.filter { $0.value == .online }.keys })
    }

    func presence(of user: UUID) -> PresenceState? {
        let states = peers.values.compactMap { $0.presence[user] }
        return states.contains(.online) ? .online : states.first
    }

    func start() async throws {
        guard let bus else { return }
        try await bus.start { [weak self] text in self?.received(text) }
        send([["k": .string("hello")]])
        heartbeat = LoopTimer(afterSeconds: Self.heartbeatSeconds, everySeconds: Self.heartbeatSeconds) { [weak self] in
            self?.beat()
        }
    }

    func stop() async {
        heartbeat?.cancel()
        batchTimer?.cancel()
        if areThere, let bus {
            for text in texts([["k": .string("bye")]]) { try? await bus.send(text) }
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
        case .presence(let states): outgoing.append(LiveHintCoding.encode(states))
        case .viewers, .peerJoined: break
        }
        if batchTimer == nil {
            batchTimer = LoopTimer(afterSeconds: Self.batchSeconds) { [weak self] in self?.flush() }
        }
    }

    private func flush() {
        batchTimer = nil
        var hints = outgoing
        if !reached.isEmpty {
            for chunk in Array(reached).chunked(60) {
                hints.append(
                    .object([
                        "k": .string("seq"),
                        "t": .object(Dictionary(uniqueKeysWithValues: chunk.map { ($0.key.uuidString, .number(Double($0.value))) })),
                    ]))
            }
        }
        outgoing = []
        reached = [:]
        send(hints.compactMap { if case .object(let fields) = $0 { fields } else { nil } })
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
        for node in lost { peers[node] = nil }
        if !lost.isEmpty { onHint(.presence([:])) }
        send([["k": .string("beat")]])
    }

    private func received(_ text: String) {
        guard let value = try? JSONValue(parsing: Array(text.utf8)), let sender = value["n"]?.string, sender != node,
            let hints = value["h"]?.array
        else { return }
        let isNew = peers[sender] == nil
        peers[sender, default: Peer(heardAt: .now)].heardAt = .now
        if isNew {
            onHint(.peerJoined)
            send([["k": .string("beat")]])
        }
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
            peers[sender]?.presence = LiveHintCoding.presence(hint)
            onHint(.presence([:]))
        case "bye":
            peers[sender] = nil
            onHint(.presence([:]))
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
            teamID: hint["team"]?.string.flatMap(UUID.init(uuidString:)))
    }

    static func encode(_ states: [UUID: PresenceState]) -> JSONValue {
        .object([
            "k": .string("presence"),
            "of": .object(Dictionary(uniqueKeysWithValues: states.map { ($0.key.uuidString, .string($0.value.rawValue)) })),
        ])
    }

    static func presence(_ hint: JSONValue) -> [UUID: PresenceState] {
        guard case .object(let states) = hint["of"] else { return [:] }
        return Dictionary(
            states.compactMap { id, state in
                guard let id = UUID(uuidString: id), let state = state.string.flatMap(PresenceState.init(rawValue:))
                else { return nil }
                return (id, state)
            }, uniquingKeysWith: { $1 })
    }
}

extension Array {
    fileprivate func chunked(_ size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
