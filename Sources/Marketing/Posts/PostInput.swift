import Foundation
import Web

/// The body of `POST /posts`: something to be posted on one platform, or that was.
package struct PostInput: Decodable, WireType {
    var platform: Post.Platform
    var title: String?
    var text: String?
    var url: String?
    var campaignID: UUID?
    /// Without it: who asks.
    var ownerID: UUID?
    var plannedFor: Date?
    /// Without it: posted with an address or time of posting, planned with a time to come, else a draft.
    var state: Post.State?
    var postedAt: Date?
    var postedURL: String?
    var viewCount: Int?
    var likeCount: Int?
    var commentCount: Int?

    package static var example: PostInput {
        PostInput(
            platform: .xiaohongshu, title: "春茶到了", text: "今年的第一批龙井到店。", url: "https://tea.example/spring",
            campaignID: Examples.campaign, ownerID: Examples.customer, plannedFor: Examples.instant, state: .planned,
            postedAt: Examples.instant, postedURL: "https://www.xiaohongshu.com/explore/1", viewCount: 1_200,
            likeCount: 85, commentCount: 9)
    }

    /// The same as a change of a blank draft.
    var change: PostChange {
        let usual: Post.State =
            postedAt != nil || postedURL != nil ? .posted : plannedFor != nil ? .planned : .draft
        return PostChange(
            title: Self.patch(title), text: Self.patch(text), url: Self.patch(url), campaignID: Self.patch(campaignID),
            ownerID: Self.patch(ownerID), plannedFor: Self.patch(plannedFor), state: .value(state ?? usual),
            postedAt: Self.patch(postedAt), postedURL: Self.patch(postedURL), viewCount: Self.patch(viewCount),
            likeCount: Self.patch(likeCount), commentCount: Self.patch(commentCount))
    }

    private static func patch<Value>(_ value: Value?) -> Patch<Value> { value.map { .value($0) } ?? .absent }
}

/// The body of `PATCH /posts/{id}`; the address alone marks a post as posted.
package struct PostChange: Decodable, WireType {
    var platform: Patch<Post.Platform> = .absent
    var title: Patch<String> = .absent
    var text: Patch<String> = .absent
    var url: Patch<String> = .absent
    var campaignID: Patch<UUID> = .absent
    var ownerID: Patch<UUID> = .absent
    var plannedFor: Patch<Date> = .absent
    var state: Patch<Post.State> = .absent
    var postedAt: Patch<Date> = .absent
    var postedURL: Patch<String> = .absent
    var viewCount: Patch<Int> = .absent
    var likeCount: Patch<Int> = .absent
    var commentCount: Patch<Int> = .absent

    package static var example: PostChange {
        PostChange(
            platform: .value(.xiaohongshu), title: .value("春茶到了"), text: .value("今年的第一批龙井到店。"),
            url: .value("https://tea.example/spring"), campaignID: .value(Examples.campaign),
            ownerID: .value(Examples.customer), plannedFor: .value(Examples.instant), state: .value(.posted),
            postedAt: .value(Examples.instant), postedURL: .value("https://www.xiaohongshu.com/explore/1"),
            viewCount: .value(1_200), likeCount: .value(85), commentCount: .value(9))
    }
}
