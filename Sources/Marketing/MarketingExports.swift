package import Imports
import Postgres
import Web

/// The lists of this module that can be exported.
package enum MarketingExports {
    package static var lists: [any ListExport] { [campaigns, posts] }

    private static var campaigns: QueryExport {
        QueryExport(
            "campaigns", .marketingRead,
            from: """
                (SELECT c.id, c.name, c.state, c.send_at, c.started_at, c.finished_at, c.created_at, g.name AS segment,
                        n.sent, n.opened, n.clicked, n.replied, n.opted_out
                 FROM campaigns AS c
                 JOIN segments AS g ON g.id = c.segment_id
                 LEFT JOIN LATERAL (
                     SELECT count(*) AS sent, count(s.opened_at) AS opened, count(s.clicked_at) AS clicked,
                            count(s.replied_at) AS replied, count(s.opted_out_at) AS opted_out
                     FROM campaign_sends AS s WHERE s.campaign_id = c.id
                 ) AS n ON true) AS t
                """,
            [
                .text("name", "t.name"), .text("segment", "t.segment"), .text("state", "t.state"),
                .moment("send_at", "t.send_at"), .moment("started_at", "t.started_at"),
                .moment("finished_at", "t.finished_at"), .text("sent", "t.sent"), .text("opened", "t.opened"),
                .text("clicked", "t.clicked"), .text("replied", "t.replied"), .text("opted_out", "t.opted_out"),
                .moment("created_at", "t.created_at"),
            ])
    }

    private static var posts: QueryExport {
        QueryExport(
            "posts", .marketingRead, from: "posts AS t",
            [
                .text("platform", "t.platform"), .text("state", "t.state"), .text("title", "t.title"),
                .text("text", "t.text"), .text("url", "t.url"),
                .text("campaign", "SELECT k.name FROM campaigns AS k WHERE k.id = t.campaign_id"),
                .text("owner_email", "SELECT u.email FROM users AS u WHERE u.id = t.owner_id"),
                .moment("planned_for", "t.planned_for"), .moment("posted_at", "t.posted_at"),
                .text("posted_url", "t.posted_url"), .text("view_count", "t.view_count"),
                .text("like_count", "t.like_count"), .text("comment_count", "t.comment_count"),
                .moment("created_at", "t.created_at"),
            ])
    }
}
