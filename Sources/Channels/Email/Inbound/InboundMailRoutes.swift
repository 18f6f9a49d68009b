import Access
import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// The answer to a mail handed over by HTTP: it is stored durably.
struct MailAccepted: WireType, JSONWritable {
    let id: ID<RawMail>

    func write(to json: inout JSONWriter) {
        json.object { json in json.field("id", id) }
    }

    static var example: MailAccepted { MailAccepted(id: ID(Examples.file)) }
}

/// The token of a mailbox, shown once.
struct InboundToken: WireType, JSONWritable {
    let token: String
    let inboundURL: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("token", token)
            json.field("inbound_url", inboundURL)
        }
    }

    static var example: InboundToken {
        InboundToken(token: "inb_…", inboundURL: "https://help.example.com/api/v1/mail/inbound?inbox=K7QM2XWP")
    }
}

/// Paths by which a mail server's pipe or a program hands mail over.
@Loop struct InboundMailRoutes {
    static let limitBytes = 35 * 1024 * 1024
    let context: AppContext
    let reception: MailReception

    var routes: [Route] {
        [
            .post(
                "/mail/inbound", "Takes one mail (raw RFC 822 bytes) with the mailbox's token as Bearer", .anyone,
                query: [QueryParameter("inbox", "The mailbox's key.")], output: MailAccepted.self, status: 202,
                body: .raw(limitBytes: Self.limitBytes), handler: receive),
            .post(
                "/inboxes/{id}/mailbox/token", "Makes a new token for handing mail over; the old one ends",
                .permission(.settingsWrite), output: InboundToken.self, body: .none, handler: makeToken),
        ]
    }

    private func receive(_ request: Request) async throws -> Response {
        let store = InboundTokenStore(context.database.connection)
        let inbox = try await store.inbox(key: request.query("inbox") ?? "")
        // Compared for an unknown mailbox as well, and answered alike, so that nobody finds out which keys there are.
        let given = Digest.sha256(bearer(request))
        let isRight = Digest.equal(given, inbox?.tokenHash ?? [UInt8](repeating: 0, count: 32))
        guard let inbox, inbox.tokenHash != nil, isRight else { throw Problem.signInRequired }
        guard inbox.enabled else { throw Problem.forbidden("This mailbox is switched off.") }
        let bytes = request.rawBody
        guard !bytes.isEmpty else { throw Problem.malformed("The body is empty. Send the mail's raw bytes.") }
        let id = try await reception.keep(
            RawMail(inboxID: inbox.id, source: .http, receivedAt: context.clock.now, bytes: bytes))
        return .json(MailAccepted(id: ID(id)), status: 202)
    }

    private func bearer(_ request: Request) -> String {
        let header = request.head.headers["authorization"] ?? ""
        return header.lowercased().hasPrefix("bearer ") ? header.dropFirst(7).trimmingBlanks : ""
    }

    private func makeToken(_ request: Request) async throws -> Response {
        let id: ID<Inbox> = try request.id(of: "inbox")
        let token = "inb_" + context.random.token(byteCount: 32)
        let key = try await context.database.transaction { connection in
            guard let inbox = try await InboxStore(connection).lockedInbox(id) else { throw Problem.notFound("inbox") }
            guard inbox.kind == .email else { throw Problem.invalid("/id", "must be a mailbox") }
            try await InboundTokenStore(connection).set(Digest.sha256(token), of: id)
            try await AuditStore(connection, clock: context.clock).record(
                "inbox.inbound_token_rotated", "inbox", id.uuid, by: request)
            return inbox.key
        }
        return .json(
            InboundToken(token: token, inboundURL: "\(context.publicURL)/api/v1/mail/inbound?inbox=\(key)"),
            status: 201, headers: [("Cache-Control", "no-store")])
    }
}

/// The tokens mail is handed over with, kept as hashes.
@Loop struct InboundTokenStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    struct Found: Sendable {
        let id: UUID
        let enabled: Bool
        let tokenHash: [UInt8]?
    }

    func inbox(key: String) async throws -> Found? {
        try await connection.first(
            { row in Found(id: try row["id"], enabled: try row["enabled"], tokenHash: try row["inbound_token_hash"]) },
            "SELECT id, enabled, inbound_token_hash FROM inboxes WHERE key = \(key) AND kind = 'email'")
    }

    func set(_ hash: [UInt8], of id: ID<Inbox>) async throws {
        try await connection.execute("UPDATE inboxes SET inbound_token_hash = \(hash) WHERE id = \(id)")
    }
}
