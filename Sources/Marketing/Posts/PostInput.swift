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
