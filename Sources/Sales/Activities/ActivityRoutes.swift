import Access
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about what is to be done.
@Loop struct ActivityRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/activities", "What is to be done, by the time it is due; not what is done, unless asked",
                .permission(.salesRead),
                query: [
                    QueryParameter("owner", "Only of this person: an id, or me."),
                    QueryParameter(
                        "due", "today (until the asker's today is over, and what is overdue), overdue, or week."),
                    QueryParameter("done", "true: only what is done; without it only what is not."),
                    QueryParameter("opportunity_id", "Only about this deal."),
                    QueryParameter("customer_id", "Only about this customer."),
                ], output: Activity.self, page: true, handler: list),
            .post(
                "/activities", "Notes something to do about a deal or a customer", .permission(.salesWrite),
                input: ActivityInput.self, output: Activity.self, handler: create),
            .patch(
                "/activities/{id}", "Changes something to do, or marks it done", .permission(.salesWrite),
                input: ActivityChange.self, output: Activity.self, handler: change),
            .delete(
                "/activities/{id}", "Removes something to do", .permission(.salesWrite), handler: remove),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        var filter = ActivityStore.Filter()
        filter.ownerID = try request.owner()
        filter.opportunityID = (try request.query(id: "opportunity_id") as ID<Opportunity>?)?.uuid
        filter.customerID = (try request.query(id: "customer_id") as ID<Named>?)?.uuid
        filter.due = try request.query("due", as: ActivityStore.Due.self)
        filter.done = try request.query(flag: "done") ?? false
        let after = try request.place(of: Activity.self)
        let activities = try await ActivityStore(context.database.connection).activities(
            filter, asker: OpportunityDesk.person(request), now: context.clock.now, after: after, limit: limit + 1)
        return .json(
            Page(activities, limit: limit) {
                Cursor([$0.dueAt?.rfc3339 ?? "9999-12-31T00:00:00Z", $0.id.description])
            })
    }

    private func create(_ request: Request) async throws -> Response {
        let input = try request.input(ActivityInput.self)
        let id = ID<Activity>.make(at: context.clock.now, random: context.random)
        let activity = try await context.database.transaction { connection in
            let deal =
                if let id = input.opportunityID {
                    try await OpportunityStore(connection).opportunity(.id(ID(id)))
                } else { nil as Opportunity? }
            var fields = Fields()
            let draft = ActivityDraft(input, deal: deal, asker: OpportunityDesk.person(request), &fields)
            try fields.throwIfAny()
            try await ActivityStore(connection).insert(id, draft, at: context.clock.now)
            return try await recorded("activity.created", id, old: nil, request, connection)
        }
        return .created(activity, version: activity.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let input = try request.input(ActivityChange.self)
        let activity = try await context.database.transaction { connection in
            let old = try await found(request, connection)
            try request.requireMatch(old.version)
            var fields = Fields()
            let draft = ActivityDraft(old, input, at: context.clock.now, &fields)
            try fields.throwIfAny()
            try await ActivityStore(connection).update(old.id, draft, at: context.clock.now)
            return try await recorded("activity.changed", old.id, old: old, request, connection)
        }
        return .json(activity, version: activity.version)
    }

    private func remove(_ request: Request) async throws -> Response {
        try await context.database.transaction { connection in
            let activity = try await found(request, connection)
            try await ActivityStore(connection).remove(activity.id)
            var changes = AuditChanges()
            changes.note("subject", activity.subject, nil)
            try await AuditStore(connection, clock: context.clock).record(
                "activity.removed", "activity", activity.id.uuid, changes, by: request)
        }
        return .noContent
    }

    private func found(_ request: Request, _ connection: Connection) async throws -> Activity {
        guard let activity = try await ActivityStore(connection).activity(request.id(of: "activity"), locked: true)
        else { throw Problem.notFound("activity") }
        return activity
    }

    private func recorded(
        _ action: String, _ id: ID<Activity>, old: Activity?, _ request: Request, _ connection: Connection
    ) async throws -> Activity {
        guard let new = try await ActivityStore(connection).activity(id) else { throw Problem.internalFault }
        var changes = AuditChanges()
        changes.note("subject", old?.subject, new.subject)
        changes.note("kind", old?.kind.rawValue, new.kind.rawValue)
        changes.note("owner", old?.owner?.name, new.owner?.name)
        changes.note("due_at", old?.dueAt?.rfc3339, new.dueAt?.rfc3339)
        changes.note("done_at", old?.doneAt?.rfc3339, new.doneAt?.rfc3339)
        try await AuditStore(connection, clock: context.clock).record(
            action, "activity", id.uuid, changes, by: request)
        return new
    }
}
