package import Basics
package import Foundation
import Postgres
import Web

/// One mail on its way out, as its row says.
package struct OutboundMail: Sendable {
    /// Where it stands.
    package enum State: String, CaseIterable, Sendable, JSONWritable, SQLText {
        case queued
        case sending
        case retry
        /// Every byte was handed over and no answer came: nobody knows.
        case uncertain
        case sent
        case failed
    }

    package let id: UUID
    package let inboxID: UUID
    package let conversationID: UUID
    package let messageSeq: Int?
    package let messageID: UUID
    package let purpose: OutgoingMail.Purpose
    package let state: State
    /// An automatic mail as asked for, JSON.
    let content: [UInt8]?
    /// The recipients an agent chose, JSON.
    let chosenRecipients: [UInt8]?
    package let envelopeFrom: String?
    package let mailMessageID: String?
    package let sha256: String?
    package let sizeBytes: Int
    package let attempts: Int
    package let doubts: Int
    package let createdAt: Date
    package let queuedAt: Date

    static let columns: SQL = """
        m.id, m.inbox_id, m.conversation_id, m.message_seq, m.message_id, m.purpose, m.state, m.content, m.recipients,
        m.envelope_from, m.mail_message_id, m.sha256, m.size_bytes, m.attempts, m.doubts, m.created_at, m.queued_at
        """

    init(_ row: Row) throws {
        id = try row["id"]
        inboxID = try row["inbox_id"]
        conversationID = try row["conversation_id"]
        messageSeq = try row["message_seq"]
        messageID = try row["message_id"]
        purpose = try row["purpose"]
        state = try row["state"]
        content = row.bytes("content")
        chosenRecipients = row.bytes("recipients")
        envelopeFrom = try row["envelope_from"]
        mailMessageID = try row["mail_message_id"]
        sha256 = try row["sha256"]
        sizeBytes = try row["size_bytes"] ?? 0
        attempts = try row["attempts"]
        doubts = try row["doubts"]
        createdAt = try row["created_at"]
        queuedAt = try row["queued_at"]
    }

    /// The recipients an agent chose; `nil` when the conversation says who gets it.
    package var chosen: MailRecipients? {
        MailRecipients(jsonb: chosenRecipients)
    }

    /// The automatic mail as asked for.
    var automatic: OutgoingMail? {
        content.flatMap { try? JSONDecoder().decode(OutgoingMail.self, from: Data($0)) }
    }
}

/// One recipient of an outgoing mail and how it stands there.
package struct OutboundRecipient: Sendable, JSONWritable {
    package enum State: String, CaseIterable, Sendable, JSONWritable, SQLText {
        case queued
        case sent
        case failed
        /// Not tried: the address is known to be dead, or asked to be left alone.
        case suppressed
        case bounced
        case delayed
        case delivered
        case read
        case complained
    }

    package let mailID: UUID
    package let place: Int
    package let role: MailRecipients.Role
    package let name: String
    package let address: String
    package var state: State
    package var detail: String
    package var at: Date

    init(_ row: Row) throws {
        mailID = try row["mail_id"]
        place = try row["place"]
        role = MailRecipients.Role(rawValue: try row["role"]) ?? .to
        name = try row["name"]
        address = try row["address"]
        state = try row["state"]
        detail = try row["detail"]
        at = try row["at"]
    }

    init(
        mailID: UUID, place: Int, role: MailRecipients.Role, address: MailAddress, state: State, detail: String,
        at: Date
    ) {
        self.mailID = mailID
        self.place = place
        self.role = role
        name = address.name
        self.address = address.address
        self.state = state
        self.detail = detail
        self.at = at
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("address", address)
            json.field("name", name)
            json.field("role", role.rawValue)
            json.field("state", state)
            json.field("detail", detail)
            json.field("at", at)
        }
    }
}
