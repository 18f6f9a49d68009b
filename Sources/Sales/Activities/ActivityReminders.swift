package import Access
import Basics
package import EventLoop
import Foundation
import Jobs
import Postgres
package import Web

/// Tells people of what they have to do when its time comes: each thing once, whatever node looks and however often.
@Loop package struct ActivityReminders {
    /// A meeting is told of before it begins; all else when it is due.
    private static let meetingLeadSeconds = 600.0
    private static let batch = 200

    private let context: AppContext
    private let push: Push

    package init(context: AppContext, push: Push) {
        self.context = context
        self.push = push
    }

    func register(_ queue: JobQueue) {
        queue.every(seconds: 15, name: "sales.reminders") { try await run() }
    }

    /// Tells of everything whose time has come, also of what came due while nobody looked; asked again it tells nothing
    /// more.
    package func run() async throws {
        var found = Self.batch
        while found == Self.batch {
            found = try await context.database.transaction { connection in
                let due = try await ActivityReminderStore(connection).claim(
                    at: context.clock.now, meetingLeadSeconds: Self.meetingLeadSeconds, limit: Self.batch)
                try await push.tell(
                    of: due, owner: \.ownerID, in: connection,
                    one: { ReminderWords(locale: $1).notice(of: $0, at: context.clock.now) },
                    many: { ReminderWords(locale: $1).notice(of: $0, at: context.clock.now) })
                return due.count
            }
        }
    }
}

/// What somebody is told of an activity, in two languages.
private struct ReminderWords {
    private let isChinese: Bool

    init(locale: String) { isChinese = locale == "zh-Hans" }

    func notice(of thing: DueActivity, at now: Date) -> PushNotice {
        let excerpt = [thing.subject, thing.customerName].filter { !$0.isEmpty }.joined(separator: " · ")
        return PushNotice(
            title: title(of: thing, at: now), line: isChinese ? "打开查看" : "Open it", excerpt: excerpt,
            path: thing.path, tag: "activity-\(ID<Activity>(thing.id))", at: now)
    }

    func notice(of count: Int, at now: Date) -> PushNotice {
        PushNotice(
            title: isChinese ? "有 \(count) 件事到时间了" : "\(count) things to do are due",
            line: isChinese ? "打开今日清单" : "Open today's list", excerpt: "", path: "/today", tag: "activities", at: now)
    }

    private func title(of thing: DueActivity, at now: Date) -> String {
        let minutes = Int((thing.dueAt.timeIntervalSince(now) / 60).rounded(.up))
        if thing.kind == .meeting, minutes > 0 {
            return isChinese
                ? "\(minutes) 分钟后开会" : minutes == 1 ? "Meeting in 1 minute" : "Meeting in \(minutes) minutes"
        }
        return switch thing.kind {
        case .call: isChinese ? "该打电话了" : "Time to call"
        case .meeting: isChinese ? "该开会了" : "Time to meet"
        case .mail: isChinese ? "该写邮件了" : "Time to write"
        case .task: isChinese ? "待办到时间了" : "A task is due"
        }
    }
}
