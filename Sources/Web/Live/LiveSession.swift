import Basics
package import EventLoop
import Foundation
import Gateway

/// One live connection: who it speaks for, what it follows, and one answer to each `ref`.
///
/// Frames of one connection are handled one after the other, so two messages are stored in the order they were sent.
@Loop package final class LiveSession {
    private enum Following {
        /// Live; everything up to `seq` was sent.
        case live(seq: Int)
        /// News waits here while older news is read from the database, so that order is kept.
        case replaying(held: [LiveNews])
    }

    package private(set) var principal: Principal?
    package private(set) var presence: PresenceState = .online
    private var isGreeted = false
    private let connection: WebSocketConnection
    private let hub: LiveHub
    private var following: [Topic: Following] = [:]
    private var waiting: [(frame: ReceivedFrame, at: ContinuousClock.Instant)] = []
    private var isWorking = false
    private var isClosed = false
    /// What `hello` said, so that the hub can ask again who this is.
    private(set) var token: String?
    private var helloTimer: LoopTimer?
    private var allowance: TokenBucket

    init(_ connection: WebSocketConnection, hub: LiveHub) {
        self.connection = connection
        self.hub = hub
        allowance = TokenBucket(hub.frameRate)
    }

    func open() {
        connection.onText = { [self] text in receive(text) }
        connection.onClose = { [self] _ in closed() }
        helloTimer = LoopTimer(afterSeconds: LiveHub.helloSeconds) { [weak self] in
            self?.close(code: 4401, reason: "say hello first")
        }
    }

    package func close(code: Int, reason: String) {
        connection.close(code: code, reason: reason)
        closed()
    }

    var head: HTTPHead { connection.head }

    /// Whether the topic was granted, and is not just being asked for.
    func isFollowing(_ topic: Topic) -> Bool {
        if case .live = following[topic] { true } else { false }
    }

    // MARK: Coming in

    private func receive(_ text: String) {
        guard allowance.take(1) else {
            // The bucket goes into debt: who keeps shouting is hung up on.
            return allowance.isHopeless ? close(code: 4429, reason: "too many frames") : refuseForRate(text)
        }
        do {
            waiting.append((try ReceivedFrame(text), .now))
        } catch {
            return close(code: 4400, reason: "malformed frame")
        }
        if waiting.count >= 64 { connection.pauseReading() }
        work()
    }

    private func refuseForRate(_ text: String) {
        guard let frame = try? ReceivedFrame(text) else { return close(code: 4400, reason: "malformed frame") }
        refuse(frame, Problem.tooMany(retryAfterSeconds: 1, "Send more slowly."))
    }

    private func refuse(_ frame: ReceivedFrame, _ problem: Problem) {
        connection.send(LiveFrameBytes(ServerFrame.problem(frame.ref, problem)))
    }

    private func work() {
        guard !isWorking, !waiting.isEmpty else { return }
        isWorking = true
        Task { @Loop in
            while !waiting.isEmpty, connection.isOpen {
                let (frame, at) = waiting.removeFirst()
                if waiting.count < 32 { connection.resumeReading() }
                if case .success(.messageSend) = frame.frame, isGreeted, hub.desk.isTooLate(since: at) {
                    refuse(frame, .overloaded)
                } else {
                    await handle(frame)
                }
            }
            isWorking = false
        }
    }

    private func handle(_ received: ReceivedFrame) async {
        do {
            let frame = try received.frame.get()
            guard let principal, isGreeted else {
                guard case .hello(let token) = frame else { throw Problem.signInRequired }
                return try await hello(token: token, ref: received.ref)
            }
            try await perform(frame, ref: received.ref, principal)
        } catch {
            let instance = UUID()
            let problem = ProblemMapping.problem(for: error, place: "live frame", instance: instance)
            connection.send(LiveFrameBytes(ServerFrame.problem(received.ref, problem, instance: instance)))
            guard !isGreeted else { return }
            // A client told 4401 stays away: while the database is away it must come back instead.
            problem.status < 500 ? close(code: 4401, reason: "sign in again") : close(code: 1012, reason: "try again")
        }
    }

    private func perform(_ frame: ClientFrame, ref: String?, _ principal: Principal) async throws {
        switch frame {
        case .hello:
            throw Problem(
                "hello-twice", "hello is said once", status: 409, detail: "Open a new connection to be someone else.")
        case .messageSend(let message):
            let sent = try await hub.desk.send(message, by: principal)
            let topic = Topic.ticket(sent.ticketID)
            acknowledge(ref) { json in json.field("message", JSONBytes(sent.message)) }
            guard following[topic] == nil else { return }
            do {
                try await follow(topic, after: 0, principal)
            } catch {
                // The message is stored and was acknowledged: the client hears of it when it resumes.
                close(code: 1012, reason: "resume")
            }
        case .subscribe(let topics):
            try await follow(topics.map { ($0, nil) }, principal)
            acknowledge(ref) { json in json.field("topics", topics) }
        case .unsubscribe(let topics):
            for topic in topics { leave(topic) }
            acknowledge(ref) { _ in }
        case .resume(let positions):
            try await follow(positions.map { ($0.topic, $0.seq) }, principal)
            acknowledge(ref) { _ in }
        case .typing(let ticketID, let active, let isPrivate):
            try requireFollowing(ticketID)
            hub.typing(self, ticketID: ticketID, active: active, isPrivate: isPrivate)
            acknowledge(ref) { _ in }
        case .read(let ticketID, let seq):
            try await hub.desk.markRead(ticketID, seq: seq, by: principal)
            acknowledge(ref) { _ in }
        case .presence(let state):
            presence = state
            hub.presenceChanged(of: principal)
            acknowledge(ref) { _ in }
        }
    }

    private func hello(token: String?, ref: String?) async throws {
        // Said in time; how long the database takes is not the client's fault.
        helloTimer?.cancel()
        guard let found = try await hub.principal(token: token, head: connection.head) else {
            throw Problem.signInRequired
        }
        guard !isClosed else { return }
        self.token = token
        principal = found
        hub.joined(self)
        var topics: [Topic] = []
        for topic in try await hub.desk.topics(of: found) where try await follow(topic, after: nil, found) {
            topics.append(topic)
        }
        isGreeted = true
        acknowledge(ref) { json in
            json.object("principal") { json in
                json.field("kind", found.kind == .visitor ? "visitor" : "agent")
                json.field("id", found.id.map { ID<Principal>($0) })
                json.field("name", found.name)
            }
            json.field("topics", topics)
            json.field("epoch", hub.epoch)
            json.field("server_time", hub.clock.now)
        }
    }

    // MARK: Following topics

    /// Follows each topic that may be followed.
    ///
    /// - Throws: `Problem.notFound` after following the others, so that one ticket gone does not silence the rest.
    private func follow(_ wanted: [(topic: Topic, after: Int?)], _ principal: Principal) async throws {
        var isMissing = false
        for (topic, after) in wanted where try await !follow(topic, after: after, principal) { isMissing = true }
        if isMissing { throw Problem.notFound("topic") }
    }

    /// Follows `topic`; with `after`, what came since then is sent first.
    ///
    /// - Returns: `false` when the topic does not exist for this principal.
    @discardableResult
    private func follow(_ topic: Topic, after: Int?, _ principal: Principal) async throws -> Bool {
        guard !isClosed else { throw CancellationError() }
        let before = following[topic]
        guard before != nil || following.count < ClientFrame.topicLimit else {
            throw Problem.tooMany(retryAfterSeconds: 1, "Unsubscribe from some topics first.")
        }
        following[topic] = .replaying(held: [])
        hub.watch(self, topic)
        do {
            guard let lastSeq = try await hub.desk.lastSeq(of: topic, for: principal) else {
                leave(topic)
                return false
            }
            hub.reached(topic, seq: lastSeq)
            // Who asks twice has been told only so much, and news may be on its way.
            var known = after
            if known == nil, case .live(let sent) = before { known = sent }
            try await catchUp(topic, after: known ?? lastSeq, upTo: lastSeq)
        } catch {
            leave(topic)
            throw error
        }
        if !isClosed, before == nil { hub.viewersChanged(topic, self) }
        return true
    }

    private func catchUp(_ topic: Topic, after: Int, upTo lastSeq: Int) async throws {
        var reached = after
        if case .ticket(let id) = topic, after < lastSeq {
            if let missed = try await hub.missed(id, after: after) {
                for news in missed { transmit(news) }
                reached = missed.compactMap(\.seq).max() ?? lastSeq
            } else {
                transmit(.resync(topic))
                reached = lastSeq
            }
        }
        guard case .replaying(let held) = following[topic] else { return }
        following[topic] = .live(seq: max(reached, 0))
        for news in held { deliver(news) }
    }

    /// Sends `news` unless it was sent already; holds it back while older news is on its way.
    func deliver(_ news: LiveNews) {
        switch following[news.topic] {
        case .replaying(let held):
            following[news.topic] = .replaying(held: held + [news])
        case .live(let sent):
            if let seq = news.seq {
                guard news.kind == .messageCreated ? seq > sent : seq >= sent else { return }
                following[news.topic] = .live(seq: max(seq, sent))
            }
            transmit(news)
        case nil: break
        }
    }

    private func transmit(_ news: LiveNews) {
        guard let principal, let data = news.data(for: principal) else { return }
        connection.send(LiveFrameBytes(ServerFrame.news(news.kind, topic: news.topic, seq: news.seq, data: data)))
    }

    private func leave(_ topic: Topic) {
        following[topic] = nil
        hub.unwatch(self, topic)
    }

    private func requireFollowing(_ ticketID: UUID) throws {
        guard following[.ticket(ticketID)] != nil else { throw Problem.notFound("topic") }
    }

    // MARK: Going out

    private func acknowledge(_ ref: String?, _ data: (inout JSONWriter) -> Void) {
        guard let ref else { return }
        connection.send(LiveFrameBytes(ServerFrame.ack(ref, data)))
    }

    private func closed() {
        isClosed = true
        helloTimer?.cancel()
        connection.onText = nil
        connection.onClose = nil
        waiting = []
        let topics = Array(following.keys)
        following = [:]
        for topic in topics { hub.unwatch(self, topic) }
        hub.left(self)
    }
}
