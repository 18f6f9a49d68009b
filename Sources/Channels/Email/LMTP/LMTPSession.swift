import Basics
import EventLoop
import Foundation
import Web

/// What an LMTP session needs of the mailboxes.
struct LMTPDelivery: Sendable {
    /// The inbox an address belongs to.
    var inbox: @Loop @Sendable (_ address: String) async throws -> UUID?
    /// Stores a mail durably.
    var keep: @Loop @Sendable (RawMail) async throws -> Void
    var now: @Sendable () -> Date
}

/// One connection of a mail server; each recipient's 250 is sent after the mail is durable, and 451 makes the server
/// keep it (RFC 2033).
@Loop final class LMTPSession {
    static let mailLimit = 100 << 20
    private static let recipientLimit = 200
    private static let idleSeconds = 300.0

    private let socket: LoopSocket
    private let delivery: LMTPDelivery
    private let host: String
    private var input = LMTPInput(mailLimit: mailLimit)
    private var hasGreeted = false
    private var sender: String?
    private var recipients: [(address: String, inboxID: UUID)] = []

    init(_ socket: LoopSocket, _ delivery: LMTPDelivery, host: String) {
        self.socket = socket
        self.delivery = delivery
        self.host = host
    }

    /// Until the client leaves.
    func run() async {
        defer { socket.close() }
        do {
            try await say("220 \(host) Deskbell LMTP")
            while true {
                while let part = try input.next() {
                    switch part {
                    case .line(let line): guard try await obey(LMTPCommand(line)) else { return }
                    case .mail(let bytes): try await deliver(bytes)
                    }
                }
                input.feed(try await socket.receive(seconds: Self.idleSeconds))
            }
        } catch is LMTPInput.LineTooLong {
            try? await say("500 5.5.2 the line is too long")
        } catch {
            // The other side is gone; what was not answered by 250 stays with it.
        }
    }

    /// - Returns: False when it was the last command.
    private func obey(_ command: LMTPCommand) async throws -> Bool {
        switch command {
        case .hello:
            hasGreeted = true
            reset()
            try await say(
                "250-\(host)\r\n250-SIZE \(Self.mailLimit)\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-PIPELINING\r\n"
                    + "250 ENHANCEDSTATUSCODES")
        case .otherHello: try await say("500 5.5.1 this is LMTP: say LHLO")
        case .sender(let address, let size): try await begin(address, size)
        case .recipient(let address): try await add(address)
        case .data:
            if recipients.isEmpty {
                try await say("503 5.5.1 there is no recipient")
            } else {
                input.beginMail()
                try await say("354 end with a dot on a line of its own")
            }
        case .reset:
            reset()
            try await say("250 2.0.0 forgotten")
        case .noop: try await say("250 2.0.0 here")
        case .quit:
            try await say("221 2.0.0 good-bye")
            return false
        case .unknown: try await say("500 5.5.1 there is no such command")
        case .malformed: try await say("501 5.5.4 the words of this command cannot be read")
        }
        return true
    }

    private func begin(_ address: String, _ size: Int?) async throws {
        if !hasGreeted {
            try await say("503 5.5.1 say LHLO first")
        } else if sender != nil {
            try await say("503 5.5.1 a mail has begun already")
        } else if let size, size > Self.mailLimit {
            try await say("552 5.3.4 at most \(Self.mailLimit) bytes are taken")
        } else {
            sender = address
            try await say("250 2.1.0 go on")
        }
    }

    private func add(_ address: String) async throws {
        guard sender != nil else { return try await say("503 5.5.1 MAIL comes first") }
        guard recipients.count < Self.recipientLimit else { return try await say("452 4.5.3 too many recipients") }
        do {
            guard let inboxID = try await delivery.inbox(address) else {
                return try await say("550 5.1.1 there is no such mailbox here")
            }
            recipients.append((address, inboxID))
        } catch {
            return try await say("451 4.3.0 not just now")
        }
        try await say("250 2.1.5 go on")
    }

    private func deliver(_ bytes: [UInt8]?) async throws {
        var outcomes: [UUID: String] = [:]
        for inboxID in Set(recipients.map(\.inboxID)) {
            guard let bytes else {
                outcomes[inboxID] = "552 5.3.4 at most \(Self.mailLimit) bytes are taken"
                continue
            }
            do {
                try await delivery.keep(
                    RawMail(
                        inboxID: inboxID, source: .lmtp, envelopeFrom: sender,
                        envelopeTo: recipients.filter { $0.inboxID == inboxID }.map(\.address),
                        receivedAt: delivery.now(), bytes: bytes))
                outcomes[inboxID] = "250 2.0.0 kept"
            } catch {
                Log.warning("mail not kept", ["inbox_id": ID<Inbox>(inboxID), "reason": "\(error)"])
                outcomes[inboxID] = "451 4.3.0 not kept, send it again later"
            }
        }
        let answers = recipients.map { outcomes[$0.inboxID] ?? "451 4.3.0 not kept" }
        reset()
        try await say(answers.joined(separator: "\r\n"))
    }

    private func reset() {
        sender = nil
        recipients = []
    }

    private func say(_ text: String) async throws {
        try await socket.send(text + "\r\n", seconds: 60)
    }
}
