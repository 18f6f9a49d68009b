package import Basics
package import EventLoop
package import Foundation
package import Gateway

/// Every live session of this node, and who follows what.
///
/// PostgreSQL is the truth: news carries the ticket's sequence number, a gap is healed from the database, and the bus
/// between nodes only hints (RELIABILITY.md section 3.1).
@Loop package final class LiveHub {
    static let helloSeconds = 5.0
    static let replayLimit = 500

    package let clock: WallClock
    /// Changes when the store may have gone back in time: clients fetch everything again.
    package let epoch: String
    /// Frames one connection may send.
    let frameRate: TokenBucket.Rate
    private var joinedDesk: (any LiveDesk)?
    private var authenticators: [any Authenticator] = []
    private var sessions: [ObjectIdentifier: LiveSession] = [:]
    private var follows: [Topic: TopicFollowers] = [:]
    private var writing: [UUID: [UUID: Bool]] = [:]
    private let peers: LivePeers

    package init(
        clock: WallClock, epoch: String, bus: (any LiveBus)?,
        frameRate: TokenBucket.Rate = TokenBucket.Rate(perSecond: 100, burst: 500)
    ) {
        self.clock = clock
        self.epoch = epoch
        self.frameRate = frameRate
        peers = LivePeers(bus)
        peers.onHint = { [weak self] hint in self?.heard(hint) }
    }

    /// Joins the ticketing side and those who know people; called once by the assembly.
    package func join(desk: any LiveDesk, authenticators: [any Authenticator]) {
        joinedDesk = desk
        self.authenticators = authenticators
    }

    package func start() async throws {
        try await peers.start()
    }

    package func stop() async {
        await peers.stop()
    }

    package func accept(_ connection: WebSocketConnection) {
        LiveSession(connection, hub: self).open()
    }

    package var sessionCount: Int { sessions.count }

    var desk: any LiveDesk {
        guard let joinedDesk else { preconditionFailure("the assembly joins the desk before it serves") }
        return joinedDesk
    }

    func principal(token: String?, head: HTTPHead) async throws -> Principal? {
        for authenticator in authenticators {
            if let token {
                if let found = try await authenticator.principal(token: token) { return found }
            } else if let found = try await authenticator.principal(for: head) {
                return found
            }
        }
        return nil
    }

    // MARK: News

    /// Tells everybody who follows the topic, on this node and the others. Call it only after the commit.
    package func publish(_ news: LiveNews) {
        arrived(news)
        switch news.topic {
        case .ticket(let id):
            if let seq = news.seq {
                peers.tell(.ticketReached(id, seq: seq))
            } else {
                peers.tell(.news(news))
            }
        case .inbox: break  // The other nodes make their own from the ticket's hint.
        }
    }

    private func arrived(_ news: LiveNews) {
        guard let followers = follows[news.topic] else { return }
        switch followers.place(news) {
        case .now: deliver(news, to: followers)
        case .old: break
        case .gap: heal(news.topic, followers)
        }
    }

    private func deliver(_ news: LiveNews, to followers: TopicFollowers) {
        for session in followers.sessions.values { session.deliver(news) }
    }

    /// Reads what is missing from the database and delivers it in order.
    private func heal(_ topic: Topic, _ followers: TopicFollowers) {
        guard case .ticket(let id) = topic, !followers.isHealing else { return }
        followers.isHealing = true
        Task { @Loop in
            defer { followers.isHealing = false }
            do {
                repeat {
                    let from = followers.deliveredSeq
                    guard let missed = try await desk.replay(id, after: from, limit: Self.replayLimit) else {
                        for session in followers.sessions.values {
                            session.deliver(
                                LiveNews(
                                    topic: topic, kind: .resync, staffData: Array("{}".utf8),
                                    visitorData: Array("{}".utf8)))
                        }
                        return followers.deliveredSeq = followers.wantedSeq
                    }
                    for news in missed where followers.place(news) == .now { deliver(news, to: followers) }
                    if followers.deliveredSeq == from { return }
                } while followers.deliveredSeq < followers.wantedSeq
            } catch {
                Log.warning("live gap not healed yet", ["cause": String(describing: error)])
            }
        }
    }

    private func heard(_ hint: LiveHint) {
        switch hint {
        case .ticketReached(let id, let seq):
            if let followers = follows[.ticket(id)], followers.deliveredSeq < seq {
                followers.wantedSeq = max(followers.wantedSeq, seq)
                heal(.ticket(id), followers)
            }
            if follows[.inbox] != nil { announceInInbox(id) }
        case .news(let news):
            if let followers = follows[news.topic] { deliver(news, to: followers) }
        case .close(let principals, let exceptSession, let code):
            closeHere(principals: principals, exceptSession: exceptSession, code: code)
        case .presence, .viewers:
            announcePresence()
        case .peerJoined:
            peers.tell(.presence(presenceHere()))
        }
    }

    private func announceInInbox(_ ticketID: UUID) {
        Task { @Loop in
            guard let news = try? await desk.inboxNews(of: ticketID), let followers = follows[.inbox] else { return }
            deliver(news, to: followers)
        }
    }

    /// Compares every followed ticket with the database, which heals hints that were lost. Called every few seconds
    /// while there are other nodes.
    package func sweep() async {
        guard peers.areThere else { return }
        let ids = follows.keys.compactMap { if case .ticket(let id) = $0 { id } else { nil } }
        guard !ids.isEmpty, let seqs = try? await desk.lastSeqs(of: ids) else { return }
        for (id, seq) in seqs {
            guard let followers = follows[.ticket(id)], followers.deliveredSeq < seq else { continue }
            followers.wantedSeq = max(followers.wantedSeq, seq)
            heal(.ticket(id), followers)
        }
    }

    // MARK: Sessions

    func joined(_ session: LiveSession) {
        sessions[ObjectIdentifier(session)] = session
        if let principal = session.principal { presenceChanged(of: principal) }
    }

    func left(_ session: LiveSession) {
        guard sessions.removeValue(forKey: ObjectIdentifier(session)) != nil else { return }
        if let principal = session.principal { presenceChanged(of: principal) }
    }

    func watch(_ session: LiveSession, _ topic: Topic) {
        let followers = follows[topic] ?? TopicFollowers()
        follows[topic] = followers
        followers.sessions[ObjectIdentifier(session)] = session
        viewersChanged(topic, session)
    }

    func unwatch(_ session: LiveSession, _ topic: Topic) {
        guard let followers = follows[topic],
            followers.sessions.removeValue(forKey: ObjectIdentifier(session)) != nil
        else { return }
        if followers.sessions.isEmpty { follows[topic] = nil }
        if case .ticket(let ticketID) = topic, let id = session.principal?.id { writing[ticketID]?[id] = nil }
        viewersChanged(topic, session)
    }

    /// The topic stands at `seq` in the database.
    func reached(_ topic: Topic, seq: Int) {
        guard let followers = follows[topic] else { return }
        if followers.deliveredSeq < 0 { followers.deliveredSeq = seq }
    }

    /// Closes the live sessions of these users, API keys, visitors or sign-in sessions on every node, except the one
    /// that asks.
    package func closeSessions(of principals: [UUID], exceptSession: UUID? = nil, code: Int = 4401) {
        closeHere(principals: principals, exceptSession: exceptSession, code: code)
        peers.tell(.close(principals, exceptSession: exceptSession, code: code))
    }

    private func closeHere(principals: [UUID], exceptSession: UUID?, code: Int) {
        for session in sessions.values {
            guard let principal = session.principal, let id = principal.id,
                principals.contains(id) || principal.sessionID.map(principals.contains) ?? false,
                exceptSession == nil || principal.sessionID != exceptSession
            else { continue }
            session.close(code: code, reason: code == 4401 ? "sign in again" : "closed")
        }
        for listener in closeListeners { listener(principals) }
    }

    private var closeListeners: [@Loop ([UUID]) -> Void] = []

    /// Calls `listener` whenever sessions of some principals are closed on any node, so that caches forget them too.
    package func onClose(_ listener: @escaping @Loop ([UUID]) -> Void) {
        closeListeners.append(listener)
    }

    // MARK: Presence, typing, viewers

    private func presenceHere() -> [UUID: PresenceState] {
        var states: [UUID: PresenceState] = [:]
        for session in sessions.values {
            guard let principal = session.principal, principal.kind == .user, let id = principal.id else { continue }
            states[id] = session.presence == .online ? .online : states[id] ?? session.presence
        }
        return states
    }

    /// Whether `user` can be reached, from the open connections of all nodes.
    package func presence(of user: UUID) -> PresenceState {
        let states = [presenceHere()[user], peers.presence(of: user)]
        return states.contains(.online) ? .online : states.contains(.away) ? .away : .offline
    }

    /// Members of staff who are online on any node.
    package var onlineUserIDs: Set<UUID> {
        Set(presenceHere().filter { $0.value == .online }.keys).union(peers.onlineUserIDs)
    }

    func presenceChanged(of principal: Principal) {
        guard let id = principal.id else { return }
        guard principal.kind == .user else { return }
        peers.tell(.presence(presenceHere()))
        guard let followers = follows[.inbox] else { return }
        var json = JSONWriter()
        json.object { json in
            writePrincipal(principal, to: &json)
            json.field("state", presence(of: id))
        }
        deliver(LiveNews(topic: .inbox, kind: .presence, staffData: json.bytes), to: followers)
    }

    /// Tells the inbox who is there, after news from another node.
    private func announcePresence() {
        guard let followers = follows[.inbox] else { return }
        var json = JSONWriter()
        json.object { json in
            json.array("online") { json in
                for id in onlineUserIDs.sorted(by: { $0.uuidString < $1.uuidString }) {
                    json.string(id.uuidString.lowercased())
                }
            }
        }
        deliver(LiveNews(topic: .inbox, kind: .presence, staffData: json.bytes), to: followers)
    }

    func typing(_ session: LiveSession, ticketID: UUID, active: Bool, isPrivate: Bool) {
        guard let principal = session.principal, let id = principal.id else { return }
        var json = JSONWriter()
        json.object { json in
            json.field("ticket_id", ID<LiveHub>(ticketID))
            writePrincipal(principal, to: &json)
            json.field("active", active)
            json.field("private", isPrivate)
        }
        // What an agent types in a note is no business of the visitor's.
        let news = LiveNews(
            topic: .ticket(ticketID), kind: .typing, staffData: json.bytes, visitorData: isPrivate ? nil : json.bytes)
        for follower in follows[news.topic]?.sessions.values.map({ $0 }) ?? [] where follower !== session {
            follower.deliver(news)
        }
        peers.tell(.news(news))
        if principal.isStaff {
            let changed = (writing[ticketID]?[id] != nil) != active
            writing[ticketID, default: [:]][id] = active ? true : nil
            if changed { viewersChanged(news.topic, session) }
        }
    }

    /// Members of staff who have the ticket open, and whether they are writing.
    package func viewers(of ticketID: UUID) -> [(principal: Principal, isWriting: Bool)] {
        var seen: Set<UUID> = []
        return (follows[.ticket(ticketID)]?.sessions.values.compactMap(\.principal) ?? [])
            .filter { $0.kind == .user && seen.insert($0.id ?? UUID()).inserted }
            .map { ($0, writing[ticketID]?[$0.id ?? UUID()] != nil) }
            .sorted { $0.0.name < $1.0.name }
    }

    private func viewersChanged(_ topic: Topic, _ session: LiveSession) {
        guard case .ticket(let ticketID) = topic, session.principal?.kind == .user else { return }
        let viewers = viewers(of: ticketID)
        if viewers.isEmpty { writing[ticketID] = nil }
        var json = JSONWriter()
        json.object { json in
            json.field("ticket_id", ID<LiveHub>(ticketID))
            json.array("viewers") { json in
                for (principal, isWriting) in viewers {
                    json.object { json in
                        json.field("id", principal.id.map { ID<Principal>($0) })
                        json.field("name", principal.name)
                        json.field("state", isWriting ? "writing" : "viewing")
                    }
                }
            }
        }
        for topic in [topic, .inbox] {
            let news = LiveNews(topic: topic, kind: .presence, staffData: json.bytes)
            if let followers = follows[topic] { deliver(news, to: followers) }
            peers.tell(.news(news))
        }
    }

    private func writePrincipal(_ principal: Principal, to json: inout JSONWriter) {
        json.object("principal") { json in
            json.field("kind", principal.kind == .visitor ? "visitor" : "agent")
            json.field("id", principal.id.map { ID<Principal>($0) })
            json.field("name", principal.name)
        }
    }
}

/// Who follows one topic on this node, and how far they were told.
@Loop private final class TopicFollowers {
    enum Place {
        case now
        case old
        case gap
    }

    var sessions: [ObjectIdentifier: LiveSession] = [:]
    /// The newest sequence number delivered; -1 until it is known.
    var deliveredSeq = -1
    var wantedSeq = -1
    var isHealing = false

    /// Where `news` stands in the order; delivering it is the caller's next step when it is `.now`.
    func place(_ news: LiveNews) -> Place {
        guard let seq = news.seq, deliveredSeq >= 0 else { return .now }
        wantedSeq = max(wantedSeq, seq)
        let isMessage = news.kind == .messageCreated
        if seq < deliveredSeq || (isMessage && seq == deliveredSeq) { return .old }
        if seq == deliveredSeq + 1, isMessage {
            deliveredSeq = seq
            return .now
        }
        return seq == deliveredSeq ? .now : .gap
    }
}
