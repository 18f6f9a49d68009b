package import Basics
import Channels
package import EventLoop
package import Foundation
package import Postgres
import Web

/// Every SQL statement about campaigns themselves.
@Loop package struct CampaignStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Newest first, from behind `cursor`.
    func campaigns(after cursor: (at: Date, id: ID<Campaign>)?, limit: Int) async throws -> [(Campaign, Date)] {
        var behind: SQL = "true"
        if let cursor { behind = "(k.created_at, k.id) < (\(cursor.at), \(cursor.id))" }
        return try await connection.rows(
            { row in (try Campaign(row), try row["created_at"]) },
            """
            SELECT \(Campaign.columns), k.created_at FROM campaigns AS k WHERE \(behind)
            ORDER BY k.created_at DESC, k.id DESC LIMIT \(limit)
            """)
    }

    package func campaign(_ id: ID<Campaign>, locked: Bool = false) async throws -> Campaign? {
        let lock: SQL = locked ? " FOR UPDATE" : ""
        return try await connection.first(
            Campaign.init, "SELECT \(Campaign.columns) FROM campaigns AS k WHERE k.id = \(id)\(lock)")
    }

    /// - Throws: `Problem.invalid` when the segment or the mailbox is none.
    func requireParts(_ campaign: Campaign) async throws {
        var fields = Fields()
        let segment = try await SegmentStore(connection).segment(ID(campaign.segmentID))
        fields.check(segment != nil, "/segment_id", "is no segment")
        let mailbox = try await SendingMailboxStore(connection).mailbox(campaign.inboxID)
        fields.check(mailbox?.address != nil, "/inbox_id", "must be a mailbox with an address")
        try fields.throwIfAny()
    }

    package func insert(_ campaign: Campaign, by user: UUID?, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO campaigns (id, name, segment_id, inbox_id, content, throttle, window_days, to_complaining, to_leaving,
                created_by, created_at, updated_at)
            VALUES (\(campaign.id), \(campaign.name), \(campaign.segmentID), \(campaign.inboxID),
                \(Self.text(campaign.content))::jsonb, \(campaign.throttle), \(campaign.windowDays),
                \(campaign.toComplaining), \(campaign.toLeaving), \(user), \(now), \(now))
            """)
    }

    func update(_ campaign: Campaign, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE campaigns
            SET name = \(campaign.name), segment_id = \(campaign.segmentID), inbox_id = \(campaign.inboxID),
                content = \(Self.text(campaign.content))::jsonb, throttle = \(campaign.throttle),
                window_days = \(campaign.windowDays), to_complaining = \(campaign.toComplaining),
                to_leaving = \(campaign.toLeaving), updated_at = \(now), version = version + 1
            WHERE id = \(campaign.id)
            """)
    }

    func delete(_ id: ID<Campaign>) async throws {
        try await connection.execute("DELETE FROM campaigns WHERE id = \(id)")
    }

    /// Sets the state; mails that wait in the outbox wait on while it is paused and go nowhere once it is cancelled.
    func set(_ state: Campaign.State, sendAt: Date?, of id: ID<Campaign>, at now: Date) async throws {
        let isOver = state == .done || state == .cancelled
        try await connection.execute(
            """
            UPDATE campaigns
            SET state = \(state), send_at = COALESCE(\(sendAt)::timestamptz, send_at), problem = NULL, updated_at = \(now),
                started_at = CASE WHEN \(state == .sending) THEN COALESCE(started_at, \(now)::timestamptz) ELSE started_at END,
                finished_at = CASE WHEN \(isOver) THEN \(now)::timestamptz END, version = version + 1
            WHERE id = \(id)
            """)
        let waiting: SQL = """
            id IN (SELECT s.mail_id FROM campaign_sends AS s WHERE s.campaign_id = \(id)) AND state IN ('queued', 'retry')
            """
        switch state {
        case .paused: try await connection.execute("UPDATE outbound_mails SET next_at = NULL WHERE \(waiting)")
        case .sending:
            try await connection.execute(
                "UPDATE outbound_mails SET next_at = \(now) WHERE \(waiting) AND next_at IS NULL")
            connection.afterCommit { OutboxJobs.ring() }
        case .cancelled:
            try await connection.execute(
                """
                UPDATE outbound_mails
                SET state = 'failed', next_at = NULL, settled_at = \(now), last_text = 'The campaign was cancelled.'
                WHERE \(waiting)
                """)
        case .draft, .scheduled, .done: break
        }
    }

    /// One that has begun or is due, the longest untouched first; locked, and skipped by other nodes meanwhile.
    func due(_ states: [Campaign.State], at now: Date, except done: [ID<Campaign>]) async throws -> Campaign? {
        try await connection.first(
            Campaign.init,
            """
            SELECT \(Campaign.columns) FROM campaigns AS k
            WHERE k.state = ANY(\(states.map(\.rawValue))::text[]) AND (k.state <> 'scheduled' OR k.send_at <= \(now))
                AND k.id <> ALL(\(done)::uuid[])
            ORDER BY k.started_at NULLS FIRST, k.id
            LIMIT 1
            FOR UPDATE SKIP LOCKED
            """)
    }

    func note(problem: String, of id: ID<Campaign>) async throws {
        try await connection.execute("UPDATE campaigns SET problem = \(String(problem.prefix(500))) WHERE id = \(id)")
    }

    private static func text(_ content: CampaignContent) -> String {
        String(decoding: JSONWriter.write(content), as: UTF8.self)
    }
}
