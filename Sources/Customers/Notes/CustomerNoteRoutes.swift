import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about notes on customers.
@Loop struct CustomerNoteRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/customers/{id}/notes", "Notes about a customer, newest first", .permission(.customersRead),
                output: CustomerNote.self, page: true, handler: list),
            .post(
                "/customers/{id}/notes", "Writes a note about a customer", .permission(.customersWrite),
                input: NewCustomerNote.self, output: CustomerNote.self, handler: create),
            .delete(
                "/customers/{id}/notes/{note}", "Removes a note about a customer", .permission(.customersWrite),
                handler: delete),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let asked: ID<Customer> = try request.id(of: "customer")
        let limit = try request.limit()
        let before = try request.place(of: CustomerNote.self)
        let connection = context.database.connection
        guard let id = try await CustomerStore(connection).kept(asked) else { throw Problem.notFound("customer") }
        let notes = try await CustomerNoteStore(connection: connection).notes(
            of: id, before: before.map { ($0.at, $0.id) }, limit: limit + 1)
        return .json(Page(notes, limit: limit) { Cursor(at: $0.createdAt, id: $0.id) })
    }

    private func create(_ request: Request) async throws -> Response {
        let asked: ID<Customer> = try request.id(of: "customer")
        let input = try request.input(NewCustomerNote.self)
        var fields = Fields()
        let text = fields.text(input.text, "/text", max: 10_000)
        try fields.throwIfAny()
        let principal = request.principal
        // The author's column names users; a program's note keeps the key's name in the audit log.
        let author =
            principal.kind == .user ? principal.id.map { Named(id: $0, name: principal.name) } : nil
        let now = context.clock.now
        let note = CustomerNote(id: .make(at: now, random: context.random), text: text, author: author, createdAt: now)
        try await context.database.transaction { connection in
            guard let id = try await CustomerStore(connection).kept(asked) else { throw Problem.notFound("customer") }
            try await CustomerNoteStore(connection: connection).insert(note, about: id)
            try await TimelineStore(connection).add(
                customerID: id, at: now, kind: "note", title: principal.name, detail: String(text.prefix(500)),
                id: ID(note.id.uuid))
            var changes = AuditChanges()
            changes.note("note", nil, note.id.description)
            try await AuditStore(connection, clock: context.clock).record(
                "customer.note_added", "customer", id.uuid, changes, by: request)
        }
        return .created(note)
    }

    private func delete(_ request: Request) async throws -> Response {
        let asked: ID<Customer> = try request.id(of: "customer")
        let noteID: ID<CustomerNote> = try request.id("note", of: "note")
        try await context.database.transaction { connection in
            guard let id = try await CustomerStore(connection).kept(asked) else { throw Problem.notFound("customer") }
            guard let text = try await CustomerNoteStore(connection: connection).delete(noteID, about: id) else {
                throw Problem.notFound("note")
            }
            try await TimelineStore(connection).remove(ID(noteID.uuid))
            var changes = AuditChanges()
            changes.note("note", text, nil)
            try await AuditStore(connection, clock: context.clock).record(
                "customer.note_deleted", "customer", id.uuid, changes, by: request)
        }
        return .noContent
    }
}
