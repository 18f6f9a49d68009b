import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

extension ContractRoutes {
    /// Drafts the contract that follows one with a last day: the same terms from the day after, for as long as it renews by.
    ///
    /// The old one no longer runs on by itself, and its reminder was seen to.
    func renew(_ request: Request) async throws -> Response {
        let next = try await context.database.transaction { connection in
            let old = try await found(request, in: connection, locked: true)
            try request.requireMatch(old.version)
            guard old.status == .active || old.status == .ended, old.terms.endsOn != nil else {
                throw Problem.conflict(
                    "contract-does-not-end", "Nothing follows this contract",
                    "Only one that was active and has a last day is followed by another.")
            }
            if let number = old.renewedByNumber {
                throw Problem.conflict(
                    "contract-renewed", "The contract was renewed already", "Contract #\(number) follows it.")
            }
            let store = ContractWritingStore(connection)
            let id = ID<Contract>.make(at: now, random: context.random)
            try await store.insertNext(id, after: old.id, at: now)
            if old.terms.autoRenew { try await store.stopRenewing(old.id, at: now) }
            let person = request.principal.kind == .user ? request.principal.id : nil
            let today = try await QuoteSettingsStore(connection).company(at: now).today
            _ = try await store.finishReminder(of: old.id, by: person, today: today, at: now)
            var changes = AuditChanges()
            changes.note("renews", nil, String(old.number))
            try await record("contract.created", id, changes, request, connection)
            return try await ContractStore(connection).contract(.id(id))
        }
        guard let next else { throw Problem.internalFault }
        return try await answer(next, status: 201)
    }
}

extension ContractWritingStore {
    /// Drafts the contract that follows `old`; files and notes stay where they are.
    func insertNext(_ id: ID<Contract>, after old: ID<Contract>, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO contracts (id, customer_id, title, value_minor, currency, starts_on, ends_on, notice_days,
                auto_renew, renewal_months, reminder_days, owner_id, status, renews_id, created_at, updated_at)
            SELECT \(id), k.customer_id, k.title, k.value_minor, k.currency, k.ends_on + 1,
                (k.ends_on + 1 + make_interval(months => k.renewal_months))::date - 1, k.notice_days, k.auto_renew,
                k.renewal_months, k.reminder_days, k.owner_id, 'draft', k.id, \(now), \(now)
            FROM contracts AS k
            WHERE k.id = \(old)
            """)
        try await note(id, "contract.made", at: now)
    }

    func stopRenewing(_ contract: ID<Contract>, at now: Date) async throws {
        try await connection.execute(
            """
            UPDATE contracts SET auto_renew = false, updated_at = \(now), version = version + 1 WHERE id = \(contract)
            """)
    }
}
