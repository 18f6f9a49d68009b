import Basics
package import EventLoop
package import Foundation
import Jobs
package import Postgres
package import Web

/// What a browser is told.
package struct PushNotice: Codable, Sendable {
    /// Who or what it is about.
    package let title: String
    /// What is said when nothing of the message may be told.
    package let line: String
    /// The beginning of the message; told only to browsers that want it.
    package let excerpt: String
    /// The page that opens.
    package let path: String
    /// A later notice of the same tag takes the place of an earlier one.
    package let tag: String
    package let at: Date

    package init(title: String, line: String, excerpt: String, path: String, tag: String, at: Date) {
        self.title = title
        self.line = line
        self.excerpt = excerpt
        self.path = path
        self.tag = tag
        self.at = at
    }

    /// What an open console shows: it is in front of the person, so nothing is held back.
    fileprivate var frame: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("title", title)
            json.field("body", excerpt.isEmpty ? line : excerpt)
            json.field("path", path)
            json.field("tag", tag)
        }
        return json.bytes
    }
}

/// Tells people's browsers of news while nobody has the console in sight (web push: RFC 8030, 8291, 8292).
@Loop package final class Push {
    /// A notice one browser is still to be told.
    private struct Delivery: Codable, Sendable {
        let subscriptionID: UUID
        let notice: PushNotice
    }

    private static let deliver = Job<Delivery>("push.deliver")
    /// News that is older is no news.
    private static let lifeSeconds = 3600.0
    private static let freshSeconds = 15.0
    /// So many things of one person at once are notices of their own.
    private static let singly = 3

    let keys: PushKeys
    let allowsLoopback: Bool
    private let context: AppContext
    private let hub: LiveHub
    private let transport: OutgoingPost
    private var wanted: (isTrue: Bool, at: ContinuousClock.Instant)?

    /// - Parameter allowsLoopback: A test's push service may live on this machine, without TLS.
    package init(context: AppContext, hub: LiveHub, allowsLoopback: Bool = false) {
        self.context = context
        self.hub = hub
        self.allowsLoopback = allowsLoopback
        keys = PushKeys(context)
        transport = OutgoingPost(allowsLoopback: allowsLoopback)
    }

    func register(_ queue: JobQueue) {
        queue.register(Self.deliver) { [self] delivery in try await deliver(delivery) }
    }

    /// Somebody subscribed on this node.
    func changed() {
        wanted = nil
    }

    /// Whether anybody is to be told anything: asked at every message, so it is remembered for some seconds.
    package func isWanted() async throws -> Bool {
        if let wanted, wanted.at.duration(to: .now) < .seconds(Self.freshSeconds) { return wanted.isTrue }
        let isTrue = try await !PushSubscriptionStore(context.database.connection).isEmpty()
        wanted = (isTrue, .now)
        return isTrue
    }

    /// Plans to tell those of `users` who have no console in sight and may see what it is about.
    ///
    /// - Parameters:
    ///   - users: Only these; `nil` is everybody.
    ///   - assignee: Who is responsible for the ticket, for those whose view depends on it.
    ///   - notice: What to say to this person, in their language (`en` or `zh-Hans`).
    package func tell(
        _ users: [UUID]?, except author: UUID?, assignee: UUID?, team: UUID?, _ notice: @escaping (String) -> PushNotice
    ) async throws {
        let now = context.clock.now
        let reachable = try await PushSubscriptionStore(context.database.connection).reachable(users, at: now)
        let deliveries = reachable.filter { person, _ in
            person.id.uuid != author && hub.presence(of: person.id.uuid) != .online
                && person.principal(sessionID: person.id.uuid).sees(assignee: assignee, team: team)
        }.map { Delivery(subscriptionID: $0.subscription.uuid, notice: notice($0.user.locale)) }
        guard !deliveries.isEmpty else { return }
        try await context.database.transaction { connection in
            for delivery in deliveries { try await JobQueue.enqueue(Self.deliver, delivery, in: connection) }
        }
    }

    /// Tells one person, once `connection`'s transaction is committed: in the consoles they have open, and in their
    /// browsers while none is in sight.
    ///
    /// - Parameter notice: What to say to this person, in their language (`en` or `zh-Hans`).
    package func tell(
        _ person: UUID, in connection: Connection, _ notice: (String) -> PushNotice
    ) async throws {
        guard let user = try await UserStore(connection).user(ID(person)), user.active else { return }
        let notice = notice(user.locale)
        let isHere = hub.presence(of: person) == .online
        let reachable =
            try await isHere
            ? [] : PushSubscriptionStore(connection).reachable([person], at: context.clock.now)
        for (_, subscription) in reachable {
            let delivery = Delivery(subscriptionID: subscription.uuid, notice: notice)
            try await JobQueue.enqueue(Self.deliver, delivery, in: connection)
        }
        let hub = hub
        connection.afterCommit {
            hub.publish(LiveNews(topic: .inbox, kind: .notice, staffData: notice.frame, personID: person))
        }
    }

    /// Tells each owner of what has become due for them, once `connection`'s transaction is committed: each thing is a
    /// notice, more than three of one person are one.
    ///
    /// - Parameters:
    ///   - owner: Whom a thing is due for; nobody is told of a thing without one.
    ///   - one: What is said of a thing, in a language (`en` or `zh-Hans`).
    ///   - many: What is said of so many.
    package func tell<Thing>(
        of things: [Thing], owner: (Thing) -> UUID?, in connection: Connection, one: (Thing, String) -> PushNotice,
        many: (Int, String) -> PushNotice
    ) async throws {
        for (person, own) in Dictionary(grouping: things, by: owner) {
            guard let person else { continue }
            guard own.count <= Self.singly else {
                try await tell(person, in: connection) { many(own.count, $0) }
                continue
            }
            for thing in own { try await tell(person, in: connection) { one(thing, $0) } }
        }
    }

    private func deliver(_ delivery: Delivery) async throws {
        let id = ID<PushSubscription>(delivery.subscriptionID)
        let now = context.clock.now
        guard now.timeIntervalSince(delivery.notice.at) < Self.lifeSeconds else { return }
        let store = PushSubscriptionStore(context.database.connection)
        guard let target = try await store.target(id, at: now) else { return }
        guard let address = PublicAddress(target.endpoint, allowsLoopback: allowsLoopback),
            let secret = context.secrets.open(sealed: target.secret),
            let body = PushEncryption.seal(
                payload(delivery.notice, excerpt: target.excerpt), browserKey: target.browserKey, secret: secret,
                sender: try P256Key.make(), salt: context.random.bytes(16))
        else { return try await store.delete(id) }
        let headers = [
            "Authorization: \(try await keys.authorization(for: address))", "Content-Encoding: aes128gcm",
            "Content-Type: application/octet-stream", "TTL: \(Int(Self.lifeSeconds))", "Urgency: high",
            "Topic: \(String(Digest.sha256(delivery.notice.tag).base64URL.prefix(32)))", "Expect:",
        ]
        switch await transport.post(body, headers: headers, to: address) {
        case .status(200..<300): return
        case .status(404), .status(410), .refused: try await store.delete(id)
        case .status(429), .status(500...), .unreachable: throw Undelivered()
        case .status(let status):
            Log.warning("a push service refuses our message", ["status": status, "host": address.host])
        }
    }

    /// The push service is away or busy; the queue tries again.
    private struct Undelivered: Error {}

    private func payload(_ notice: PushNotice, excerpt: Bool) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("title", String(notice.title.prefix(100)))
            json.field("body", excerpt && !notice.excerpt.isEmpty ? String(notice.excerpt.prefix(300)) : notice.line)
            json.field("path", notice.path)
            json.field("tag", notice.tag)
        }
        return json.bytes
    }
}
