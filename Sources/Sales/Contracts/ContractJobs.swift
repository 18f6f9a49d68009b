import Basics
package import EventLoop
import Foundation
import Jobs
import Postgres
import Web

/// Brings up renewals in time, lets contracts run on, and ends those that do not.
@Loop package struct ContractJobs {
    let context: AppContext

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
            for id in try await store.remind(today: today, at: now) {
                try await store.note(ID(id), "contract.renewal_due", at: now)
            }
        }
    }
}
