package import Access
import Basics
package import EventLoop
import Foundation
import Jobs
import Postgres
package import Web

/// Makes planned posts due when their time comes, and tells their owners.
///
/// Each once, whatever node looks and however often. Programs hear of it by the webhook `post.due`.
@Loop package struct PostJobs {
    /// So many posts of one person at once are one notice.
    private static let singly = 3
    private static let batch = 200

    private let context: AppContext
    private let push: Push?

    /// - Parameter push: Tells people; without it only programs are told.
    package init(context: AppContext, push: Push?) {
        self.context = context
        self.push = push
    }

    func register(_ queue: JobQueue) {
        queue.every(seconds: 15, name: "marketing.posts") { try await run() }
    }

    /// Sees to everything whose time has come, also while nobody looked; asked again it does nothing more.
    package func run() async throws {
        var found = Self.batch
        while found == Self.batch {
            found = try await context.database.transaction { connection in
                let due = try await PostStore(connection).claim(at: context.clock.now, limit: Self.batch)
                for (owner, posts) in Dictionary(grouping: due, by: \.owner?.id) {
                    if let owner { try await tell(owner, of: posts, in: connection) }
                }
                return due.count
            }
        }
    }

    private func tell(_ owner: UUID, of posts: [Post], in connection: Connection) async throws {
        guard let push else { return }
        let now = context.clock.now
        guard posts.count <= Self.singly else {
            return try await push.tell(owner, in: connection) { locale in
                PostWords(isChinese: locale == "zh-Hans").notice(of: posts.count, at: now)
            }
        }
        for post in posts {
            try await push.tell(owner, in: connection) { locale in
                PostWords(isChinese: locale == "zh-Hans").notice(of: post, at: now)
            }
        }
    }
}

/// What an owner is told of posts that are due, in two languages.
private struct PostWords {
    let isChinese: Bool

    func notice(of post: Post, at now: Date) -> PushNotice {
        let name = isChinese ? post.platform.chineseName : post.platform.name
        return PushNotice(
            title: isChinese ? "该发帖了：\(name)" : "Time to post: \(name)", line: isChinese ? "打开查看" : "Open it",
            excerpt: post.heading, path: "/marketing/posts/\(post.id)", tag: "post-\(post.id)", at: now)
    }

    func notice(of count: Int, at now: Date) -> PushNotice {
        PushNotice(
            title: isChinese ? "有 \(count) 条帖子该发了" : "\(count) posts are due",
            line: isChinese ? "打开今日清单" : "Open today's list", excerpt: "", path: "/today", tag: "posts", at: now)
    }
}

extension Post {
    /// What it is called in a list: its title, or how its text begins.
    var heading: String {
        title.isEmpty ? String(text.prefix { !$0.isNewline }.prefix(100)) : title
    }
}

extension Post.Platform {
    fileprivate var name: String {
        switch self {
        case .wechat: "WeChat"
        case .weibo: "Weibo"
        case .xiaohongshu: "Xiaohongshu"
        case .douyin: "Douyin"
        case .x: "X"
        case .instagram: "Instagram"
        case .facebook: "Facebook"
        case .linkedin: "LinkedIn"
        case .other: "another platform"
        }
    }

    fileprivate var chineseName: String {
        switch self {
        case .wechat: "微信"
        case .weibo: "微博"
        case .xiaohongshu: "小红书"
        case .douyin: "抖音"
        case .linkedin: "领英"
        case .other: "其他平台"
        case .x, .instagram, .facebook: name
        }
    }
}
