import Access
import Basics
import EventLoop
import Foundation
import Jobs
import Postgres
import Web

/// Carries changes to many customers out, and back, a few hundred in each transaction.
@Loop struct BulkJobs {
    struct Payload: Codable, Sendable {
        let id: ID<BulkChange>
    }

    static let run = Job<Payload>("customers.bulk_change")
    private static let stepRows = 500
    /// What could be put back is kept a little longer than anybody may ask for it.
    private static let keptSeconds = 3600.0

    let context: AppContext

    func register(_ queue: JobQueue) {
        queue.register(Self.run) { try await work($0.id) }
        queue.every(seconds: 3600, name: "customers.bulk_forget") {
            let moment = context.clock.now.addingTimeInterval(-Self.keptSeconds)
            try await BulkStore(context.database.connection).forget(endedBefore: moment)
        }
    }

    /// Works until there is nothing left to do, in whichever direction it goes.
    func work(_ id: ID<BulkChange>) async throws {
        while try await context.database.transaction({ try await step(id, $0) }) { try Task.checkCancellation() }
    }

    /// - Returns: Whether there is more to do.
    private func step(_ id: ID<BulkChange>, _ connection: Connection) async throws -> Bool {
        let store = BulkStore(connection)
        let now = context.clock.now
        // The lock keeps a second job of the same change waiting, so that it finds nothing left.
        guard let item = try await store.change(id, locked: true), let work = try await store.work(id) else {
            return false
        }
        let edit = try Input.decode(BulkEdit.self, from: JSONWriter.write(work.edit))
        let actor = AuditActor(kind: work.by == nil ? .apiKey : .user, id: work.by, name: work.named)
        switch item.state {
        case .running:
            let done = try await store.step(id, edit, limit: Self.stepRows, at: now)
            try await audit(done.changed, by: actor, edit.consent, connection)
            if done.seen < Self.stepRows { try await store.set(id, .done, finishedAt: now) }
            return done.seen == Self.stepRows
        case .undoing:
            let done = try await store.undoStep(id, edit, limit: Self.stepRows, at: now)
            try await audit(done.restored, by: actor, nil, connection)
            if done.seen < Self.stepRows { try await store.set(id, .undone, finishedAt: now) }
            return done.seen == Self.stepRows
        case .done, .undone: return false
        }
    }

    private func audit(
        _ changed: [BulkStore.Changed], by actor: AuditActor, _ consent: BulkEdit.Answer?, _ connection: Connection
    ) async throws {
        let store = AuditStore(connection, clock: context.clock)
        for one in changed {
            var changes = AuditChanges()
            for key in ["tags", "owner_id", "company_id", "vip"] {
                changes.note(key, one.before[key] ?? .null, one.after[key] ?? .null)
            }
            if let consent {
                changes.note(
                    "consent.\(consent.purpose.rawValue)", .null,
                    ["granted": .bool(consent.granted), "source": .string(consent.source)])
            }
            try await store.record(
                AuditEntry(
                    actor: actor, action: "customer.changed", subjectKind: "customer", subjectID: one.id,
                    changes: changes.changes), remoteAddress: nil)
        }
    }
}
