import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// The body of `POST /office-hours`.
struct NewOfficeHours: Decodable, WireType {
    let name: String
    let timeZone: String
    let days: JSONValue
    let holidays: JSONValue?

    static var example: NewOfficeHours {
        let record = OfficeHoursRecord.example
        return NewOfficeHours(
            name: record.name, timeZone: record.timeZone, days: record.days, holidays: record.holidays)
    }
}

/// The body of `PATCH /office-hours/{id}`.
struct OfficeHoursChange: Decodable, WireType {
    let name: Patch<String>
    let timeZone: Patch<String>
    let days: Patch<JSONValue>
    let holidays: Patch<JSONValue>

    static var example: OfficeHoursChange {
        let record = OfficeHoursRecord.example
        return OfficeHoursChange(
            name: .value(record.name), timeZone: .value(record.timeZone), days: .value(record.days),
            holidays: .value(record.holidays))
    }
}

/// Paths about office hours.
@Loop struct OfficeHoursRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/office-hours", "Office hours by name", .permission(.settingsRead), output: OfficeHoursRecord.self,
                page: true, handler: list),
            .get(
                "/office-hours/{id}", "Office hours", .permission(.settingsRead), output: OfficeHoursRecord.self,
                handler: show),
            .post(
                "/office-hours", "Makes office hours", .permission(.settingsWrite), input: NewOfficeHours.self,
                output: OfficeHoursRecord.self, handler: create),
            .patch(
                "/office-hours/{id}", "Changes office hours", .permission(.settingsWrite),
                input: OfficeHoursChange.self,
                output: OfficeHoursRecord.self, handler: change),
            .delete(
                "/office-hours/{id}", "Removes office hours; inboxes that had them are always open",
                .permission(.settingsWrite), handler: delete),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        .json(Page(items: try await OfficeHoursStore(context.database.connection).records(), nextCursor: nil))
    }

    private func show(_ request: Request) async throws -> Response {
        let store = OfficeHoursStore(context.database.connection)
        guard let record = try await store.record(request.id(of: "office hours")) else {
            throw Problem.notFound("office hours")
        }
        return .json(record, version: record.version)
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(NewOfficeHours.self)
        let record = try Self.checked(
            .make(at: context.clock.now, random: context.random), input.name, input.timeZone, input.days,
            input.holidays ?? .array([]), version: 1)
        try await context.database.transaction { connection in
            try await OfficeHoursStore(connection).insert(record)
            try await self.record("office_hours.created", nil, record, request, connection)
        }
        return .created(record, version: 1)
    }

    private func change(_ request: Request) async throws -> Response {
        let id: ID<OfficeHoursRecord> = try request.id(of: "office hours")
        let input = try request.input(OfficeHoursChange.self)
        let record = try await context.database.transaction { connection in
            let store = OfficeHoursStore(connection)
            guard let old = try await store.lockedRecord(id) else { throw Problem.notFound("office hours") }
            try request.requireMatch(old.version)
            let new = try Self.checked(
                id, input.name.applied(to: old.name), input.timeZone.applied(to: old.timeZone),
                input.days.applied(to: old.days), input.holidays.applied(to: old.holidays), version: old.version + 1)
            try await store.update(new)
            try await self.record("office_hours.changed", old, new, request, connection)
            return new
        }
        return .json(record, version: record.version)
    }

    private func delete(_ request: Request) async throws -> Response {
        let id: ID<OfficeHoursRecord> = try request.id(of: "office hours")
        try await context.database.transaction { connection in
            let store = OfficeHoursStore(connection)
            guard let old = try await store.lockedRecord(id) else { throw Problem.notFound("office hours") }
            try request.requireMatch(old.version)
            try await store.delete(id)
            try await self.record("office_hours.deleted", old, nil, request, connection)
        }
        return .noContent
    }

    private static func checked(
        _ id: ID<OfficeHoursRecord>, _ name: String, _ zone: String, _ days: JSONValue, _ holidays: JSONValue,
        version: Int
    ) throws -> OfficeHoursRecord {
        var fields = Fields()
        let name = fields.text(name, "/name", max: 100)
        let hours = OfficeHours(timeZone: zone, days: days, holidays: holidays, &fields)
        try fields.throwIfAny()
        return OfficeHoursRecord(id: id, name: name, timeZone: zone, hours: hours, version: version)
    }

    private func record(
        _ action: String, _ old: OfficeHoursRecord?, _ new: OfficeHoursRecord?, _ request: Request,
        _ connection: Connection
    ) async throws {
        var changes = AuditChanges()
        changes.note("name", old?.name, new?.name)
        changes.note("time_zone", old?.timeZone, new?.timeZone)
        changes.note("days", old?.days ?? .null, new?.days ?? .null)
        changes.note("holidays", old?.holidays ?? .null, new?.holidays ?? .null)
        try await AuditStore(connection, clock: context.clock).record(
            action, "office_hours", (new ?? old)?.id.uuid, changes, by: request)
    }
}
