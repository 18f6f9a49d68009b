import Basics
import EventLoop
import Foundation
import Postgres

/// The demo company's segments, and the campaign it sent three weeks ago: who opened, clicked, answered and left.
@Loop struct DemoCampaign {
    private static let day = 86_400.0
    private static let mailboxKey = "tea-letter"

    let now: Date
    let owner: UUID

    func insert(_ connection: Connection) async throws {
        try await segments(connection)
        try await mailbox(connection)
        let sentAt = now.addingTimeInterval(-21 * Self.day)
        try await connection.execute(
            """
            INSERT INTO campaigns (id, name, segment_id, inbox_id, content, throttle, window_days, state, started_at,
                finished_at, created_by, created_at, updated_at)
            SELECT '01935800-0000-7000-8000-000000000201', '秋茶上市', '01935800-0000-7000-8000-000000000110', i.id,
                \(Self.content)::jsonb, 60, 14, 'done', \(sentAt), \(sentAt.addingTimeInterval(300)), \(owner),
                \(sentAt.addingTimeInterval(-Self.day)), \(sentAt)
            FROM inboxes AS i WHERE i.key = \(Self.mailboxKey)
            """)
        try await connection.execute(
            """
            INSERT INTO campaign_links (campaign_id, place, url)
            SELECT id, 0, 'https://qinghe.example/autumn' FROM campaigns
            """)
        try await connection.execute(
            """
            INSERT INTO campaign_members (campaign_id, customer_id, address, decision)
            SELECT k.id, c.id, e.address,
                CASE WHEN e.address IS NULL THEN 'no_address' WHEN NOT COALESCE(c.email_marketing, false) THEN 'no_consent'
                    ELSE 'handed_over' END
            FROM campaigns AS k
            CROSS JOIN customers AS c
            LEFT JOIN customer_emails AS e ON e.customer_id = c.id AND e.is_primary
            WHERE c.created_at < \(sentAt)
                AND EXISTS (SELECT FROM orders AS o WHERE o.customer_id = c.id AND o.placed_at < \(sentAt))
            """)
        try await mails(connection, sentAt: sentAt)
    }

    /// Where the campaign left from.
    ///
    /// It is off: a demo company mails nobody.
    private func mailbox(_ connection: Connection) async throws {
        try await connection.execute(
            """
            INSERT INTO inboxes (id, key, kind, name, enabled, settings, created_at, updated_at)
            VALUES ('01935800-0000-7000-8000-000000000202', \(Self.mailboxKey), 'email', 'Tea letter 茶讯', false,
                '{"mail": {"address": "letter@qinghe.example"}}', \(now), \(now))
            """)
    }

    private func segments(_ connection: Connection) async throws {
        try await connection.execute(
            """
            INSERT INTO segments (id, name, rule, created_by, created_at, updated_at)
            SELECT s.id::uuid, s.name, s.rule::jsonb, \(owner), \(now), \(now)
            FROM (VALUES
                ('01935800-0000-7000-8000-000000000110', '下过单的客户',
                    '{"match":"all","rules":[{"field":"order_count","operator":"at_least","value":1}]}'),
                ('01935800-0000-7000-8000-000000000111', '两个月没有下单的老客户',
                    '{"match":"all","rules":[{"field":"order_count","operator":"at_least","value":3},{"field":"last_order_at","operator":"not_within_days","value":60}]}')
            ) AS s (id, name, rule)
            """)
    }

    private func mails(_ connection: Connection, sentAt: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO outbound_mails (id, inbox_id, conversation_id, message_id, purpose, state, subject, created_at,
                queued_at, settled_at)
            SELECT ids.id, k.inbox_id, k.id, ids.id, 'campaign', 'sent', '秋茶上市', \(sentAt), \(sentAt), \(sentAt)
            FROM campaign_members AS b
            JOIN campaigns AS k ON k.id = b.campaign_id
            CROSS JOIN LATERAL (SELECT md5('mail' || b.customer_id::text)::uuid AS id) AS ids
            WHERE b.decision = 'handed_over'
            """)
        try await connection.execute(
            """
            INSERT INTO outbound_recipients (mail_id, place, role, name, address, state, at)
            SELECT md5('mail' || b.customer_id::text)::uuid, 0, 'to', '', b.address, 'sent', \(sentAt)
            FROM campaign_members AS b WHERE b.decision = 'handed_over'
            """)
        let opened = sentAt.addingTimeInterval(7_200)
        try await connection.execute(
            """
            INSERT INTO campaign_sends (id, campaign_id, customer_id, address, variant, locale, subject, token, mail_id,
                queued_at, opened_at, clicked_at, opted_out_at)
            SELECT h.id, b.campaign_id, b.customer_id, lower(b.address), CASE h.byte % 2 WHEN 0 THEN 'a' ELSE 'b' END,
                'zh-Hans', '秋茶上市', md5('token' || b.customer_id::text), h.id, \(sentAt),
                CASE WHEN h.byte % 10 < 6 THEN \(opened)::timestamptz END,
                CASE WHEN h.byte % 10 < 2 THEN \(opened)::timestamptz END,
                CASE WHEN h.byte % 40 = 39 THEN \(opened)::timestamptz END
            FROM campaign_members AS b
            CROSS JOIN LATERAL (
                SELECT md5('mail' || b.customer_id::text)::uuid AS id,
                    get_byte(decode(md5(b.customer_id::text), 'hex'), 0) AS byte
            ) AS h
            WHERE b.decision = 'handed_over'
            """)
        try await connection.execute(
            """
            INSERT INTO campaign_events (send_id, at, kind, place)
            SELECT id, clicked_at, 'click', 0 FROM campaign_sends WHERE clicked_at IS NOT NULL
            """)
        try await connection.execute(
            """
            INSERT INTO timeline_entries (id, customer_id, at, kind, title, detail)
            SELECT md5('sent' || customer_id::text)::uuid, customer_id, queued_at, 'campaign.sent', '秋茶上市', subject
            FROM campaign_sends
            """)
    }

    private static let content = """
        {"a": {"zh-Hans": {"subject": "秋茶上市", "body": "{{name}}，您好：\\n\\n今年的秋茶到了，请看[秋茶新品](https://qinghe.example/autumn)。"},
               "en": {"subject": "Autumn teas are here", "body": "Dear {{name}},\\n\\nthis year's [autumn teas](https://qinghe.example/autumn) have arrived."}},
         "b": {"zh-Hans": {"subject": "{{name}}，为您留了一份秋茶", "body": "{{name}}，您好：\\n\\n请看[秋茶新品](https://qinghe.example/autumn)。"},
               "en": {"subject": "{{name}}, autumn teas for you", "body": "Dear {{name}},\\n\\nsee our [autumn teas](https://qinghe.example/autumn)."}}}
        """
}
