import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// A new contract on its way into the database.
struct NewContract: Sendable {
    let id: ID<Contract>
    let customerID: UUID
    let terms: ContractTerms
    let status: Contract.Status
    let ownerID: UUID?
    var quoteID: UUID?

    /// The draft made of an accepted quote; its days are for people to complete.
    ///
    /// - Parameter ownerID: Of its deal, else of the quote.
    static func agreed(_ quote: Quote, id: ID<Contract>, startsOn: String, ownerID: UUID?) -> NewContract {
        let title = [quote.number, quote.edition.lines.first?.name].compactMap { $0 }.joined(separator: ": ")
        return NewContract(
            id: id, customerID: quote.customer.id,
            terms: ContractTerms(
                title: String(title.prefix(200)), value: quote.edition.totals.total, startsOn: startsOn),
            status: .draft, ownerID: ownerID, quoteID: quote.id.uuid)
    }
}

/// The statements that change contracts.
@Loop struct ContractWritingStore {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// - Throws: `Problem.invalid` when there is no such customer or nobody of that name.
    func insert(_ contract: NewContract, at now: Date) async throws {
        let terms = contract.terms
        try await naming {
            try await connection.execute(
                """
                INSERT INTO contracts (id, customer_id, title, value_minor, currency, starts_on, ends_on, notice_days,
                    auto_renew, renewal_months, reminder_days, status, note, attachment_ids, owner_id, quote_id,
                    created_at, updated_at)
                VALUES (\(contract.id), \(contract.customerID), \(terms.title), \(terms.value.amountMinor),
                    \(terms.value.currency), \(terms.startsOn)::date, \(terms.endsOn)::date, \(terms.noticeDays),
                    \(terms.autoRenew), \(terms.renewalMonths), \(terms.reminderDays), \(contract.status), \(terms.note),
                    \(terms.attachmentIDs), \(contract.ownerID), \(contract.quoteID), \(now), \(now))
                """)
        }
        try await note(contract.id, "contract.made", at: now)
    }

    /// Stores everything about the contract; its version grows by one.
    ///
    /// - Throws: as `insert`.
    func update(_ contract: NewContract, at now: Date) async throws {
        let terms = contract.terms
        try await naming {
            try await connection.execute(
                """
                UPDATE contracts
                SET customer_id = \(contract.customerID), title = \(terms.title),
                    value_minor = \(terms.value.amountMinor), currency = \(terms.value.currency),
                    starts_on = \(terms.startsOn)::date, ends_on = \(terms.endsOn)::date,
                    notice_days = \(terms.noticeDays), auto_renew = \(terms.autoRenew),
                    renewal_months = \(terms.renewalMonths), reminder_days = \(terms.reminderDays),
                    status = \(contract.status), note = \(terms.note), attachment_ids = \(terms.attachmentIDs),
                    owner_id = \(contract.ownerID), updated_at = \(now), version = version + 1
                WHERE id = \(contract.id)
                """)
        }
    }

    private func naming(_ run: () async throws -> Void) async throws {
        do {
            try await run()
        } catch let error as DatabaseError where error.constraint == "contracts_customer_id_fkey" {
            throw Problem.invalid("/customer_id", "names no customer")
        } catch let error as DatabaseError where error.constraint == "contracts_owner_id_fkey" {
            throw Problem.invalid("/owner_id", "names nobody of the staff")
        }
    }

    /// Who looks after what a quote becomes: its deal's owner, else its own.
    func owner(of quote: ID<Quote>) async throws -> UUID? {
        try await connection.one(
            { row in try row["owner_id"] as UUID? },
            """
            SELECT COALESCE(d.owner_id, q.owner_id) AS owner_id
            FROM quotes AS q
            LEFT JOIN opportunities AS d ON d.id = q.opportunity_id
            WHERE q.id = \(quote)
            """)
    }

