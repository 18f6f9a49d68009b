import Access
import Basics
import EventLoop
package import Foundation
import Jobs
import Postgres
import Web

/// Records were merged or parted: whoever remembers whose a ticket is asks again.
package struct CustomersMerged: Event {
    package static let name = "customers.merged"

    /// Both records, whichever is the kept one.
    package let customerIDs: [UUID]
}

/// Makes one record of two and two of one again.
@Loop struct MergeDesk {
    let context: AppContext
    let bus: EventBus?

    /// What a merge would do: it is done and given up.
    func preview(_ id: ID<Customer>, with other: ID<Customer>, fields: [String: String]) async throws -> MergePreview {
        struct Seen: Error { let preview: MergePreview }
        do {
            try await context.database.transaction { connection in
                let pair = try await self.pair(id, other, connection)
                let plan = try MergePlan(kept: pair.kept, merged: pair.merged, choices: fields)
                let counts = try await move(pair, UUID(), by: nil, plan, connection)
                throw Seen(
                    preview: MergePreview(kept: pair.kept, merged: pair.merged, fields: plan.fields, rows: counts))
            }
        } catch let seen as Seen {
            return seen.preview
        }
        throw Problem.internalFault
    }

    /// Merges and tells the other modules.
    func merge(_ id: ID<Customer>, with input: MergeInput, by request: Request) async throws -> CustomerMerge {
        try await context.database.transaction { connection in
            let pair = try await self.pair(id, ID(input.otherID), connection)
            let plan = try MergePlan(kept: pair.kept, merged: pair.merged, choices: input.fields ?? [:])
            let merge = ID<CustomerMerge>.make(at: context.clock.now, random: context.random)
            let rows = try await move(pair, merge.uuid, by: request.principal, plan, connection)
            try await TimelineStore(connection, random: context.random).add(
                customerID: pair.kept.id, at: context.clock.now, kind: "customer.merged", title: pair.merged.name)
            try await bus?.publish(
                CustomersMerged(customerIDs: [pair.kept.id.uuid, pair.merged.id.uuid]), in: connection)
            var changes = AuditChanges()
            changes.note("merged_id", pair.merged.id.description, pair.kept.id.description)
            changes.note("rows", .number(0), .number(Double(rows.reduce(0) { $0 + $1.moved })))
            for field in plan.fields where field.choice != .kept { changes.note(field.field, field.kept, field.merged) }
            try await AuditStore(connection, clock: context.clock).record(
                "customer.merged", "customer", pair.kept.id.uuid, changes, by: request)
            guard let done = try await MergeStore(connection).locked(merge) else { throw Problem.internalFault }
            return done
        }
    }

    /// Both records, locked in one order.
    private func pair(
        _ id: ID<Customer>, _ other: ID<Customer>, _ connection: Connection
    ) async throws -> (kept: Customer, merged: Customer) {
        try await connection.execute(
            "SELECT id FROM customers WHERE id IN (kept_customer(\(id)), kept_customer(\(other))) ORDER BY id FOR UPDATE"
        )
        let store = CustomerStore(connection)
        guard let kept = try await store.customer(id) else { throw Problem.notFound("customer") }
        guard let merged = try await store.customer(other) else {
            throw Problem.invalid("/other_id", "names no customer")
        }
        guard kept.id != merged.id else { throw Problem.invalid("/other_id", "is the same record") }
        return (kept, merged)
    }

    private func move(
        _ pair: (kept: Customer, merged: Customer), _ merge: UUID, by principal: Principal?, _ plan: MergePlan,
        _ connection: Connection
    ) async throws -> [MergeCount] {
        let (kept, merged) = pair
        let now = context.clock.now
        let store = MergeStore(connection)
        let moves = MergeMoves(connection: connection)
        let old = CustomerDetails(kept)
        try await store.insert(
            merge, kept: kept.id.uuid, merged: merged,
            before: try await store.state(kept: old, kept.id.uuid, merged.id.uuid),
            after: .object(["fields": .object(plan.details.mergeable)]),
            by: principal?.kind == .user ? principal?.id : nil, named: principal?.name ?? "", at: now)
        let counts = try await moves.moveAll(from: merged.id.uuid, to: kept.id.uuid, merge: merge)
        try await store.note(counts.reduce(0) { $0 + $1.moved }, in: merge)
        let email = plan.takesEmail ? merged.primaryEmail : kept.primaryEmail
        let phone = (plan.takesPhone ? merged.phones.first : kept.phones.first).flatMap {
            PhoneNumber($0.number)?.digits
        }
        try await store.arrange(kept.id.uuid, came: merged, email: email, phone: phone)
        if plan.takesConsent { try await store.takeConsent(kept.id.uuid, from: merged.id.uuid) }
        try await store.takeLaterConsents(kept.id.uuid, from: merged.id.uuid)
        // Also without a changed field: its version tells whoever holds it that it is another record now.
        try await CustomerStore(connection).update(kept.id, from: old, to: plan.details, at: now)
        try await store.hide(merged.id.uuid, behind: kept.id.uuid, at: now)
        return counts.map { MergeCount(table: $0.table, moved: $0.moved, left: $0.left) }
    }

