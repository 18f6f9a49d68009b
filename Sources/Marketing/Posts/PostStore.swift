package import Basics
package import EventLoop
import Foundation
package import Postgres
import Web

/// Every SQL statement about posts.
@Loop package struct PostStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// What a reader of the list asks for; `from` and `until` are about when it went out, or is to.
    struct Filter: Sendable {
        var states: [Post.State] = []
        var platform: Post.Platform?
        var campaignID: UUID?
        var from: Date?
        var until: Date?
        var question: String?
    }

    private static let moment: SQL = "COALESCE(p.posted_at, p.planned_for, timestamptz '9999-12-31 00:00:00+00')"

    private static func select(where condition: SQL, more: SQL = "") -> SQL {
        """
        SELECT p.id, p.platform, p.title, p.text, p.url, p.campaign_id, k.name AS campaign_name, p.owner_id,
            u.name AS owner_name, p.state, p.planned_for, p.told_for, p.posted_at, p.posted_url, p.view_count,
            p.like_count, p.comment_count, p.created_at, p.updated_at, p.version
        FROM posts AS p
        LEFT JOIN campaigns AS k ON k.id = p.campaign_id
        LEFT JOIN users AS u ON u.id = p.owner_id
        WHERE \(condition)
        \(more)
        """
    }

    package func post(_ id: ID<Post>, locked: Bool = false) async throws -> Post? {
        let lock: SQL = locked ? "FOR UPDATE OF p" : ""
        return try await connection.first(Post.init, Self.select(where: "p.id = \(id)", more: lock))
    }

    /// What has no time yet, then the latest first.
    func posts(_ filter: Filter, after: (at: Date, id: ID<Post>)?, limit: Int) async throws -> [Post] {
        var conditions: [SQL] = ["true"]
        if !filter.states.isEmpty { conditions.append("p.state = ANY(\(filter.states.map(\.rawValue))::text[])") }
        if let platform = filter.platform { conditions.append("p.platform = \(platform)") }
        if let id = filter.campaignID { conditions.append("p.campaign_id = \(id)") }
        if let from = filter.from { conditions.append("\(Self.moment) >= \(from)") }
        if let until = filter.until { conditions.append("\(Self.moment) < \(until)") }
        if let question = filter.question { conditions.append("p.search @@ (SELECT search_query(\(question)))") }
        if let after { conditions.append("(\(Self.moment), p.id) < (\(after.at), \(after.id))") }
        return try await connection.rows(
            Post.init,
            Self.select(
                where: SQL.joined(conditions, separator: " AND "),
                more: "ORDER BY \(Self.moment) DESC, p.id DESC LIMIT \(limit)"))
    }

    /// - Throws: `Problem.invalid` when there is no such campaign or user.
    func insert(_ id: ID<Post>, _ post: PostDraft, at now: Date) async throws {
        try await naming {
            try await connection.execute(
                """
                INSERT INTO posts (id, platform, title, text, url, campaign_id, owner_id, state, planned_for, posted_at,
                    posted_url, view_count, like_count, comment_count, created_at, updated_at)
                VALUES (\(id), \(post.platform), \(post.title), \(post.text), \(post.url), \(post.campaignID),
                    \(post.ownerID), \(post.state), \(post.plannedFor), \(post.postedAt), \(post.postedURL),
                    \(post.results.viewCount), \(post.results.likeCount), \(post.results.commentCount), \(now), \(now))
                """)
        }
    }

    /// - Throws: `Problem.invalid` when there is no such campaign or user.
    func update(_ id: ID<Post>, _ post: PostDraft, at now: Date) async throws {
        try await naming {
            try await connection.execute(
                """
                UPDATE posts
                SET platform = \(post.platform), title = \(post.title), text = \(post.text), url = \(post.url),
                    campaign_id = \(post.campaignID), owner_id = \(post.ownerID), state = \(post.state),
                    planned_for = \(post.plannedFor), posted_at = \(post.postedAt), posted_url = \(post.postedURL),
                    view_count = \(post.results.viewCount), like_count = \(post.results.likeCount),
                    comment_count = \(post.results.commentCount), updated_at = \(now), version = version + 1
                WHERE id = \(id)
                """)
        }
    }

    func remove(_ id: ID<Post>) async throws {
        try await connection.execute("DELETE FROM posts WHERE id = \(id)")
    }

    /// Makes those due whose time has come, each once for each time it is planned for, the longest due first.
    ///
    /// It is nobody's change: whoever is writing at a post meanwhile may save it.
    func claim(at now: Date, limit: Int) async throws -> [Post] {
        let ids: [ID<Post>] = try await connection.rows(
            { try $0["id"] },
            """
            UPDATE posts AS p
            SET state = 'due', told_for = p.planned_for
            FROM (
                SELECT n.id
                FROM posts AS n
                WHERE n.state = 'planned' AND n.planned_for <= \(now)
                ORDER BY n.planned_for, n.id
                LIMIT \(limit)
                FOR UPDATE SKIP LOCKED
            ) AS due
            WHERE p.id = due.id
            RETURNING p.id
            """)
        return try await connection.rows(
            Post.init,
            Self.select(where: "p.id = ANY(\(ids.map(\.uuid))::uuid[])", more: "ORDER BY p.planned_for, p.id"))
    }

    private func naming(_ run: () async throws -> Void) async throws {
        do {
            try await run()
        } catch let error as DatabaseError where error.constraint == "posts_campaign_id_fkey" {
            throw Problem.invalid("/campaign_id", "names no campaign")
        } catch let error as DatabaseError where error.constraint == "posts_owner_id_fkey" {
            throw Problem.invalid("/owner_id", "names nobody of the staff")
        }
    }
}
