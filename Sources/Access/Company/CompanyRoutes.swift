import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about the company's own profile.
@Loop struct CompanyRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get("/company", "The company's profile", .signedIn, output: CompanyProfile.self, handler: show),
            .patch(
                "/company", "Changes the company's profile", .permission(.companyWrite), input: CompanyPatch.self,
                output: CompanyProfile.self, handler: change),
        ]
    }

    private func show(_ request: Request) async throws -> Response {
        guard let company = try await CompanyStore(context.database.connection).company() else {
            throw Problem.notFound("company yet")
        }
        return .json(company, version: company.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let patch = try request.input(CompanyPatch.self)
        let changed = try await context.database.transaction { connection in
            let store = CompanyStore(connection)
            guard let company = try await store.lockedCompany() else { throw Problem.notFound("company yet") }
            try request.requireMatch(company.version)
            let changed = try patch.applied(to: company)
            guard changed != company else { return company }
            try await store.update(changed)
            var changes = AuditChanges()
            changes.note("name", company.name, changed.name)
            changes.note("time_zone", company.timeZone, changed.timeZone)
            changes.note("locale", company.locale, changed.locale)
            changes.note("currency", company.currency, changed.currency)
            try await AuditStore(connection, clock: context.clock).record(
                "company.updated", "company", nil, changes, by: request)
            return try await store.company() ?? changed
        }
        return .json(changed, version: changed.version)
    }
}
