import Access
import Basics
import Commerce
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about the forecast, its targets and its one setting.
@Loop struct ForecastRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/forecast",
                "Open deals weighted by stage and by month against the targets, and what changed since a moment",
                .permission(.salesRead),
                query: [
                    QueryParameter("months", "How many months from this one, 1 to 24; 6 without it."),
                    QueryParameter("pipeline_id", "Only of this pipeline."),
                    QueryParameter("owner", "Only of this person: an id, or me."),
                    QueryParameter("since", "A date or an instant; a week ago without it."),
                ], output: Forecast.self, handler: show),
            .put(
                "/forecast/targets/{month}", "Sets how much is to be won in a month (2026-12); 0 takes the target away",
                .permission(.settingsWrite), input: ForecastTarget.self, output: ForecastTarget.self,
                handler: setTarget),
            .patch(
                "/forecast/settings", "Sets by how much deals of unhappy customers count", .permission(.settingsWrite),
                input: ForecastSettingsInput.self, output: ForecastSettings.self, handler: change),
        ]
    }

    private func show(_ request: Request) async throws -> Response {
        let months = try request.query(number: "months", minimum: 1) ?? 6
        guard months <= 24 else { throw Problem.invalid("/months", "must be a whole number from 1 to 24") }
        _ = try request.query(date: "since")
        var scope = ForecastStore.Scope()
        scope.pipelineID = (try request.query(id: "pipeline_id") as ID<Pipeline>?)?.uuid
        scope.ownerID = try request.owner()
        let connection = context.database.connection
        let store = ForecastStore(connection, scope)
        let now = context.clock.now
        let calendar = try await store.calendar(months: months, now: now)
        let since =
            if let text = request.query("since") { try await store.moment(text) } else {
                now.addingTimeInterval(-7 * 86_400)
            }
        async let rows = store.rows(of: calendar.months)
        async let stages = store.stages()
        async let targets = TargetStore(connection).targets(of: calendar.months)
        async let worth = store.worth(since: since)
        async let items = store.changes(since: since, limit: 200)
        async let settings = SalesSettingsStore(connection).settings()
        let parts = ForecastParts(
            months: calendar.months, currency: calendar.currency, rows: try await rows, stages: try await stages,
            targets: try await targets)
        return .json(
            Forecast(
                thisMonth: calendar.months[0], settings: try await settings, currencies: parts.currencies,
                changes: ForecastChanges(since: since, worth: try await worth, items: try await items)))
    }

    private func setTarget(_ request: Request) async throws -> Response {
        let month = request.parameter("month")
        guard month.utf8.count == 7, Date(rfc3339: month + "-01") != nil else { throw Problem.notFound("month") }
        let input = try request.input(ForecastTarget.self)
        var fields = Fields()
        let amount = input.amount.checked("/amount", &fields)
        try fields.throwIfAny()
        guard let amount else { throw Problem.internalFault }
        let version = try await context.database.transaction { connection in
            let store = TargetStore(connection)
            let old = try await store.lockedTarget(of: month, currency: amount.currency)
            try request.requireMatch(old.version)
            try await store.set(amount, of: month, at: context.clock.now)
            var changes = AuditChanges()
            changes.note(
                "\(month) \(amount.currency)",
                old.amount.amountMinor > 0 ? .number(Double(old.amount.amountMinor)) : .null,
                .number(Double(amount.amountMinor)))
            try await AuditStore(connection, clock: context.clock).record(
                "forecast.target_set", "forecast", nil, changes, by: request)
            return old.version + 1
        }
        return .json(input, version: version)
    }

    private func change(_ request: Request) async throws -> Response {
        let input = try request.input(ForecastSettingsInput.self)
        guard (0...1).contains(input.unhappyRatio) else {
            throw Problem.invalid("/unhappy_ratio", "must be from 0 to 1, such as 0.8")
        }
        let settings = try await context.database.transaction { connection in
            let store = SalesSettingsStore(connection)
            let old = try await store.settings(locked: true)
            try request.requireMatch(old.version)
            try await store.setUnhappyRatio(input.unhappyRatio)
            var changes = AuditChanges()
            changes.note("unhappy_ratio", .number(old.unhappyRatio), .number(input.unhappyRatio))
            try await AuditStore(connection, clock: context.clock).record(
                "forecast.settings_changed", "forecast", nil, changes, by: request)
            return try await store.settings()
        }
        return .json(settings, version: settings.version)
    }
}
