import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about the companies customers work for.
@Loop struct ClientCompanyRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/companies", "Companies by name", .permission(.customersRead),
                query: [
                    QueryParameter("q", "The beginning of a name or domain."),
                    QueryParameter(
                        "updated_since",
                        "Only those changed since, the oldest change first; alone but for cursor and limit."),
                ], output: Company.self, page: true, handler: list),
            .get("/companies/{id}", "One company", .permission(.customersRead), output: Company.self, handler: show),
            .post(
                "/companies", "Makes a company", .permission(.customersWrite), input: CompanyInput.self,
                output: Company.self, handler: create),
            .put(
                "/companies/by-domain/{domain}",
                "Makes the company with this domain, or makes it what is sent; repeating changes nothing",
                .permission(.customersWrite), input: CompanyInput.self, output: Company.self, handler: put),
            .patch(
                "/companies/{id}", "Changes a company", .permission(.customersWrite), input: CompanyInput.self,
                output: Company.self, handler: change),
            .delete(
                "/companies/{id}", "Removes a company; its customers stay", .permission(.customersWrite),
                handler: delete),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        let store = ClientCompanyStore(context.database.connection)
        if let changes = try request.changes(of: Company.self) {
            let changed = try await store.companies(changes)
            return .json(Page(changed, limit: limit) { Cursor(at: $0.updatedAt, id: $0.id) })
        }
        let after = try request.namePlace(of: Company.self)
        let companies = try await store.companies(
            prefix: request.query("q")?.trimmingBlanks, after: after, limit: limit + 1)
        return .json(Page(companies, limit: limit) { Cursor([$0.name, $0.id.description]) })
    }

    private func show(_ request: Request) async throws -> Response {
        guard let company = try await ClientCompanyStore(context.database.connection).company(request.id(of: "company"))
        else { throw Problem.notFound("company") }
        return .json(company, version: company.version)
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(CompanyInput.self)
        let company = try await context.database.transaction { connection in
            try await made(input, request, connection)
        }
        return .created(company, version: company.version)
    }

    private func put(_ request: Request) async throws -> Response {
        let domain = try request.naturalKey("domain", max: 253).lowercased()
        guard Company.isDomain(domain) else {
            throw Problem.invalid("/domain", "must be a host name such as shop.example")
        }
        var input = try request.input(CompanyInput.self)
        input.domain = .value(domain)
        let (company, isNew) = try await context.database.transaction { [input] connection in
            // Two at once for one domain: the second finds what the first made.
            try await connection.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(\("company domain " + domain), 0))")
            guard let old = try await ClientCompanyStore(connection).lockedCompany(domain: domain) else {
                return (try await made(input, request, connection), true)
            }
            return (try await changed(old, input, request, connection), false)
        }
        return isNew ? .created(company, version: company.version) : .json(company, version: company.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let id: ID<Company> = try request.id(of: "company")
        let input = try request.input(CompanyInput.self)
        let company = try await context.database.transaction { connection in
            guard let old = try await ClientCompanyStore(connection).lockedCompany(id) else {
                throw Problem.notFound("company")
            }
            return try await changed(old, input, request, connection)
        }
        return .json(company, version: company.version)
    }

    private func made(_ input: CompanyInput, _ request: Request, _ connection: Connection) async throws -> Company {
        let now = context.clock.now
        let id = ID<Company>.make(at: now, random: context.random)
        let blank = Company(id: id, name: "", createdAt: now, updatedAt: now, version: 0)
        let company = try await checked(input, for: blank, isNew: true, connection)
        try await ClientCompanyStore(connection).insert(company)
        try await record("company.created", from: nil, to: company, request, connection)
        return try await found(id, connection)
    }

    private func changed(
        _ old: Company, _ input: CompanyInput, _ request: Request, _ connection: Connection
    ) async throws -> Company {
        try request.requireMatch(old.version)
        let new = try await checked(input, for: old, isNew: false, connection)
        guard !new.isSame(as: old) else { return old }
        try await ClientCompanyStore(connection).update(new)
        try await record("company.changed", from: old, to: new, request, connection)
        return try await found(old.id, connection)
    }

    /// What the company becomes.
    ///
    /// - Throws: `Problem.invalid` naming every field at fault.
    private func checked(
        _ input: CompanyInput, for old: Company, isNew: Bool, _ connection: Connection
    ) async throws -> Company {
        var fields = Fields()
        let store = CustomFieldStore(connection)
        let definitions = try await store.definitions(.company)
        let new = input.applied(to: old, definitions, at: context.clock.now, &fields)
        var values: [String: JSONValue] = [:]
        if case .object(let all) = new.customFields { values = all }
        if isNew { CustomFieldRules.requireAll(values, definitions, &fields) }
        try await store.checkReferences(in: input.customFields.sent ?? [:], definitions, &fields)
        if let person = input.mainContactID.sent {
            let employed = try await ClientCompanyStore(connection).employs(person, old.id)
            fields.check(employed, "/main_contact_id", "is not one of this company's people")
        }
        try fields.throwIfAny()
        return new
    }

    private func found(_ id: ID<Company>, _ connection: Connection) async throws -> Company {
        guard let company = try await ClientCompanyStore(connection).company(id) else {
            throw Problem.notFound("company")
        }
        return company
    }

    private func delete(_ request: Request) async throws -> Response {
        let id: ID<Company> = try request.id(of: "company")
        try await context.database.transaction { connection in
            let store = ClientCompanyStore(connection)
            guard let old = try await store.lockedCompany(id) else { throw Problem.notFound("company") }
            try request.requireMatch(old.version)
            try await store.delete(id)
            try await record("company.deleted", from: old, to: nil, request, connection)
        }
        return .noContent
    }

    private func record(
        _ action: String, from old: Company?, to new: Company?, _ request: Request, _ connection: Connection
    ) async throws {
        var changes = AuditChanges()
        changes.note("name", old?.name, new?.name)
        changes.note("domain", old?.domain, new?.domain)
        changes.note("notes", old?.notes, new?.notes)
        changes.note("phone", old?.phone, new?.phone)
        changes.note("address", old?.address, new?.address)
        changes.note("owner_id", old?.owner?.id.text, new?.owner?.id.text)
        changes.note("main_contact_id", old?.mainContact?.id.text, new?.mainContact?.id.text)
        changes.note("custom_fields", old?.customFields ?? .object([:]), new?.customFields ?? .object([:]))
        try await AuditStore(connection, clock: context.clock).record(
            action, "company", (new ?? old)?.id.uuid, changes, by: request)
    }
}
