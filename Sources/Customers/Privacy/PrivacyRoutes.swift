import Access
import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// Paths about everything known of a person: seen, taken along, held, erased.
@Loop struct PrivacyRoutes {
    let context: AppContext
    let desk: ErasureDesk

    /// What the page shows of each table; the file has everything.
    private static let shownRows = 20
    private static let fileRows = 1_000_000

    var routes: [Route] {
        let access = RouteAccess.permission(.customersErase)
        return [
            .get(
                "/customers/{id}/personal-data", "Everything known of a person, by table; reading it is audited",
                access,
                output: PersonalData.self, handler: show),
            .get(
                "/customers/{id}/personal-data/file", "The same as a JSON file, with every row; audited", access,
                handler: download),
            .put(
                "/customers/{id}/legal-hold", "Forbids erasing anything about a person", access,
                input: LegalHoldInput.self, output: LegalHold.self, handler: hold),
            .delete("/customers/{id}/legal-hold", "Allows erasing again", access, handler: lift),
            .post(
                "/customers/{id}/erasure", "Erases a person; orders stay for the books without a name", access,
                output: Erasure.self, body: .none, handler: erase),
            .get(
                "/customers/erasures", "The proofs of erasures, newest first", access, output: Erasure.self, page: true,
                handler: erasures),
        ]
    }

    private func show(_ request: Request) async throws -> Response {
        .json(try await collect(request, "customer.data_read", rowLimit: Self.shownRows))
    }

    private func download(_ request: Request) async throws -> Response {
        let data = try await collect(request, "customer.data_exported", rowLimit: Self.fileRows)
        return .json(
            data,
            headers: [
                ("Content-Disposition", "attachment; filename=\"person-\(data.customer.id.text).json\""),
                ("Cache-Control", "no-store"),
            ])
    }

    private func collect(_ request: Request, _ action: String, rowLimit: Int) async throws -> PersonalData {
        try await context.database.transaction { connection in
            let (customer, people) = try await person(request, connection)
            let data = PersonalData(
                customer: Named(id: customer.id.uuid, name: customer.name),
                collectedAt: context.clock.now, legalHold: try await ErasureStore(connection).hold(on: people),
                tables: try await PersonalDataCollector(connection: connection).collect(people, rowLimit: rowLimit))
            try await AuditStore(connection, clock: context.clock).record(
                action, "customer", customer.id.uuid, by: request)
            return data
        }
    }

    private func hold(_ request: Request) async throws -> Response {
        let input = try request.input(LegalHoldInput.self)
        var fields = Fields()
        let reason = fields.text(input.reason, "/reason", max: 500)
        try fields.throwIfAny()
        let hold = try await context.database.transaction { connection in
            let (customer, people) = try await person(request, connection)
            let store = ErasureStore(connection)
            let old = try await store.hold(on: people)
            try await store.liftHold(on: people, by: request.principal.name, at: context.clock.now)
            try await store.setHold(on: customer.id, reason, by: request.principal.name, at: context.clock.now)
            var changes = AuditChanges()
            changes.note("legal_hold", old?.reason, reason)
            try await AuditStore(connection, clock: context.clock).record(
                "customer.held", "customer", customer.id.uuid, changes, by: request)
            return try await store.hold(on: people)
        }
        guard let hold else { throw Problem.internalFault }
        return .json(hold)
    }

    private func lift(_ request: Request) async throws -> Response {
        try await context.database.transaction { connection in
            let (customer, people) = try await person(request, connection)
            let store = ErasureStore(connection)
            guard let old = try await store.hold(on: people) else { return }
            try await store.liftHold(on: people, by: request.principal.name, at: context.clock.now)
            var changes = AuditChanges()
            changes.note("legal_hold", old.reason, nil)
            try await AuditStore(connection, clock: context.clock).record(
                "customer.hold_lifted", "customer", customer.id.uuid, changes, by: request)
        }
        return .noContent
    }

    private func person(_ request: Request, _ connection: Connection) async throws -> (Customer, [UUID]) {
        let id: ID<Customer> = try request.id(of: "customer")
        guard let customer = try await CustomerStore(connection).customer(id) else {
            throw Problem.notFound("customer")
        }
        return (customer, try await ErasureStore(connection).identifiers(of: [customer.id.uuid]).people)
    }

    private func erase(_ request: Request) async throws -> Response {
        .created(try await desk.erase(try request.id(of: "customer"), by: request))
    }

    private func erasures(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        let before = try request.place(of: Erasure.self)
        let proofs = try await ErasureStore(context.database.connection).erasures(
            before: before.map { ($0.at, $0.id) }, limit: limit + 1)
        return .json(Page(proofs, limit: limit) { Cursor(at: $0.at, id: $0.id) })
    }
}
