import Basics
import Channels
import EventLoop
import Foundation
import Postgres

/// A mail that may answer one of a campaign.
struct CampaignReply: Sendable {
    let address: String
    let subject: String
    /// Ids that signed names of ours in it carry.
    let answers: [UUID]
    let ticketID: UUID
    let at: Date
}

/// Finds which campaign's mail was answered.
@Loop struct CampaignReplyStore {
    /// How long a mail without any of our names may answer by its subject alone.
    private static let subjectDays = 30.0

    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Notes the first answer to a mail of a campaign.
    ///
    /// Found by the Message-ID or reply address we signed; failing that by the sender's address and the subject, for mail
    /// programs that lose both.
    ///
    /// - Returns: `nil` when it answers none, or one that was answered before.
    func note(_ reply: CampaignReply) async throws -> CampaignSendStore.Traced? {
        var token = try await signed(reply)
        if token == nil { token = try await similar(reply) }
        guard let token else { return nil }
        let noted = try await connection.execute(
            """
            UPDATE campaign_sends
            SET replied_at = COALESCE(replied_at, \(reply.at)), reply_ticket_id = \(reply.ticketID)
            WHERE token = \(token) AND reply_ticket_id IS NULL
            """)
        return noted > 0 ? try await CampaignSendStore(connection).traced(token: token) : nil
    }

    private func signed(_ reply: CampaignReply) async throws -> String? {
        guard !reply.answers.isEmpty else { return nil }
        return try await connection.first(
            { row in try row["token"] },
            """
            SELECT token FROM campaign_sends
            WHERE id = ANY(\(reply.answers)::uuid[])
                OR (campaign_id = ANY(\(reply.answers)::uuid[]) AND address = lower(\(reply.address)))
            ORDER BY id = ANY(\(reply.answers)::uuid[]) DESC, id DESC
            LIMIT 1
            """)
    }

    /// The newest mail of a campaign to this address with this subject.
    private func similar(_ reply: CampaignReply) async throws -> String? {
        let since = reply.at.addingTimeInterval(-Self.subjectDays * 86_400)
        let sends = try await connection.rows(
            { row in (token: try row["token"] as String, subject: try row["subject"] as String) },
            """
            SELECT token, subject FROM campaign_sends
            WHERE address = lower(\(reply.address)) AND queued_at > \(since)
            ORDER BY queued_at DESC, id DESC
            LIMIT 20
            """)
        let key = SubjectLine.key(reply.subject)
        return sends.first { SubjectLine.key($0.subject) == key }?.token
    }
}
