import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Postgres
import TestSupport
import Testing
import Web

/// A helpdesk with a mailbox, whose server keeps what it is handed.
@Loop final class MailStage {
    let stage: Stage
    let mailbox = UUID()
    private(set) var sent: [(transmission: Transmission, text: String)] = []
    var answer = TransmissionOutcome.accepted(code: 250, text: "ok", refused: [])
    private(set) lazy var outbox = OutboxJobs(context: stage.desk.context, desk: stage.module.mail) { transmission in
        let bytes = FileManager.default.contents(atPath: transmission.path) ?? Data()
        self.sent.append((transmission, String(decoding: bytes, as: UTF8.self)))
        return self.answer
    }

    var database: Database { stage.database }

    init(acknowledges: Bool = false) async throws {
        stage = try await Stage()
        let settings = """
            {"mail": {"address": "support@qinghe.example", "aliases": ["help@qinghe.example"], "sender_name": "agent",
                "acknowledge": \(acknowledges), "acknowledgement": {"en": "Got it.", "zh-Hans": "收到。"}, "undo_seconds": 10}}
            """
        try await database.connection.execute(
            """
            INSERT INTO inboxes (id, key, kind, name, settings)
            VALUES (\(mailbox), 'support', 'email', 'Qinghe Tea', \(settings)::jsonb)
            """)
    }

    /// A ticket Mei opened by mail, with a colleague in copy, as the intake leaves it.
    func mailed(_ subject: String = "Where is my parcel?", replyTo: String? = nil) async throws -> UUID {
        let opened = try await database.transaction { connection in
            var wish = TicketWish(
                requester: Requester(name: "Mei Chen", email: "mei@example.com", isTrusted: true),
                inboxID: self.mailbox, channel: "email", subject: subject, text: "It is late.", at: self.stage.desk.now)
            wish.clientID = "mail:<first@example.com>"
            return try await self.stage.desk.open(wish, by: .system, in: connection)
        }
        try await arrived(
            on: opened.id.uuid, seq: 1, id: "<first@example.com>", from: "mei@example.com", replyTo: replyTo,
            to: ["support@qinghe.example", "boss@example.com"], cc: ["HELP@qinghe.example", "ann@example.com"])
        return opened.id.uuid
    }

    /// The row of a mail that is message `seq`.
    func arrived(
        on ticket: UUID, seq: Int, id: String, from: String, replyTo: String? = nil, to: [String], cc: [String] = [],
        isMachine: Bool = false
    ) async throws {
        func list(_ addresses: [String]) -> JSONValue {
            .array(addresses.map { JSONValue.object(["name": .string(""), "address": .string($0)]) })
        }
        let details: JSONValue = [
            "reply_to": list(replyTo.map { [$0] } ?? []), "to": list(to), "cc": list(cc),
            "automatic": ["is": .bool(isMachine), "reasons": .array([])], "bounce": .null, "locale": .null,
        ]
        try await database.connection.execute(
            """
            INSERT INTO inbound_mails (id, inbox_id, source, sha256, size_bytes, received_at, state, message_id,
                delivery_key, from_address, from_name, details, ticket_id, seq)
            VALUES (\(UUID()), \(mailbox), 'imap', \(UUID().uuidString), 1, \(stage.desk.now), 'processed', \(id), \(id),
                \(from), 'Mei Chen', \(details), \(ticket), \(seq))
            """)
        try await database.connection.execute(
            """
            INSERT INTO mail_message_ids (message_id, inbox_id, ticket_id, seq, direction)
            VALUES (\(id), \(mailbox), \(ticket), \(seq), 'in')
            """)
    }

    func call(_ method: String, _ path: String, _ json: String? = nil, as principal: Principal? = nil) async
        -> RouteClient.Answer
    {
        await stage.call(method, path, json, as: principal)
    }

    var queued: Int {
        get async throws { try await stage.count("SELECT count(*) AS count FROM outbound_mails") }
    }

    /// The types of a ticket's events in order.
    func events(_ ticket: UUID) async throws -> [String] {
        try await database.connection.rows(
            { row in try row["type"] },
            "SELECT event ->> 'type' AS type FROM messages WHERE ticket_id = \(ticket) AND kind = 'event' ORDER BY seq")
    }

    /// A header of the last mail sent, unfolded.
    func header(_ name: String) -> String? {
        let head = sent.last?.text.components(separatedBy: "\r\n\r\n").first?.replacing("\r\n ", with: " ") ?? ""
        return head.components(separatedBy: "\r\n").first { $0.hasPrefix(name + ": ") }.map {
            String($0.dropFirst(name.count + 2))
        }
    }
}
