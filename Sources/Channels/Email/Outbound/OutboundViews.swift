import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// The `mail` object of messages that left by mail.
@Loop struct OutboundViews {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The JSON by ticket and number; messages that are no outgoing mails are left out.
    func json(tickets: [UUID], seqs: [Int]) async throws -> [(ticketID: UUID, seq: Int, json: [UInt8])] {
        let mails = try await connection.rows(
            OutboundMailView.init,
            """
            SELECT o.id, o.conversation_id, o.message_seq, o.state, o.subject, o.from_address, o.purpose, o.settled_at,
                o.last_text, o.recipients
            FROM unnest(\(tickets)::uuid[], \(seqs)::bigint[]) AS p (ticket_id, seq)
            JOIN LATERAL (
                SELECT *
                FROM outbound_mails AS n
                WHERE n.conversation_id = p.ticket_id AND n.message_seq = p.seq
                ORDER BY (n.purpose = 'reply') DESC, n.created_at DESC, n.id
                LIMIT 1
            ) AS o ON TRUE
            """)
        guard !mails.isEmpty else { return [] }
        let recipients = Dictionary(
            grouping: try await connection.rows(
                OutboundRecipient.init,
                """
                SELECT mail_id, place, role, name, address, state, detail, at
                FROM outbound_recipients
                WHERE mail_id = ANY (\(mails.map(\.id)))
                ORDER BY mail_id, place
                """), by: \.mailID)
        return mails.map { mail in
            var mail = mail
            mail.recipients = recipients[mail.id] ?? []
            return (mail.ticketID, mail.seq, JSONWriter.write(mail))
        }
    }
}

/// What a message says about the mail it left by.
private struct OutboundMailView: JSONWritable {
    let id: UUID
    let ticketID: UUID
    let seq: Int
    let state: OutboundMail.State
    let subject: String
    let from: String
    let purpose: OutgoingMail.Purpose
    let settledAt: Date?
    let lastText: String
    let chosen: MailRecipients?
    var recipients: [OutboundRecipient] = []

    init(_ row: Row) throws {
        id = try row["id"]
        ticketID = try row["conversation_id"]
        seq = try row["message_seq"]
        state = try row["state"]
        subject = try row["subject"]
        from = try row["from_address"]
        purpose = try row["purpose"]
        settledAt = try row["settled_at"]
        lastText = try row["last_text"]
        chosen = row.bytes("recipients").flatMap { try? JSONDecoder().decode(MailRecipients.self, from: Data($0)) }
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", ID<OutboundMailView>(id))
            json.field("direction", "out")
            json.field("from", MailAddress(address: from))
            for role in MailRecipients.Role.allCases { json.field(role.rawValue, people(role)) }
            json.field("subject", subject)
            json.field("sent_at", state == .sent ? settledAt : nil)
            json.field("folds_at", Int?.none)
            json.field("has_html", true)
            json.object("automatic") { json in
                json.field("is", purpose.isAutomatic)
                json.field("reasons", [String]())
            }
            json.field("explanation", String?.none)
            json.field("state", state)
            json.field("server_text", lastText)
            json.field("recipients", recipients)
        }
    }

    private func people(_ role: MailRecipients.Role) -> [MailAddress] {
        if !recipients.isEmpty {
            return recipients.filter { $0.role == role }.map { MailAddress(name: $0.name, address: $0.address) }
        }
        switch role {
        case .to: return chosen?.to ?? []
        case .cc: return chosen?.cc ?? []
        case .bcc: return chosen?.bcc ?? []
        }
    }
}
