package import Basics
package import Foundation
import Postgres
import Web

/// What the company says on one social platform: an idea, a plan, or a note of what was posted.
package struct Post: WireType, JSONWritable {
    /// Where it is posted; the accounts of customers go by the same names.
    package enum Platform: String, CaseIterable, Codable, Sendable, JSONWritable, SQLText {
        case wechat
        case weibo
        case xiaohongshu
        case douyin
        case x
        case instagram
        case facebook
        case linkedin
        case other
    }

    package enum State: String, CaseIterable, Codable, Sendable, JSONWritable, SQLText {
        case draft
        case planned
        /// Its time has come; a planned post becomes so by itself.
        case due
        case posted
        case skipped
    }

    package let id: ID<Post>
    package let platform: Platform
    package let title: String
    package let text: String
    /// What it links to.
    package let url: String?
    /// What it belongs to.
    package let campaign: Named?
    /// Who sees to it.
    package let owner: Named?
    package let state: State
    package let plannedFor: Date?
    /// The time it was planned for when it was told to be due.
    let toldFor: Date?
    package let postedAt: Date?
    /// Where it stands.
    package let postedURL: String?
    package let results: PostResults
    package let createdAt: Date
    package let updatedAt: Date
    package let version: Int

    /// When it went out, or is to; ideas without a time come after all that have one.
    var moment: Date { postedAt ?? plannedFor ?? Self.undated }

    private static let undated = Date(timeIntervalSince1970: 253_402_214_400)

    init(_ row: Row) throws {
        id = try row["id"]
        platform = try row["platform"]
        title = try row["title"]
        text = try row["text"]
        url = try row["url"]
        campaign = try Named(id: row["campaign_id"], name: row["campaign_name"])
        owner = try Named(id: row["owner_id"], name: row["owner_name"])
        state = try row["state"]
        plannedFor = try row["planned_for"]
        toldFor = try row["told_for"]
        postedAt = try row["posted_at"]
        postedURL = try row["posted_url"]
        results = PostResults(
            viewCount: try row["view_count"], likeCount: try row["like_count"], commentCount: try row["comment_count"])
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
        version = try row["version"]
    }

    private init(exampleAt instant: Date) {
        id = ID(Examples.post)
        platform = .xiaohongshu
        title = "春茶到了"
        text = "今年的第一批龙井到店。"
        url = "https://tea.example/spring"
        campaign = Named(id: Examples.campaign, name: "Spring teas")
        owner = Named(id: Examples.customer, name: "Lin")
        state = .posted
        plannedFor = instant
        toldFor = instant
        postedAt = instant
        postedURL = "https://www.xiaohongshu.com/explore/1"
        results = PostResults(viewCount: 1_200, likeCount: 85, commentCount: 9)
        createdAt = instant
        updatedAt = instant
        version = 2
    }

    package static var example: Post { Post(exampleAt: Examples.instant) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("platform", platform)
            json.field("title", title)
            json.field("text", text)
            json.field("url", url)
            json.field("campaign", campaign)
            json.field("owner", owner)
            json.field("state", state)
            json.field("planned_for", plannedFor)
            json.field("posted_at", postedAt)
            json.field("posted_url", postedURL)
            json.field("view_count", results.viewCount)
            json.field("like_count", results.likeCount)
            json.field("comment_count", results.commentCount)
            json.field("created_at", createdAt)
            json.field("updated_at", updatedAt)
            json.field("version", version)
        }
    }
}

extension Post {
    /// What it is called in a list: its title, or how its text begins.
    var heading: String {
        title.isEmpty ? String(text.prefix { !$0.isNewline }.prefix(100)) : title
    }
}
