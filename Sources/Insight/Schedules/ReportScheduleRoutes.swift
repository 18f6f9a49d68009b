import Access
import Basics
package import EventLoop
import Foundation
import Postgres
package import Web

/// Reports by mail: who gets which, when, and what became of it.
@Loop package struct ReportScheduleRoutes {
    let context: AppContext
    let jobs: ReportScheduleJobs

    package init(context: AppContext, jobs: ReportScheduleJobs) {
        self.context = context
        self.jobs = jobs
    }

    package var routes: [Route] {
        [
            .get(
                "/report-schedules", "Reports sent by mail, with their last sendings", .permission(.reportsRead),
                output: ReportSchedule.self, page: true
            ) { _ in
                .json(
                    Page(items: try await ReportScheduleStore(context.database.connection).schedules(), nextCursor: nil)
                )
            },
            .post(
                "/report-schedules", "Sends a report by mail from now on", .permission(.reportsRead),
                input: ReportScheduleInput.self, output: ReportSchedule.self, handler: create),
            .put(
                "/report-schedules/{id}", "Changes what is sent, when or to whom", .permission(.reportsRead),
                input: ReportScheduleInput.self, output: ReportSchedule.self, handler: change),
            .delete(
                "/report-schedules/{id}", "Sends the report no more", .permission(.reportsRead), handler: delete),
            .post(
                "/report-schedules/{id}/sendings", "Sends the report now, beside its times", .permission(.reportsRead),
                output: ReportSchedule.self, body: .none, handler: sendNow),
        ]
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(ReportScheduleInput.self).checked()
        let now = context.clock.now
        let id = ID<ReportSchedule>.make(at: now, random: context.random)
        let made = try await context.database.transaction { connection in
            let store = ReportScheduleStore(connection)
            let schedule = ReportSchedule(id: id, input: input, version: 1)
            try refuse(try await store.faults(schedule))
            let user = request.principal.kind == .user ? request.principal.id : nil
            try await store.insert(schedule, by: user, at: now)
            try await note("report_schedule.created", schedule, request, connection)
            return try await store.schedule(id) ?? schedule
        }
        return .created(made, version: made.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let id: ID<ReportSchedule> = try request.id(of: "report schedule")
        let input = try request.input(ReportScheduleInput.self).checked()
        let changed = try await context.database.transaction { connection in
            let store = ReportScheduleStore(connection)
            guard let old = try await store.schedule(id, locking: true) else {
                throw Problem.notFound("report schedule")
            }
            try request.requireMatch(old.version)
            let schedule = ReportSchedule(id: id, input: input, version: old.version)
            try refuse(try await store.faults(schedule))
            try await store.update(schedule, at: context.clock.now)
            try await note("report_schedule.changed", schedule, request, connection)
            return try await store.schedule(id) ?? schedule
        }
        return .json(changed, version: changed.version)
    }

    private func delete(_ request: Request) async throws -> Response {
        let id: ID<ReportSchedule> = try request.id(of: "report schedule")
        try await context.database.transaction { connection in
            let store = ReportScheduleStore(connection)
            guard let schedule = try await store.schedule(id, locking: true) else {
                throw Problem.notFound("report schedule")
            }
            try await store.delete(id)
            try await note("report_schedule.deleted", schedule, request, connection)
        }
        return Response(status: 204)
    }

    private func sendNow(_ request: Request) async throws -> Response {
        let id: ID<ReportSchedule> = try request.id(of: "report schedule")
        let sent = try await context.database.transaction { connection in
            let store = ReportScheduleStore(connection)
            guard let schedule = try await store.schedule(id, locking: true) else {
                throw Problem.notFound("report schedule")
            }
            try await jobs.deliver(schedule, dueAt: nil, in: connection)
            try await note("report_schedule.sent", schedule, request, connection)
            return try await store.schedule(id) ?? schedule
        }
        return .created(sent, version: sent.version)
    }

    private func refuse(_ faults: [Problem.Field]) throws {
        if !faults.isEmpty { throw Problem.invalid(faults) }
    }

    private func note(
        _ action: String, _ schedule: ReportSchedule, _ request: Request, _ connection: Connection
    ) async throws {
        var changes = AuditChanges()
        changes.note("report", .null, .string(schedule.report.rawValue))
        changes.note("recipients", .null, .array(schedule.recipients.map { .string($0) }))
        try await AuditStore(connection, clock: context.clock).record(
            action, "report_schedule", schedule.id.uuid, changes, by: request)
    }
}
