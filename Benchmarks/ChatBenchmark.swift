import ArgumentParser
import Basics
import EventLoop
import Foundation
import Postgres

/// Chat: persist, acknowledge, deliver; against pgbench with the same statement.
///
/// P conversations of one visitor and one agent each; a visitor sends its next message when the last one was
/// acknowledged. The first 15 % are not counted (RELIABILITY.md section 1.3).
struct ChatBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat", abstract: "Chat: persist, acknowledge, deliver.")

    @OptionGroup var rig: RigOptions

    @Option(parsing: .upToNextOption, help: "How many conversations at once.")
    var conversations = [1, 8, 32, 128]

    @Option(help: "Rounds; each measures the floor first.")
    var rounds = 2

    func run() async throws {
        try await Rig.use(rig.program) { rig in
            try await rig.serve()
            let load = try await ChatLoad(rig)
            say(
                "| conversations | pgbench tps | p50 / p99 | Deskbell msg/s | ratio | ack p50 / p99 | delivery p50 / p99 | p99 ratio |"
            )
            say("|---|---|---|---|---|---|---|---|")
            for round in 1...rounds {
                for count in conversations {
                    try await load.prepare(count)
                    let floor = try await PgBench.run(
                        load.floorScript(count), clients: count, seconds: self.rig.seconds,
                        conninfo: rig.database.connectionString)
                    let result = try await load.closedLoop(count, seconds: self.rig.seconds)
                    say(
                        "| \(count) (round \(round)) | \(Int(floor.tps)) | \(milliseconds(floor.p50Seconds)) / \(milliseconds(floor.p99Seconds)) "
                            + "| \(Int(result.perSecond)) | **\(String(format: "%.2f", result.perSecond / floor.tps))** "
                            + "| \(milliseconds(result.acknowledged.percentile(0.5))) / \(milliseconds(result.acknowledged.percentile(0.99))) "
                            + "| \(milliseconds(result.delivered.percentile(0.5))) / \(milliseconds(result.delivered.percentile(0.99))) "
                            + "| \(String(format: "%.1f", result.acknowledged.percentile(0.99) / floor.p99Seconds)) |")
                }
            }
        }
    }
}

/// Past saturation: senders that do not wait for acknowledgements, at twice the rate the server can take.
struct OverloadBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overload", abstract: "Twice the saturating rate: who is accepted is still served quickly.")

    @OptionGroup var rig: RigOptions

    @Option(help: "How many conversations at once.")
    var conversations = 64

    func run() async throws {
        try await Rig.use(rig.program) { rig in
            try await rig.serve()
            let load = try await ChatLoad(rig)
            try await load.prepare(conversations)
            let saturated = try await load.closedLoop(conversations, seconds: self.rig.seconds)
            say(
                "saturating rate, closed loop: \(Int(saturated.perSecond)) msg/s, ack p99 \(milliseconds(saturated.acknowledged.percentile(0.99)))"
            )
            for factor in [0.5, 1.0, 2.0] {
                let offered = saturated.perSecond * factor
                let result = try await load.openLoop(conversations, perSecond: offered, seconds: self.rig.seconds * 2)
                say(
                    "offered \(Int(offered))/s (x\(factor)): accepted \(Int(result.perSecond))/s, refused \(result.refused), "
                        + "ack p50 \(milliseconds(result.acknowledged.percentile(0.5))) p99 \(milliseconds(result.acknowledged.percentile(0.99)))"
                )
            }
        }
    }
}

/// Conversations ready to be talked in.
@Loop final class ChatLoad {
    /// What one measurement saw.
    struct Result: Sendable {
        var perSecond = 0.0
        var refused = 0
        var acknowledged = Sample()
        var delivered = Sample()
    }

    @Loop private final class Conversation {
        let visitor: LiveClient
        let agent: LiveClient
        let ticketID: String
        var sentAt: [String: ContinuousClock.Instant] = [:]
        var deliveredFrom: [String: ContinuousClock.Instant] = [:]
        var number = 0

        init(visitor: LiveClient, agent: LiveClient, ticketID: String) {
            self.visitor = visitor
            self.agent = agent
            self.ticketID = ticketID
        }
    }

