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
                try await push?.tell(
                    of: due, owner: \.owner?.id, in: connection,
                    one: { PostWords(locale: $1).notice(of: $0, at: context.clock.now) },
                    many: { PostWords(locale: $1).notice(of: $0, at: context.clock.now) })
                return due.count
            }
        }
    }
}
