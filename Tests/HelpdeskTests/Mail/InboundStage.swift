import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Jobs
import Postgres
import TestSupport
import Testing
import Web

/// A helpdesk with two mailboxes, to which mails come as bytes and take the whole way.
@Loop final class InboundStage {
    static let support = UUID(uuid: (1, 154, 180, 64, 16, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 1))
    static let sales = UUID(uuid: (1, 154, 180, 64, 16, 0, 112, 0, 128, 0, 0, 0, 0, 0, 2, 2))

    let stage: Stage
    let context: AppContext
    let reception: MailReception
    let processing: MailProcessing
    let identity: MailIdentity
    private let faults: Faults
    private let box: Box

    /// What the test lets go wrong.
    @Loop final class Faults {
        /// Mails whose bytes hold this text cannot be read.
        var poison: String?
        /// Thrown after the message is stored, before the mail is settled.
        var afterPlacing: (any Error)?
        /// How much longer placing a mail takes.
        var placingSeconds = 0.0
        fileprivate var placing = 0
        fileprivate var mostAtOnce = 0
    }

    @Loop private final class Box {
        var mails: MailIntake?
    }

    var database: Database { stage.database }

    init() async throws {
        let stage = try await Stage()
        self.stage = stage
        let directory = TestDirectory.make("mail")
        context = AppContext(
            database: stage.database, clock: stage.desk.context.clock, dataDirectory: directory, webRoot: "/tmp",
            publicURL: "http://127.0.0.1", secrets: stage.desk.context.secrets)
        identity = MailIdentity(secrets: context.secrets)
        try await stage.database.connection.execute(
            """
            INSERT INTO inboxes (id, key, kind, name, settings, created_at)
            VALUES (\(Self.support), 'support', 'email', 'Support',
                    '{"mail": {"address": "support@shop.example", "aliases": ["help@shop.example"],
                               "authserv_id": "mx.shop.example"}}', \(Date(timeIntervalSince1970: 1_795_000_000))),
                (\(Self.sales), 'sales', 'email', 'Sales', '{"mail": {"address": "sales@shop.example"}}',
                 \(Date(timeIntervalSince1970: 1_795_000_001)))
            """)
        reception = MailReception(context: context)
        let faults = Faults()
        self.faults = faults
        let intake = stage.module.mailIntake
        let box = Box()
        self.box = box
        box.mails = intake
        processing = MailProcessing(
            context: context,
            read: { path, spool in
                let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
                if let poison = faults.poison, String(decoding: bytes, as: UTF8.self).contains(poison) {
                    throw MailReaderFault.crashed
                }
                return MailReader.read(bytes, spool: spool)
            },
            place: { mail, connection in
                faults.placing += 1
                defer { faults.placing -= 1 }
                faults.mostAtOnce = max(faults.mostAtOnce, faults.placing)
                if faults.placingSeconds > 0 { try await Loop.sleep(seconds: faults.placingSeconds) }
                let receipt = try await intake.receive(mail, in: connection)
                if let fault = faults.afterPlacing { throw fault }
                return receipt
            }, placeUnread: { mail, connection in try await intake.receiveUnread(mail, in: connection) })
    }

    func fail(_ change: (Faults) -> Void) { change(faults) }

    /// How many mails were being placed at the same time, at most, so far.
    var mostAtOnce: Int { faults.mostAtOnce }

    /// A mail in the words of the test: header fields, then the text.
    struct Letter {
        var from = "Mei Chen <mei@example.com>"
        var to = "support@shop.example"
        var subject = "Where is my parcel?"
        var id: String? = "<\(UUID().uuidString)@example.com>"
        var date = "Mon, 23 Nov 2026 08:00:00 +0000"
        var fields: [String] = []
        var text = "I ordered a week ago."

        var bytes: [UInt8] {
            var lines = ["From: \(from)", "To: \(to)", "Subject: \(subject)", "Date: \(date)"]
            if let id { lines.append("Message-ID: \(id)") }
            lines += fields + ["Content-Type: text/plain; charset=utf-8", "", text, ""]
            return Array(lines.joined(separator: "\r\n").utf8)
        }
    }

    /// What became of a mail.
    struct Fate {
        let state: String
        let ticketID: UUID?
        let seq: Int?
        let rule: String?
        let explanation: JSONValue
        let attempts: Int
    }

    @discardableResult func arrive(
        _ letter: Letter, at inbox: UUID = InboundStage.support, source: RawMail.Source = .http
    ) async throws -> Fate {
        try await arrive(letter.bytes, at: inbox, source: source)
    }

    @discardableResult func arrive(
        _ bytes: [UInt8], at inbox: UUID = InboundStage.support, source: RawMail.Source = .http
    ) async throws -> Fate {
        let id = try await reception.keep(
            RawMail(inboxID: inbox, source: source, receivedAt: context.clock.now, bytes: bytes))
        try await processing.work(through: inbox)
        return try await fate(id)
    }

    func fate(_ id: UUID) async throws -> Fate {
        try await database.connection.one(
            { row in
                let explanation: JSONValue = try row["explanation"] ?? .null
                return Fate(
                    state: try row["state"], ticketID: try row["ticket_id"], seq: try row["seq"],
                    rule: explanation["rule"]?.string, explanation: explanation, attempts: try row["attempts"])
            }, "SELECT state, ticket_id, seq, explanation, attempts FROM inbound_mails WHERE id = \(id)")
    }

    func ticket(_ id: UUID?) async throws -> JSONValue {
        await stage.ticket(try #require(id))
    }

    func messages(_ id: UUID?) async throws -> [JSONValue] {
        let answer = await stage.call("GET", "/tickets/\(try #require(id))/messages")
        return try #require(answer.json["items"]?.array)
    }

    func texts(_ id: UUID?) async throws -> [String] {
        try await messages(id).filter { $0["kind"] != .string("event") }.compactMap { $0["text"]?.string }
    }

    func count(_ sql: SQL) async throws -> Int { try await stage.count(sql) }

    func set(_ inbox: UUID, _ settings: String) async throws {
        try await database.connection.execute(
            "UPDATE inboxes SET settings = settings || \(settings)::text::jsonb WHERE id = \(inbox)")
        // The rules of an inbox are remembered for two seconds.
        try await Loop.sleep(seconds: 2.1)
    }
}