    /// Makes the reminders that are due, one for each end.
    func remind(today: String, at now: Date) async throws -> [DueContract] {
        try await connection.rows(
            DueContract.init,
            """
            WITH made AS (
                INSERT INTO contract_reminders (id, contract_id, ends_on, made_at)
                SELECT gen_random_uuid(), k.id, k.ends_on, \(now)
                FROM contracts AS k
                WHERE k.status = 'active' AND k.ends_on >= \(today)::date
                    AND k.ends_on - k.reminder_days <= \(today)::date
                ON CONFLICT ON CONSTRAINT contract_reminders_once DO NOTHING
                RETURNING contract_id
            )
            SELECT k.id, k.number, k.title, k.owner_id, k.auto_renew, c.name AS customer_name
            FROM made
            JOIN contracts AS k ON k.id = made.contract_id
            JOIN customers AS c ON c.id = k.customer_id
            ORDER BY k.ends_on, k.id
            """)
    }

    /// Somebody has seen to the contract's end: to its reminder, or before that to the last day to give notice.
    ///
    /// - Returns: Whether there was anything to see to.
    func finishReminder(of contract: ID<Contract>, by person: UUID?, today: String, at now: Date) async throws -> Bool {
        try await connection.execute(
            """
            INSERT INTO contract_reminders (id, contract_id, ends_on, made_at, done_at, done_by)
            SELECT gen_random_uuid(), k.id, k.ends_on, \(now), \(now), \(person)
            FROM contracts AS k
            WHERE k.id = \(contract) AND k.status = 'active'
                AND \(Contract.isNearItsEnd(today: "\(today)::date"))
            ON CONFLICT ON CONSTRAINT contract_reminders_once DO UPDATE
            SET done_at = excluded.done_at, done_by = excluded.done_by
            WHERE contract_reminders.done_at IS NULL
            """) > 0
    }

    /// Nobody has seen to the contract's end after all.
    ///
    /// - Returns: Whether somebody had.
    func resumeReminder(of contract: ID<Contract>) async throws -> Bool {
        try await connection.execute(
            """
            UPDATE contract_reminders AS r
            SET done_at = NULL, done_by = NULL
            FROM contracts AS k
            WHERE k.id = \(contract) AND r.contract_id = k.id AND r.ends_on = k.ends_on AND r.done_at IS NOT NULL
            """) > 0
    }

    /// Lets contracts whose last day has passed run on by their term, as often as it takes to reach today.
    func renew(today: String, at now: Date) async throws -> [UUID] {
        try await connection.rows(
            { row in try row["id"] },
            """
            UPDATE contracts AS k
            SET ends_on = (
                    SELECT min((k.ends_on + step * make_interval(months => k.renewal_months))::date)
                    FROM generate_series(1, 1500) AS step
                    WHERE (k.ends_on + step * make_interval(months => k.renewal_months))::date >= \(today)::date
                ), updated_at = \(now), version = k.version + 1
            WHERE k.status = 'active' AND k.auto_renew AND k.ends_on < \(today)::date
            RETURNING k.id
            """)
    }

    /// Ends contracts whose last day has passed and that do not renew.
    func end(today: String, at now: Date) async throws -> [UUID] {
        try await connection.rows(
            { row in try row["id"] },
            """
            UPDATE contracts AS k
            SET status = 'ended', updated_at = \(now), version = k.version + 1
            WHERE k.status = 'active' AND NOT k.auto_renew AND k.ends_on < \(today)::date
            RETURNING k.id
            """)
    }

    /// A line on the customer's timeline that links to the contract.
    func note(_ contract: ID<Contract>, _ kind: String, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO timeline_entries (id, customer_id, at, kind, title, detail, link_kind, link_number)
            SELECT \(ID<ContractWritingStore>.make(at: now)), k.customer_id, \(now), \(kind), k.title,
                COALESCE(k.ends_on::text, ''), 'contract', k.number
            FROM contracts AS k
            WHERE k.id = \(contract)
            """)
    }
}
