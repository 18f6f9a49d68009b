import Access
import Basics
import Channels
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about contracts, their files and reminders.
@Loop struct ContractRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/contracts", "Contracts, newest first", .permission(.salesRead),
                query: [
                    QueryParameter("customer_id", "Only of this customer."),
                    QueryParameter("status", "Only those that stand here."),
                    QueryParameter("owner", "Only of this person: an id, or me."),
                    QueryParameter("reminder_due", "true: only those whose renewal is to be seen to."),
                    QueryParameter("q", "A number, or the beginning of a title or customer's name."),
                ], output: Contract.self, page: true, handler: list),
            .post(
                "/contracts", "Notes a contract", .permission(.salesWrite), input: ContractInput.self,
                output: Contract.self, handler: create),
            .get(
                "/contracts/{id}", "One contract, by id or number", .permission(.salesRead), output: Contract.self,
                handler: show),
            .patch(
                "/contracts/{id}", "Changes a contract", .permission(.salesWrite), input: ContractInput.self,
                output: Contract.self, handler: change),
            .post(
                "/contracts/{id}/renewal", "Drafts the contract that follows this one", .permission(.salesWrite),
                output: Contract.self, body: .none, handler: renew),
            .delete(
                "/contracts/{id}/reminder", "Says that its renewal was seen to", .permission(.salesWrite),
                output: Contract.self, status: 200, handler: finishReminder),
            .put(
                "/contracts/{id}/reminder", "Says that its renewal is to be seen to after all",
                .permission(.salesWrite), output: Contract.self, handler: resumeReminder),
        ]
    }

    var now: Date { context.clock.now }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        var filter = ContractStore.Filter()
        filter.customerID = (try request.query(id: "customer_id") as ID<Contract>?)?.uuid
        filter.status = try request.query("status", as: Contract.Status.self)
        filter.ownerID = try request.owner()
        filter.isReminderDue = try request.query(flag: "reminder_due") ?? false
        filter.question = request.query("q").map { String($0.trimmingBlanks.prefix(200)) }
        let before = try request.place(of: Contract.self)
        let contracts = try await ContractStore(context.database.connection).contracts(
            filter, before: before, limit: limit + 1)
        return .json(
            Page(try await filled(contracts), limit: limit) { Cursor(at: $0.createdAt, id: $0.id) })
    }

    private func show(_ request: Request) async throws -> Response {
        try await answer(try await found(request, in: context.database.connection, locked: false))
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(ContractInput.self)
        guard let customer = input.customerID.sent else { throw Problem.invalid("/customer_id", "is required") }
        let id = ID<Contract>.make(at: now, random: context.random)
        let contract = try await context.database.transaction { connection in
            let company = try await QuoteSettingsStore(connection).company(at: now)
            var fields = Fields()
            let blank = ContractTerms(title: "", value: Money(0, company.currency), startsOn: company.today)
            let terms = input.applied(to: blank, &fields)
            try fields.throwIfAny()
            let status = input.status.sent ?? .draft
            let maker = request.principal.kind == .user ? request.principal.id : nil
            try await ContractWritingStore(connection).insert(
                NewContract(
                    id: id, customerID: customer, terms: terms, status: status,
                    ownerID: input.ownerID.applied(to: maker)), at: now)
            try await keep(terms.attachmentIDs, before: [], request, connection)
            try await record("contract.created", id, AuditChanges(), request, connection)
            return try await ContractStore(connection).contract(.id(id))
        }
        guard let contract else { throw Problem.internalFault }
        return try await answer(contract, status: 201)
    }

    private func change(_ request: Request) async throws -> Response {
        let input = try request.input(ContractInput.self)
        let contract = try await context.database.transaction { connection in
            let old = try await found(request, in: connection, locked: true)
            try request.requireMatch(old.version)
            var fields = Fields()
            let terms = input.applied(to: old.terms, &fields)
            let status = input.status.applied(to: old.status)
            fields.check(
                old.status.mayBecome(status), "/status", "cannot be \(status.rawValue) after \(old.status.rawValue)")
            try fields.throwIfAny()
            let store = ContractWritingStore(connection)
            try await keep(terms.attachmentIDs, before: old.terms.attachmentIDs, request, connection)
            try await store.update(
                NewContract(
                    id: old.id, customerID: input.customerID.applied(to: old.customer.id), terms: terms, status: status,
                    ownerID: input.ownerID.applied(to: old.owner?.id)), at: now)
            if status != old.status { try await store.note(old.id, "contract.\(Self.event(status))", at: now) }
            let new = try await found(request, in: connection, locked: false)
            try await record("contract.changed", old.id, Self.changes(old, new), request, connection)
            return new
        }
        return try await answer(contract)
    }

    private func finishReminder(_ request: Request) async throws -> Response {
        let contract = try await context.database.transaction { connection in
            let old = try await found(request, in: connection, locked: true)
            let person = request.principal.kind == .user ? request.principal.id : nil
            let today = try await QuoteSettingsStore(connection).company(at: now).today
            if try await ContractWritingStore(connection).finishReminder(of: old.id, by: person, today: today, at: now)
            {
                try await record("contract.reminder_done", old.id, AuditChanges(), request, connection)
            }
            return try await found(request, in: connection, locked: false)
        }
        return try await answer(contract)
    }

    private func resumeReminder(_ request: Request) async throws -> Response {
        let contract = try await context.database.transaction { connection in
            let old = try await found(request, in: connection, locked: true)
            if try await ContractWritingStore(connection).resumeReminder(of: old.id) {
                try await record("contract.reminder_resumed", old.id, AuditChanges(), request, connection)
            }
            return try await found(request, in: connection, locked: false)
        }
        return try await answer(contract)
    }

    /// Keeps files that were put on, lets go those taken off.
    ///
    /// - Throws: `Problem.invalid` when one put on is not a file this person uploaded for it.
    private func keep(
        _ files: [UUID], before: [UUID], _ request: Request, _ connection: Connection
    ) async throws {
        let store = AttachmentStore(connection)
        let added = files.filter { !before.contains($0) }
        let known = try await store.attachments(added).filter {
            $0.ticketID == nil && $0.ownerID != nil && $0.ownerID == request.principal.id
        }
        guard Set(known.map(\.id.uuid)) == Set(added) else {
            throw Problem.invalid("/attachment_ids", "names a file you have not uploaded")
        }
        try await store.keep(added, true)
        try await store.keep(before.filter { !files.contains($0) }, false)
    }

    private static func event(_ status: Contract.Status) -> String {
        switch status {
        case .draft: "drafted"
        case .active: "started"
        case .ended: "ended"
        case .cancelled: "cancelled"
        }
    }

    private static func changes(_ old: Contract, _ new: Contract) -> AuditChanges {
        let terms = new.terms
        var changes = AuditChanges()
        changes.note("title", old.terms.title, terms.title)
        changes.note(
            "value_minor", .number(Double(old.terms.value.amountMinor)), .number(Double(terms.value.amountMinor)))
        changes.note("currency", old.terms.value.currency, terms.value.currency)
        changes.note("starts_on", old.terms.startsOn, terms.startsOn)
        changes.note("ends_on", old.terms.endsOn, terms.endsOn)
        changes.note("notice_days", .number(Double(old.terms.noticeDays)), .number(Double(terms.noticeDays)))
        changes.note("auto_renew", .bool(old.terms.autoRenew), .bool(terms.autoRenew))
        changes.note("status", old.status.rawValue, new.status.rawValue)
        changes.note("owner", old.owner?.name, new.owner?.name)
        return changes
    }

    func found(_ request: Request, in connection: Connection, locked: Bool) async throws -> Contract {
        let contract = try await ContractStore(connection).contract(try request.name(of: "contract"), locked: locked)
        guard let contract else { throw Problem.notFound("contract") }
        return contract
    }

    func answer(_ contract: Contract, status: Int = 200) async throws -> Response {
        guard let filled = try await filled([contract]).first else { throw Problem.internalFault }
        return .json(filled, status: status, version: contract.version)
    }

    /// The contracts with their files.
    private func filled(_ contracts: [Contract]) async throws -> [Contract] {
        let files = try await AttachmentLinks(context: context).json(contracts.flatMap(\.terms.attachmentIDs))
        return contracts.map { contract in
            var contract = contract
            contract.attachments = contract.terms.attachmentIDs.compactMap { files[$0].map { JSONBytes($0) } }
            return contract
        }
    }

    func record(
        _ action: String, _ id: ID<Contract>, _ changes: AuditChanges, _ request: Request, _ connection: Connection
    ) async throws {
        try await AuditStore(connection, clock: context.clock).record(action, "contract", id.uuid, changes, by: request)
    }
}
