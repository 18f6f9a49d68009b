import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Postgres
import Web

/// What the program of a conversation is told: only what is meant for its customer.
@Loop struct AnswerPayload {
    /// How long a file's address works; deliveries are tried for three days.
    private static let linkSeconds = 7 * 86_400.0
    let context: AppContext

    /// The conversation of a ticket, as its program knows it.
    private struct Conversation: Sendable {
        let number: Int
        let inboxKey: String
        let name: String
        let contact: String?
        let platform: String?

        init(_ row: Row) throws {
            number = try row["number"]
            inboxKey = try row["key"]
            name = try row["conversation"]
            contact = try row["contact"]
            platform = try row["platform"]
        }
    }

    /// An answer; `nil` when it is gone, or is no answer.
    func message(_ seq: Int, of ticket: UUID) async throws -> [UInt8]? {
        // As a customer may read it: a private note is not found whatever asked for it.
        let found = try await MessageStore(context.database.connection).messages(
            of: ID(ticket), after: seq - 1, limit: 1, for: .visitor)
        guard let message = found.first, message.seq == seq, message.isAnswer,
            let conversation = try await conversation(of: ticket)
        else { return nil }
        let links = AttachmentLinks(
            context: context, validSeconds: Self.linkSeconds, origin: context.publicURL)
        let files = try await links.json(message.attachmentIDs)
        return object(conversation, ticket) { json in
            json.object("message") { json in
                json.field("id", message.id)
                json.field("seq", message.seq)
                json.field("text", message.text)
                json.object("author") { json in json.field("name", message.author.name) }
                json.field("attachments", message.attachmentIDs.compactMap { files[$0] }.map(JSONBytes.init))
                json.field("created_at", message.createdAt)
            }
        }
    }

    /// The link to the newest question about the ticket; `nil` when there is none any more.
    func survey(of ticket: UUID) async throws -> [UInt8]? {
        let question = try await context.database.connection.first(
            { row in (token: try row["token"] as String, expiresAt: try row["expires_at"] as Date) },
            """
            SELECT token, expires_at
            FROM survey_invitations
            WHERE ticket_id = \(ticket) AND expires_at > \(context.clock.now)
            ORDER BY sent_at DESC, id DESC
            LIMIT 1
            """)
        guard let question, let conversation = try await conversation(of: ticket) else { return nil }
        return object(conversation, ticket) { json in
            json.object("survey") { json in
                json.field("url", "\(context.publicURL)/s/\(question.token)")
                json.field("expires_at", question.expiresAt)
            }
        }
    }

    private func conversation(of ticket: UUID) async throws -> Conversation? {
        try await context.database.connection.first(
            Conversation.init,
            """
            SELECT t.number, i.key, v.conversation, v.contact, v.platform
            FROM tickets AS t
            JOIN inboxes AS i ON i.id = t.inbox_id
            JOIN visitors AS v ON v.id = t.visitor_id
            WHERE t.id = \(ticket) AND v.conversation IS NOT NULL
            """)
    }

    private func object(
        _ conversation: Conversation, _ ticket: UUID, _ more: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("inbox", conversation.inboxKey)
            json.field("conversation", conversation.name)
            json.object("to") { json in
                json.field("id", conversation.contact)
                json.field("platform", conversation.platform.flatMap { $0.isEmpty ? nil : $0 })
            }
            json.object("ticket") { json in
                json.field("id", ID<Ticket>(ticket))
                json.field("number", conversation.number)
            }
            more(&json)
        }
        return json.bytes
    }
}
