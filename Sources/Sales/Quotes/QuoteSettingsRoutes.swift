import Access
import Basics
import EventLoop
import Postgres
import Web

/// Paths about what quotes begin with.
@Loop struct QuoteSettingsRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/quote-settings", "What new quotes begin with", .permission(.salesRead), output: QuoteSettings.self,
                handler: show),
            .put(
                "/quote-settings", "Changes what new quotes begin with", .permission(.settingsWrite),
                input: QuoteSettingsInput.self, output: QuoteSettings.self, handler: change),
        ]
    }

    private func show(_ request: Request) async throws -> Response {
        try await answer(try await QuoteSettingsStore(context.database.connection).settings())
    }

    private func change(_ request: Request) async throws -> Response {
        let input = try request.input(QuoteSettingsInput.self)
        let settings = try await context.database.transaction { connection in
            let store = QuoteSettingsStore(connection)
            let old = try await store.settings(locked: true)
            try request.requireMatch(old.version)
            let wanted = try input.checked(replacing: old)
            try await QuoteLogo(context: context).put(wanted.logoID, before: old.logoID, request, in: connection)
            try await store.update(wanted)
            try await AuditStore(connection, clock: context.clock).record(
                "quote_settings.changed", "quote_settings", nil, Self.changes(old, wanted), by: request)
            return try await store.settings()
        }
        return try await answer(settings)
    }

    private static func changes(_ old: QuoteSettings, _ new: QuoteSettings) -> AuditChanges {
        var changes = AuditChanges()
        changes.note("address", old.address, new.address)
        changes.note("prices_include_tax", .bool(old.pricesIncludeTax), .bool(new.pricesIncludeTax))
        changes.note("valid_days", .number(Double(old.validDays)), .number(Double(new.validDays)))
        changes.note("terms", old.terms, new.terms)
        changes.note("inbox_id", old.inboxID?.text, new.inboxID?.text)
        changes.note("number_prefix", old.numberPrefix, new.numberPrefix)
        changes.note("logo_id", old.logoID?.text, new.logoID?.text)
        return changes
    }

    private func answer(_ settings: QuoteSettings) async throws -> Response {
        var settings = settings
        settings.logoURL = try await QuoteLogo(context: context).url(settings.logoID)
        return .json(settings, version: settings.version)
    }
}
