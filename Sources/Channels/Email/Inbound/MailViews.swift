import Basics
package import EventLoop
package import Foundation
import Postgres
package import Web

/// The place of a message: its ticket and its number there.
package struct MessagePlace: Sendable, Hashable {
    package let ticketID: UUID
    package let seq: Int

    package init(ticketID: UUID, seq: Int) {
        self.ticketID = ticketID
        self.seq = seq
    }
}

/// The `mail` object of messages that came or left by mail.
@Loop package struct MailViews {
    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    /// The JSON by message; messages that are no mails are left out.
    package func json(_ places: [MessagePlace]) async throws -> [MessagePlace: [UInt8]] {
        guard !places.isEmpty else { return [:] }
        var written = try await inbound(places)
        let left = places.filter { written[$0] == nil }
        let outgoing = try await OutboundViews(context.database.connection).json(
            tickets: left.map(\.ticketID), seqs: left.map(\.seq))
        for mail in outgoing { written[MessagePlace(ticketID: mail.ticketID, seq: mail.seq)] = mail.json }
        return written
    }

    private func inbound(_ places: [MessagePlace]) async throws -> [MessagePlace: [UInt8]] {
        let rows = try await context.database.connection.rows(
            { row in
                (
                    place: MessagePlace(ticketID: try row["ticket_id"], seq: try row["seq"]),
                    json: JSONWriter.write(try InboundMailView(row))
                )
            },
            """
            SELECT m.ticket_id, m.seq, m.subject, m.sent_at, m.details, m.explanation,
                (SELECT count(*)
                    FROM inbound_mails AS d
                    WHERE d.ticket_id = m.ticket_id AND d.seq = m.seq AND d.state = 'processed') AS deliveries
            FROM unnest(\(places.map(\.ticketID))::uuid[], \(places.map(\.seq))::bigint[]) AS p (ticket_id, seq)
            JOIN LATERAL (
                SELECT *
                FROM inbound_mails AS n
                WHERE n.ticket_id = p.ticket_id AND n.seq = p.seq AND n.state = 'processed'
                ORDER BY n.arrival
                LIMIT 1
            ) AS m ON TRUE
            """)
        return Dictionary(rows.map { ($0.place, $0.json) }, uniquingKeysWith: { first, _ in first })
    }
}

/// What a message says about the mail it came by.
private struct InboundMailView: JSONWritable {
    let subject: String
    let sentAt: Date?
    let details: JSONValue
    let explanation: JSONValue?
    let deliveries: Int

    init(_ row: Row) throws {
        subject = try row["subject"]
        sentAt = try row["sent_at"]
        details = try row["details"] ?? .null
        explanation = try row["explanation"]
        deliveries = try row["deliveries"]
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("direction", "in")
            json.field("from", details["from"] ?? .null)
            json.field("to", details["to"] ?? .array([]))
            json.field("cc", details["cc"] ?? .array([]))
            json.field("bcc", details["bcc"] ?? .array([]))
            json.field("subject", subject)
            json.field("sent_at", sentAt)
            json.field("folds_at", details["folds_at"] ?? .null)
            json.field("has_html", details["has_html"] ?? .bool(false))
            json.field("automatic", details["automatic"] ?? ["is": .bool(false), "reasons": .array([])])
            json.field("explanation", explanation ?? .null)
            json.field("whole_size_bytes", details["whole_size_bytes"] ?? .null)
            json.field("errors", details["errors"] ?? .array([]))
            json.field("deliveries", deliveries)
            json.field("bounce", details["bounce"] ?? .null)
        }
    }
}