    private static let text =
        "Hello, my parcel with the blue teapot has not arrived yet; could you have a look where it is please?"
    private let rig: Rig
    private var inboxKey = ""
    private var apiKey = ""
    private var conversations: [Conversation] = []

    init(_ rig: Rig) async throws {
        self.rig = rig
        let inbox = try await json("POST", "/api/v1/inboxes", #"{"kind":"chat","name":"Benchmark"}"#)
        inboxKey = inbox["key"]?.string ?? ""
        apiKey = try await makeKey()
    }

    /// An API key that may follow tickets.
    func makeKey() async throws -> String {
        let key = try await json(
            "POST", "/api/v1/api-keys", #"{"name":"benchmark","scopes":["tickets:read","tickets:write"]}"#)
        return key["key"]?.string ?? ""
    }

    private func json(_ method: String, _ path: String, _ body: String?) async throws -> JSONValue {
        let answer = try await rig.owner.request(method, path, json: body)
        guard (200..<300).contains(answer.status) else {
            throw RigFault(
                description: "\(method) \(path) gave \(answer.status): \(String(decoding: answer.body, as: UTF8.self))")
        }
        return try JSONValue(parsing: answer.body)
    }

    /// Opens conversations until there are `count`.
    func prepare(_ count: Int) async throws {
        while conversations.count < count {
            let session = try await json("POST", "/api/v1/widget/sessions", #"{"inbox":"\#(inboxKey)","locale":"en"}"#)
            let token = session["visitor_token"]?.string ?? ""
            let visitor = try LiveClient(port: rig.port)
            try await visitor.hello(token: token)
            let ticketID = try await firstMessage(of: visitor)
            let agent = try LiveClient(port: rig.port)
            try await agent.hello(token: apiKey)
            agent.send(#"{"kind":"unsubscribe","ref":"u","data":{"topics":["inbox"]}}"#)
            agent.send(#"{"kind":"subscribe","ref":"s","data":{"topics":["ticket:\#(ticketID)"]}}"#)
            conversations.append(Conversation(visitor: visitor, agent: agent, ticketID: ticketID))
        }
        try await Loop.sleep(seconds: 0.3)
    }

    private func firstMessage(of visitor: LiveClient) async throws -> String {
        let frame: [UInt8] = await withCheckedContinuation { continuation in
            nonisolated(unsafe) var waiting: CheckedContinuation<[UInt8], Never>? = continuation
            visitor.onFrame = { frame in
                guard String(decoding: frame, as: UTF8.self).contains(#""ref":"first""#) else { return }
                waiting?.resume(returning: frame)
                waiting = nil
            }
            visitor.send(#"{"kind":"message.send","ref":"first","data":{"client_id":"first","text":"Hello"}}"#)
        }
        guard let id = try JSONValue(parsing: frame)["data"]?["message"]?["ticket_id"]?.string else {
            throw RigFault(description: "the first message gave \(String(decoding: frame, as: UTF8.self))")
        }
        return id
    }

    /// Each visitor has one message on its way at a time.
    func closedLoop(_ count: Int, seconds: Double) async throws -> Result {
        let tally = Tally(warmUpSeconds: seconds * 0.15)
        for conversation in conversations.prefix(count) {
            watch(conversation) { accepted, latency in
                tally.answered(accepted, latency)
                if accepted, !tally.isOver { self.send(conversation) }
            } delivered: {
                tally.delivered($0)
            }
            send(conversation)
        }
        try await Loop.sleep(seconds: seconds)
        tally.isOver = true
        tally.result.perSecond = Double(tally.result.acknowledged.count) / (seconds * 0.85)
        try await Loop.sleep(seconds: 0.5)
        return tally.result
    }

    /// Messages at a fixed rate, whoever answers.
    func openLoop(_ count: Int, perSecond: Double, seconds: Double) async throws -> Result {
        let tally = Tally(warmUpSeconds: 0)
        for conversation in conversations.prefix(count) {
            watch(conversation) {
                tally.answered($0, $1)
            } delivered: {
                tally.delivered($0)
            }
        }
        let started = ContinuousClock.now
        var sent = 0.0
        while started.seconds < seconds {
            while sent < perSecond * started.seconds {
                send(conversations[Int(sent) % count])
                sent += 1
            }
            try await Loop.sleep(seconds: 0.002)
        }
        tally.result.perSecond = Double(tally.result.acknowledged.count) / started.seconds
        // What is still on its way is waited for, so that a late answer counts as late and not as lost.
        try await Loop.sleep(seconds: 3)
        return tally.result
    }

    /// Counts one measurement, the first moments left out.
    @Loop private final class Tally {
        var result = Result()
        var isOver = false
        private let started = ContinuousClock.now
        private let warmUpSeconds: Double

        init(warmUpSeconds: Double) { self.warmUpSeconds = warmUpSeconds }

        func answered(_ accepted: Bool, _ latency: Double) {
            guard started.seconds > warmUpSeconds, !isOver else { return }
            if accepted { result.acknowledged.add(latency) } else { result.refused += 1 }
        }

        func delivered(_ latency: Double) {
            if started.seconds > warmUpSeconds, !isOver { result.delivered.add(latency) }
        }
    }

    private func send(_ conversation: Conversation) {
        conversation.number += 1
        let ref = "b\(conversation.number)"
        let clientID = "\(conversation.number)-\(getpid())"
        conversation.sentAt[ref] = .now
        conversation.deliveredFrom[clientID] = .now
        conversation.visitor.send(
            #"{"kind":"message.send","ref":"\#(ref)","data":{"ticket_id":"\#(conversation.ticketID)","client_id":"\#(clientID)","text":"\#(Self.text)"}}"#
        )
    }

    private func watch(
        _ conversation: Conversation, acknowledged: @escaping @Loop (Bool, Double) -> Void,
        delivered: @escaping @Loop (Double) -> Void
    ) {
        conversation.visitor.onFrame = { frame in
            guard let ref = Self.value(of: "ref", in: frame), let sent = conversation.sentAt.removeValue(forKey: ref)
            else { return }
            acknowledged(frame.starts(with: Array(#"{"kind":"ack""#.utf8)), sent.seconds)
        }
        conversation.agent.onFrame = { frame in
            guard frame.starts(with: Array(#"{"kind":"message.created""#.utf8)),
                let clientID = Self.value(of: "client_id", in: frame),
                let sent = conversation.deliveredFrom.removeValue(forKey: clientID)
            else { return }
            delivered(sent.seconds)
        }
    }

    /// A text field of a frame, without decoding the whole.
    private static func value(of name: String, in frame: [UInt8]) -> String? {
        let key = Array("\"\(name)\":\"".utf8)
        guard frame.count > key.count else { return nil }
        let first = key[0]
        var place = 0
        while place + key.count < frame.count {
            if frame[place] == first, frame[place..<(place + key.count)].elementsEqual(key) {
                let start = place + key.count
                guard let end = frame[start...].firstIndex(of: UInt8(ascii: "\"")) else { return nil }
                return String(decoding: frame[start..<end], as: UTF8.self)
            }
            place += 1
        }
        return nil
    }

    /// The statement a chat message takes, for one message, on tickets of the same conversations.
    func floorScript(_ count: Int) -> String {
        """
        \\set n random(1, \(count))
        WITH t AS (
            UPDATE tickets
            SET last_seq = last_seq + 1, last_customer_seq = last_seq + 1, last_message_seq = last_seq + 1,
                last_excerpt = '\(Self.text)', last_author_kind = 'customer', last_kind = 'reply', last_message_at = now(),
                waiting_since = COALESCE(waiting_since, now()), updated_at = now(), version = version + 1
            WHERE number = 1000 + :n
            RETURNING id, last_seq, customer_id
        )
        INSERT INTO messages (ticket_id, seq, id, client_id, kind, private, author_kind, author_id, author_name, text)
        SELECT id, last_seq, gen_random_uuid(), gen_random_uuid()::text, 'reply', false, 'customer', customer_id, '', '\(Self.text)'
        FROM t
        RETURNING seq;
        """
    }
}
