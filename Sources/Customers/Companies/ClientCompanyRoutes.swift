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
                query: [QueryParameter("q", "The beginning of a name or domain.")], output: Company.self, page: true,
                handler: list),
            .get("/companies/{id}", "One company", .permission(.customersRead), output: Company.self, handler: show),
            .post(
                "/companies", "Makes a company", .permission(.customersWrite), input: NewCompany.self,
                output: Company.self, handler: create),
            .patch(
                "/companies/{id}", "Changes a company", .permission(.customersWrite), input: CompanyChange.self,
                output: Company.self, handler: change),
            .delete(
                "/companies/{id}", "Removes a company; its customers stay", .permission(.customersWrite),
                handler: delete),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        let cursor = try request.cursor(parts: 2)
        let after = cursor.flatMap { cursor in
            cursor.parts[0].flatMap { name in cursor.parts[1].flatMap { ID<Company>($0) }.map { (name, $0) } }
        }
        let companies = try await ClientCompanyStore(context.database.connection).companies(
            prefix: request.query("q")?.trimmingBlanks, after: after, limit: limit + 1)
        return .json(Page(companies, limit: limit) { Cursor([$0.name, $0.id.description]) })
    }

    private func show(_ request: Request) async throws -> Response {
        guard let company = try await ClientCompanyStore(context.database.connection).company(request.id(of: "company"))
        else { throw Problem.notFound("company") }
        return .json(company, version: company.version)
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(NewCompany.self)
        let now = context.clock.now
        var fields = Fields()
        let company = Company(
            id: .make(at: now, random: context.random), name: fields.text(input.name, "/name", max: 200),
            domain: Self.checked(domain: input.domain, &fields),
            notes: fields.text(input.notes ?? "", "/notes", max: 10_000, required: false), createdAt: now,
            updatedAt: now)
        try fields.throwIfAny()
        try await context.database.transaction { connection in
            try await ClientCompanyStore(connection).insert(company)
            try await record("company.created", from: nil, to: company, request, connection)
        }
        return .created(company, version: company.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let id: ID<Company> = try request.id(of: "company")
        let input = try request.input(CompanyChange.self)
        let company = try await context.database.transaction { connection in
            let store = ClientCompanyStore(connection)
            guard let old = try await store.lockedCompany(id) else { throw Problem.notFound("company") }
            try request.requireMatch(old.version)
            var fields = Fields()
            let new = Company(
                id: id, name: fields.text(input.name.applied(to: old.name), "/name", max: 200),
                domain: Self.checked(domain: input.domain.applied(to: old.domain), &fields),
                notes: fields.text(input.notes.applied(to: old.notes), "/notes", max: 10_000, required: false),
                customerCount: old.customerCount, createdAt: old.createdAt, updatedAt: context.clock.now,
                version: old.version + 1)
            try fields.throwIfAny()
            try await store.update(new)
            try await record("company.changed", from: old, to: new, request, connection)
            return new
        }
        return .json(company, version: company.version)
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
        try await AuditStore(connection, clock: context.clock).record(
            action, "company", (new ?? old)?.id.uuid, changes, by: request)
    }

    /// A host name in small letters.
    private static func checked(domain: String?, _ fields: inout Fields) -> String? {
        let name = (domain ?? "").trimmingBlanks.lowercased()
        guard !name.isEmpty else { return nil }
        let isHost =
            name.utf8.count <= 253 && name.contains(".") && !name.hasPrefix(".") && !name.hasSuffix(".")
            && name.unicodeScalars.allSatisfy {
                $0 == "." || $0 == "-" || $0.properties.isAlphabetic || ("0"..."9").contains($0)
            }
        fields.check(isHost, "/domain", "must be a host name such as shop.example")
        return name
    }
}
