import Basics
package import EventLoop
import Jobs
import Postgres
import Web

/// Ends sessions whose time is over, with their live connections, and forgets old failed sign-ins.
@Loop package struct SessionJobs {
    let context: AppContext
    let hub: LiveHub

    func register(_ queue: JobQueue) {
        queue.every(seconds: 60, name: "sessions.expire", expire)
    }

    /// Does the work once.
    package func expire() async throws {
        let connection = context.database.connection
        let ended = try await SessionStore(connection).deleteExpired(now: context.clock.now)
        if !ended.isEmpty { hub.closeSessions(of: ended.map(\.uuid)) }
        try await SignInFailureStore(connection).deleteForgotten(now: context.clock.now)
    }
}
