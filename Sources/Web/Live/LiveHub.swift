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
    /// What one replay may bring: well below the 256 frames and 256 KiB past which a reader counts as too slow.
    static let replayLimit = 200
    static let replayLimitBytes = 131_072

    package let clock: WallClock
    /// Changes when the store may have gone back in time: clients fetch everything again.
    package let epoch: String
    /// Frames one connection may send.
    let frameRate: TokenBucket.Rate
    private var joinedDesk: (any LiveDesk)?
    private var authenticators: [any Authenticator] = []
    private(set) var sessions: [ObjectIdentifier: LiveSession] = [:]
    private(set) var follows: [Topic: TopicFollowers] = [:]
    /// Who is writing in which ticket on this node.
    var writing: [UUID: Set<UUID>] = [:]
    /// The colleagues this node's consoles were told of.
    var announced: [UUID: Colleague] = [:]
    let peers: LivePeers
    /// Grows with every closing of sessions, so that who was looked up before it does not slip in after it.
    private var closings = 0

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

    /// The visitors connected to this node.
    package var visitorIDs: [UUID] { Array(Set(sessions.values.compactMap { $0.principal?.visitor?.visitorID })) }

    var desk: any LiveDesk {
        guard let joinedDesk else { preconditionFailure("the assembly joins the desk before it serves") }
        return joinedDesk
    }

    /// The ticket's news after `seq`, or `nil` when fetching everything again by HTTP is the lighter way.
    func missed(_ ticketID: UUID, after seq: Int) async throws -> [LiveNews]? {
        guard let news = try await desk.replay(ticketID, after: seq, limit: Self.replayLimit),
            news.reduce(0, { $0 + ($1.staffData?.count ?? 0) }) <= Self.replayLimitBytes
        else { return nil }
        return news
    }

    /// Who a session speaks for: read again when sessions were closed meanwhile, since it may be theirs.
    func principal(token: String?, head: HTTPHead) async throws -> Principal? {
        while true {
            let asked = closings
            let found = try await authenticated(token: token, head: head)
            if asked == closings { return found }
        }
    }

    private func authenticated(token: String?, head: HTTPHead) async throws -> Principal? {
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

    /// Tells everybody who follows the topic, on this node and the others.
    ///
    /// Call it only after the commit.
    package func publish(_ news: LiveNews) {
        arrived(news)
        switch news.topic {
        case .ticket(let id):
            if let seq = news.seq {
                peers.tell(.ticketReached(id, seq: seq))
            } else {
                peers.tell(.news(news))
            }
        case .inbox:
            // The other nodes read the ticket itself once they hear of its hint; what is said to ears travels.
            if news.kind == .messageCreated || news.kind == .notice { peers.tell(.news(news)) }
        }
    }

    /// Whether anybody may be listening to the topic, here or on another node: what nobody hears need not be written.
    package func isHeard(_ topic: Topic) -> Bool { follows[topic] != nil || peers.areThere }

    private func arrived(_ news: LiveNews) {
        guard let followers = follows[news.topic] else { return }
        switch followers.place(news) {
        case .now: deliver(news, to: followers)
        case .old: break
        case .gap: heal(news.topic, followers)
        }
    }

    func deliver(_ news: LiveNews, to followers: TopicFollowers) {
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
                    guard let missed = try await missed(id, after: from) else {
                        deliver(.resync(topic), to: followers)
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
            // An equal number still tells of a change that took none, such as a new assignee.
            if let followers = follows[.ticket(id)], followers.deliveredSeq <= seq {
                followers.wantedSeq = max(followers.wantedSeq, seq)
                heal(.ticket(id), followers)
            }
            if follows[.inbox] != nil { announceInInbox(id) }
        case .news(let news):
            if let followers = follows[news.topic] { deliver(news, to: followers) }
        case .close(let principals, let exceptSession, let code):
            closeHere(principals: principals, exceptSession: exceptSession, code: code)
        case .presence: announcePresence()
        case .viewers(let ticketID, _): announceViewers(of: ticketID)
        case .peerJoined: introduceOurselves()
        case .connected:
            introduceOurselves()
            Task { @Loop in
                await sweep()
                await revalidate()
            }
        }
    }

    private func announceInInbox(_ ticketID: UUID) {
        Task { @Loop in
            guard let news = try? await desk.inboxNews(of: ticketID), let followers = follows[.inbox] else { return }
            deliver(news, to: followers)
        }
    }

    /// Compares followed tickets with the database, which heals what was lost: all of them while there are other nodes,
    /// else those whose gap could not be read.
    ///
    /// Called every few seconds.
    package func sweep() async {
        let ids = follows.compactMap { topic, followers -> UUID? in
            guard case .ticket(let id) = topic, peers.areThere || followers.wantedSeq > followers.deliveredSeq else {
                return nil
            }
            return id
        }
        guard !ids.isEmpty, let seqs = try? await desk.lastSeqs(of: ids) else { return }
        for (id, seq) in seqs {
            guard let followers = follows[.ticket(id)], followers.deliveredSeq < seq else { continue }
            followers.wantedSeq = max(followers.wantedSeq, seq)
            heal(.ticket(id), followers)
        }
    }

    /// Asks again who each member of staff is and hangs up on those who are nobody any more: the hint that closes
    /// their sessions may have been lost with the bus.
    package func revalidate() async {
        for session in sessions.values where session.principal?.isStaff ?? false {
            do {
                guard try await authenticated(token: session.token, head: session.head) == nil else { continue }
            } catch let problem as Problem where problem.status == 401 {
                // Closed below.
            } catch {
                return  // The database is away: nobody is hung up on for that.
            }
            session.close(code: 4401, reason: "sign in again")
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
    }

    func unwatch(_ session: LiveSession, _ topic: Topic) {
        guard let followers = follows[topic],
            followers.sessions.removeValue(forKey: ObjectIdentifier(session)) != nil
        else { return }
        if followers.sessions.isEmpty { follows[topic] = nil }
        if case .ticket(let ticketID) = topic, let id = session.principal?.id { writing[ticketID]?.remove(id) }
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
        closings += 1
        // Those who remember principals forget them first: a session closed comes back and asks.
        for listener in closeListeners { listener(principals) }
        for session in sessions.values {
            guard let principal = session.principal, let id = principal.id,
                principals.contains(id) || principal.sessionID.map(principals.contains) ?? false,
                exceptSession == nil || principal.sessionID != exceptSession
            else { continue }
            session.close(code: code, reason: code == 4401 ? "sign in again" : "closed")
        }
    }

    private var closeListeners: [@Loop ([UUID]) -> Void] = []

    /// Calls `listener` whenever sessions of some principals are closed on any node, so that caches forget them too.
    package func onClose(_ listener: @escaping @Loop ([UUID]) -> Void) {
        closeListeners.append(listener)
    }
}

/// Who follows one topic on this node, and how far they were told.
@Loop final class TopicFollowers {
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
