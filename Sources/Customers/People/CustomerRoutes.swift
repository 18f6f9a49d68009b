import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about people the company serves.
@Loop struct CustomerRoutes {
    let context: AppContext
    let groups: CustomerGroups

    var routes: [Route] {
        [
            .get(
                "/customers", "Customers, searched and sorted", .permission(.customersRead),
                query: [
                    QueryParameter("q", "Words of the name, the beginning of an address, or digits of a number."),
                    QueryParameter("tag", "A tag they carry."), QueryParameter("company_id", "Their company."),
                    QueryParameter("owner_id", "The colleague who looks after them."),
                    QueryParameter("vip", "true or false."),
                    QueryParameter("rule", "Conditions as JSON, in the form of a segment's rule."),
                    QueryParameter("segment_id", "A segment that holds them, for those who may read segments."),
                    QueryParameter(
                        "sort", "newest (without it), name, last_seen or changed (the oldest change first)."),
                    QueryParameter("updated_since", "Only those changed since, the oldest change first."),
                ], output: Customer.self, page: true, handler: list),
            .post(
                "/customers", "Makes a customer", .permission(.customersWrite),
                query: [QueryParameter("force", "true makes one although somebody similar is there.")],
                input: CustomerInput.self, output: Customer.self, handler: create),
            .post(
                "/customers/possible-duplicates", "Who is known already by this name, address or number",
                .permission(.customersRead), input: TwinInput.self, output: TwinList.self, status: 200, handler: twins),
            .get(
                "/customers/{id}/consents", "Every yes and no a customer gave, newest first",
                .permission(.customersRead), output: ConsentChange.self, page: true, handler: consents),
            .put(
                "/customers/by-external-id/{external_id}",
                "Makes the customer another program knows by this id, or makes them what is sent; repeating changes nothing",
                .permission(.customersWrite), input: CustomerInput.self, output: Customer.self, handler: put),
            .get("/customers/{id}", "One customer", .permission(.customersRead), output: Customer.self, handler: show),
            .patch(
                "/customers/{id}", "Changes a customer", .permission(.customersWrite), input: CustomerInput.self,
                output: Customer.self, handler: change),
            .delete(
                "/customers/{id}", "Hides a customer everywhere; tickets stay", .permission(.customersWrite),
                handler: delete),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        let connection = context.database.connection
        let filter = try await CustomerFilter(groups, by: request.principal, in: connection) { request.query($0) }
        let sort =
            request.query("updated_since") != nil
            ? .changed : try request.query("sort", as: CustomerSort.self) ?? .newest
        let customers = try await CustomerStore(connection).customers(
            filter, sort: sort, after: try request.cursor(parts: 3), limit: limit + 1)
        return .json(Page(customers, limit: limit, cursor: sort.cursor))
    }

    private func twins(_ request: Request) async throws -> Response {
        let details = try request.input(TwinInput.self).details
        return .json(
            TwinList(items: try await CustomerStore(context.database.connection).possibleDuplicates(of: details)))
    }

    private func consents(_ request: Request) async throws -> Response {
        let store = CustomerStore(context.database.connection)
        guard let id = try await store.kept(request.id(of: "customer")) else { throw Problem.notFound("customer") }
        return .json(Page(items: try await store.consentChanges(of: id), nextCursor: nil))
    }

    private func show(_ request: Request) async throws -> Response {
        let customer = try await found(request.id(of: "customer"), context.database.connection)
        return .json(customer, version: customer.version)
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(CustomerInput.self)
        let force = request.query("force") == "true"
        let customer = try await context.database.transaction { connection in
            let details = try await details(input, connection)
            let store = CustomerStore(connection)
            let twins = try await store.possibleDuplicates(of: details)
            if twins.contains(where: { $0.matches.contains("email") }) {
                throw try await store.emailTaken(details.emails.map(\.address), notBy: nil)
            }
            if !force, !twins.isEmpty { throw Problem.possibleDuplicate(twins) }
            return try await made(details, request, connection)
        }
        return .created(customer, version: customer.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let asked: ID<Customer> = try request.id(of: "customer")
        let input = try request.input(CustomerInput.self)
        let customer = try await context.database.transaction { connection in
            try await changed(asked, input, request, connection)
        }
        return .json(customer, version: customer.version)
    }

    /// By the other program's id, or else by an address of theirs that nobody else's id stands on.
    private func put(_ request: Request) async throws -> Response {
        let externalID = try request.naturalKey("external_id", max: 200)
        let input = try request.input(CustomerInput.self)
        let (customer, isNew) = try await context.database.transaction { connection in
            // Two at once for one id: the second finds whom the first made.
            try await connection.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(\("customer external id " + externalID), 0))")
            let store = CustomerStore(connection)
            if let id = try await store.find(externalID: externalID) {
                return (try await changed(id, input, request, connection), false)
            }
            let details = try await details(input, connection)
            for email in details.emails {
                guard let id = try await store.find(email: email.address) else { continue }
                guard try await store.setExternalID(externalID, of: id) else {
                    throw try await store.emailTaken([email.address], notBy: nil)
                }
                return (try await changed(id, input, request, connection), false)
            }
            return (try await made(details, externalID: externalID, request, connection), true)
        }
        return isNew ? .created(customer, version: customer.version) : .json(customer, version: customer.version)
    }

    /// Who somebody new is.
    ///
    /// - Throws: `Problem.invalid` naming every field at fault.
    private func details(_ input: CustomerInput, _ connection: Connection) async throws -> CustomerDetails {
        let customFields = CustomFieldStore(connection)
        let definitions = try await customFields.definitions(.customer)
        let details = try input.applied(to: CustomerDetails(), definitions: definitions)
        var fields = Fields()
        fields.check(
            !details.name.isEmpty || !details.emails.isEmpty || !details.phones.isEmpty, "/name",
            "is required unless there is an e-mail address or a number")
        CustomFieldRules.requireAll(details.customFields, definitions, &fields)
        try await customFields.checkReferences(in: details.customFields, definitions, &fields)
        try fields.throwIfAny()
        return details
    }

    private func made(
        _ details: CustomerDetails, externalID: String? = nil, _ request: Request, _ connection: Connection
    ) async throws -> Customer {
        let id = try await CustomerStore(connection).create(
            details, externalID: externalID, at: context.clock.now, random: context.random)
        try await AuditStore(connection, clock: context.clock).record(
            "customer.created", "customer", id.uuid, details.changes(from: CustomerDetails()), by: request)
        return try await found(id, connection)
    }

    private func changed(
        _ asked: ID<Customer>, _ input: CustomerInput, _ request: Request, _ connection: Connection
    ) async throws -> Customer {
        let store = CustomerStore(connection)
        guard let customer = try await store.lockedCustomer(asked) else { throw Problem.notFound("customer") }
        let id = customer.id
        try request.requireMatch(customer.version)
        let old = CustomerDetails(customer)
        let customFields = CustomFieldStore(connection)
        let definitions = try await customFields.definitions(.customer)
        let new = try input.applied(to: old, definitions: definitions)
        var fields = Fields()
        try await customFields.checkReferences(in: input.customFields.sent ?? [:], definitions, &fields)
        try fields.throwIfAny()
        guard new != old else { return customer }
        try await store.update(id, from: old, to: new, at: context.clock.now)
        try await AuditStore(connection, clock: context.clock).record(
            "customer.changed", "customer", id.uuid, new.changes(from: old), by: request)
        return try await found(id, connection)
    }

    private func delete(_ request: Request) async throws -> Response {
        let asked: ID<Customer> = try request.id(of: "customer")
        try await context.database.transaction { connection in
            let store = CustomerStore(connection)
            guard let customer = try await store.lockedCustomer(asked) else { throw Problem.notFound("customer") }
            let id = customer.id
            try request.requireMatch(customer.version)
            try await store.delete(id, at: context.clock.now)
            var changes = AuditChanges()
            changes.note("name", customer.name, nil)
            try await AuditStore(connection, clock: context.clock).record(
                "customer.deleted", "customer", id.uuid, changes, by: request)
        }
        return .noContent
    }

    private func found(_ id: ID<Customer>, _ connection: Connection) async throws -> Customer {
        guard let customer = try await CustomerStore(connection).customer(id) else {
            throw Problem.notFound("customer")
        }
        return customer
    }
}

extension Problem {
    static func possibleDuplicate(_ twins: [PossibleDuplicate]) -> Problem {
        var problem = Problem.conflict(
            "possible-duplicate", "This may be somebody you know already",
            "Similar: \(twins.map { $0.name.isEmpty ? $0.id.description : $0.name }.joined(separator: ", ")). "
                + "Repeat with ?force=true to make another customer.")
        problem.members["possible_duplicates"] = .array(twins.map(\.value))
        return problem
    }
}
