package import Access
import Basics
package import EventLoop
import Foundation
import Jobs
import Postgres
package import Web

/// Brings up renewals in time, lets contracts run on, and ends those that do not.
@Loop package struct ContractJobs {
    private let context: AppContext
    private let push: Push?

    /// - Parameter push: Tells owners that an end is near; nobody is told without it.
    package init(context: AppContext, push: Push?) {
        self.context = context
        self.push = push
    }

    func register(_ queue: JobQueue) {
        queue.every(seconds: 300, name: "sales.contracts") { try await run() }
    }

    /// Does what is due today; asked again it does nothing more.
    package func run() async throws {
        let now = context.clock.now
        try await context.database.transaction { connection in
            let today = try await QuoteSettingsStore(connection).company(at: now).today
            let store = ContractWritingStore(connection)
            for id in try await store.renew(today: today, at: now) {
                try await store.note(ID(id), "contract.renewed", at: now)
            }
            for id in try await store.end(today: today, at: now) {
                try await store.note(ID(id), "contract.ended", at: now)
            }
            let due = try await store.remind(today: today, at: now)
            for contract in due { try await store.note(contract.id, "contract.renewal_due", at: now) }
            // Each end is made known once, since its reminder is made once.
            try await push?.tell(
                of: due, owner: \.ownerID, in: connection, one: { $0.notice(in: $1, at: now) },
                many: { DueContract.notice(of: $0, in: $1, at: now) })
        }
    }
}
