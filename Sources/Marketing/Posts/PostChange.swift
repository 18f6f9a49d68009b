import Foundation
import Web

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
