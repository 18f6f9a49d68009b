import Basics
package import EventLoop
import Foundation
package import Jobs
import Postgres
package import Web

/// The background work of imports: bringing in, taking back, forgetting.
@Loop package struct ImportJobs {
    /// A month to think better of it.
    static let undoDays = 30.0
    static let waitingDays = 7.0

    struct Payload: Codable, Sendable {
        let id: ID<Import>
    }

    static let run = Job<Payload>("imports.run")
    static let undo = Job<Payload>("imports.undo")

    private let context: AppContext
    private let runner: ImportRunner

    package init(context: AppContext, runner: ImportRunner) {
        self.context = context
        self.runner = runner
    }

    package func register(_ queue: JobQueue) {
        queue.register(Self.run) { payload in
            try await work(payload.id, { try await runner.step($0) }) { $0.state == .running }
        }
        queue.register(Self.undo) { payload in
            try await work(payload.id, { try await runner.undoStep($0) }) { $0.state == .undoing }
        }
        queue.every(seconds: 3600, name: "imports.forget") {
            try await forget()
        }
    }

    /// Removes old values of imports long ended, and files nobody has begun to import.
    package func forget() async throws {
        let now = context.clock.now
        let ledger = LedgerStore(context.database.connection)
        try await ledger.forget(endedBefore: now.addingTimeInterval(-Self.undoDays * 86_400), at: now)
        for id in try await ledger.forget(uploadedBefore: now.addingTimeInterval(-Self.waitingDays * 86_400)) {
            runner.files.remove(id)
        }
    }

    private func work(
        _ id: ID<Import>, _ step: @Loop (ID<Import>) async throws -> Import?, while goesOn: @Loop (Import) -> Bool
    ) async throws {
        while let item = try await step(id), goesOn(item) {
            try Task.checkCancellation()
        }
    }
}
