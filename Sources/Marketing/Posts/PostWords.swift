import Access
import Foundation

/// What an owner is told of posts that are due, in two languages.
struct PostWords {
    private let isChinese: Bool

    init(locale: String) { isChinese = locale == "zh-Hans" }

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