    /// Parts what a merge joined, as far as nobody has changed it since.
    func undo(_ id: ID<CustomerMerge>, by request: Request) async throws -> CustomerMerge {
        try await context.database.transaction { connection in
            let store = MergeStore(connection)
            guard let merge = try await store.locked(id) else { throw Problem.notFound("merge") }
            guard merge.undoneAt == nil else {
                throw Problem.conflict(
                    "merge-undone", "The merge was taken back already", "There is nothing left to do.")
            }
            let kept = try await keptOne(of: merge, connection)
            let now = context.clock.now
            let moves = MergeMoves(connection: connection)
            let states = try await store.states(of: id)
            do {
                try await store.show(merge.mergedID, at: now)
            } catch let error as DatabaseError where error.sqlState == "23505" {
                throw Problem.conflict(
                    "external-id-taken", "The two cannot be parted",
                    "The shop calls somebody else by the name it had for \(merge.mergedName). Change that first.")
            }
            let gone = try await moves.putBack(merge: id.uuid, from: merge.kept.id, to: merge.mergedID)
            try await store.restore(states.before, kept: merge.kept.id, merged: merge.mergedID)
            var conflicts = try await restoreFields(of: kept, states, connection)
            conflicts += gone.sorted { $0.key < $1.key }.map { table, count in
                CustomerMerge.Conflict(
                    kind: .rowsGone, subject: table, count: count,
                    detail: "\(count) of \(table) were removed or given to somebody else after the merge.")
            }
            try await store.end(id, by: request.principal.name, at: now)
            try await bus?.publish(CustomersMerged(customerIDs: [merge.kept.id, merge.mergedID]), in: connection)
            var changes = AuditChanges()
            changes.note("merged_id", merge.kept.id.text, merge.mergedID.text)
            try await AuditStore(connection, clock: context.clock).record(
                "customer.unmerged", "customer", merge.kept.id, changes, by: request)
            guard var done = try await store.locked(id) else { throw Problem.internalFault }
            done.conflicts = conflicts
            return done
        }
    }

    /// The record the merge was into, as long as it stands for itself.
    private func keptOne(of merge: CustomerMerge, _ connection: Connection) async throws -> Customer {
        try await connection.execute(
            "SELECT id FROM customers WHERE id IN (\(merge.kept.id), \(merge.mergedID)) ORDER BY id FOR UPDATE")
        guard let kept = try await CustomerStore(connection).customer(ID(merge.kept.id)) else {
            throw Problem.conflict(
                "kept-customer-gone", "The kept record is no longer there",
                "It was removed or erased after the merge, so there is nothing to part.")
        }
        guard kept.id.uuid == merge.kept.id else {
            throw Problem.conflict(
                "merged-again", "The kept record was merged since",
                "\(merge.kept.name) went into \(kept.name). Take that merge back first.")
        }
        return kept
    }

    private func restoreFields(
        of kept: Customer, _ states: (before: JSONValue, after: JSONValue), _ connection: Connection
    ) async throws -> [CustomerMerge.Conflict] {
        guard case .object(let before)? = states.before["fields"], case .object(let after)? = states.after["fields"]
        else { return [] }
        let now = CustomerDetails(kept)
        let present = now.mergeable
        var restored = now
        var conflicts: [CustomerMerge.Conflict] = []
        for (field, value) in before.sorted(by: { $0.key < $1.key }) where after[field] != value {
            if present[field] == after[field] {
                restored.restore(field, value)
            } else if present[field] != value {
                conflicts.append(
                    CustomerMerge.Conflict(
                        kind: .fieldChanged, subject: field, count: 1,
                        detail: "\(field) was changed after the merge and keeps what it says now."))
            }
        }
        try await CustomerStore(connection).update(kept.id, from: now, to: restored, at: context.clock.now)
        return conflicts
    }
}
