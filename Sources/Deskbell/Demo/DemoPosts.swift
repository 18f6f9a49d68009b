import EventLoop
import Foundation
import Postgres

/// What the demo company says on social platforms: two posts of its campaign that are out, a plan and an idea.
@Loop struct DemoPosts {
    private static let day = 86_400.0

    let now: Date
    let owner: UUID

    func insert(_ connection: Connection) async throws {
        // Ten in the morning in Shanghai, so many days from today.
        let today = (now.timeIntervalSince1970 / Self.day).rounded(.down) * Self.day + 7_200
        func at(_ days: Double) -> Date { Date(timeIntervalSince1970: today + days * Self.day) }
        try await connection.execute(
            """
            INSERT INTO posts (id, platform, title, text, url, campaign_id, owner_id, state, planned_for, told_for,
                posted_at, posted_url, view_count, like_count, comment_count, created_at, updated_at)
            SELECT p.id::uuid, p.platform, p.title, p.text, p.url, (SELECT k.id FROM campaigns AS k WHERE k.name = p.campaign),
                \(owner), p.state, p.due::timestamptz, CASE WHEN p.state = 'posted' THEN p.due::timestamptz END,
                CASE WHEN p.state = 'posted' THEN p.due::timestamptz + interval '6 minutes' END, p.address, p.views, p.likes,
                p.comments, \(at(-25)), \(at(-20))
            FROM (VALUES
                ('01935800-0000-7000-8000-000000000301', 'xiaohongshu', '秋茶上市｜第一泡凤凰单丛',
                    '今年的秋茶到店了，蜜兰香很足。第一泡水温 95 度，十秒出汤。', 'https://qinghe.example/autumn', '秋茶上市', 'posted',
                    \(at(-21)), 'https://www.xiaohongshu.com/explore/qinghe-autumn', 4210, 318, 46),
                ('01935800-0000-7000-8000-000000000302', 'weibo', '', '秋茶上市，本周下单送公道杯一只。',
                    'https://qinghe.example/autumn', '秋茶上市', 'posted', \(at(-20)), 'https://weibo.com/qinghe/autumn', 1870, 64,
                    9),
                ('01935800-0000-7000-8000-000000000303', 'wechat', '冬天适合喝什么茶', '天冷了，说说我们自己冬天喝的三款茶。', NULL,
                    NULL, 'planned', \(at(3)), NULL, NULL, NULL, NULL),
                ('01935800-0000-7000-8000-000000000304', 'douyin', '', '拍一段开窑的视频', NULL, NULL, 'draft', NULL, NULL, NULL,
                    NULL, NULL)
            ) AS p (id, platform, title, text, url, campaign, state, due, address, views, likes, comments)
            """)
    }
}
