import Access
import Basics
import Channels
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about telling customers of late parcels.
@Loop struct LateParcelRoutes {
    private static let previewDays = 30

    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/late-parcel-rule", "Whether and how customers hear of late parcels", .permission(.settingsRead),
                output: LateParcelRule.self, handler: show),
            .put(
                "/late-parcel-rule", "Changes that", .permission(.settingsWrite), input: LateParcelRuleInput.self,
                output: LateParcelRule.self, handler: change),
            .post(
                "/late-parcel-rule/preview", "What such a rule would have done in the last 30 days; sends nothing",
                .permission(.settingsWrite), input: LateParcelRuleInput.self, output: LateParcelPreview.self,
                status: 200, handler: preview),
            .get(
                "/late-parcel-notices", "What was decided about late parcels, newest first",
                .permission(.settingsWrite), output: LateNotice.self, page: true, handler: notices),
        ]
    }

    private func show(_ request: Request) async throws -> Response {
        let rule = try await LateParcelStore(context.database.connection).rule()
        return .json(rule, version: rule.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let wanted = try request.input(LateParcelRuleInput.self).checked()
        let rule = try await context.database.transaction { connection in
            let store = LateParcelStore(connection)
            let old = try await store.rule(locked: true)
            try request.requireMatch(old.version)
            try await store.update(wanted)
            let new = try await store.rule()
            var changes = AuditChanges()
            changes.note("enabled", .bool(old.enabled), .bool(new.enabled))
            changes.note("uses_chat", .bool(old.usesChat), .bool(new.usesChat))
            changes.note("inbox_id", old.inboxID?.text, new.inboxID?.text)
            for (name, old, new) in [
                ("pause_days", old.pauseDays, new.pauseDays), ("quiet_from", old.quietFrom, new.quietFrom),
                ("quiet_until", old.quietUntil, new.quietUntil),
            ] {
                changes.note(name, .number(Double(old)), .number(Double(new)))
            }
            for locale in LetterText.locales {
                changes.note("subject_\(locale)", old.texts[locale]?.subject, new.texts[locale]?.subject)
                changes.note("body_\(locale)", old.texts[locale]?.body, new.texts[locale]?.body)
            }
            try await AuditStore(connection, clock: context.clock).record(
                "late_parcel_rule.changed", "late_parcel_rule", nil, changes, by: request)
            return new
        }
        return .json(rule, version: rule.version)
    }

    private func preview(_ request: Request) async throws -> Response {
        let rule = try request.input(LateParcelRuleInput.self).checked()
        let connection = context.database.connection
        let store = LateParcelStore(connection)
        let now = context.clock.now
        guard let company = try await CompanyStore(connection).company() else { throw Problem.notFound("company") }
        let hasMailbox = try await SendingMailboxStore(connection).usable(preferring: rule.inboxID) != nil
        let late = try await store.late(
            since: now.addingTimeInterval(-Double(Self.previewDays) * 86_400), now: now)
        var told: [UUID: Date] = [:]
        var withheld: [String: Int] = [:]
        for found in late {
            if let reason = wouldRefuse(found, rule, company, hasMailbox: hasMailbox, told) {
                withheld[reason.rawValue, default: 0] += 1
            } else {
                told[found.parcel.customerID] = found.parcel.lateAt
            }
        }
        let parcel = late.last?.parcel ?? Self.madeUp(now)
        var samples: [LateParcelPreview.Sample] = []
        var unfilled: [String] = []
        for (locale, text) in rule.texts.sorted(by: { $0.key < $1.key }) {
            if let filled = parcel.fill(text, company: company.name, locale: locale, zone: company.zone) {
                samples.append(.init(locale: locale, subject: filled.subject, body: filled.body))
            } else {
                unfilled.append(locale)
            }
        }
        return .json(
            LateParcelPreview(
                days: Self.previewDays, lateCount: late.count,
                wouldTellCount: late.count - withheld.values.reduce(0, +), withheld: withheld, samples: samples,
                unfilled: unfilled))
    }

    /// As the job decides, at the moment each was noticed; whether somebody was in the chat then is not known.
    private func wouldRefuse(
        _ found: LateParcelStore.Case, _ rule: LateParcelRule, _ company: CompanyProfile,
        hasMailbox: Bool, _ told: [UUID: Date]
    ) -> LateNoticeRefusal? {
        let parcel = found.parcel
        if found.isGone { return .noCustomer }
        if let promised = parcel.promisedAt,
            parcel.lateAt.timeIntervalSince(promised) > LateParcelJobs.staleSeconds
        {
            return .stale
        }
        if let last = told[parcel.customerID],
            parcel.lateAt.timeIntervalSince(last) < Double(rule.pauseDays) * 86_400
        {
            return .paused
        }
        guard let chosen = LetterText.closest(rule.texts, to: parcel.locale) else { return .noText }
        if parcel.fill(chosen.text, company: company.name, locale: chosen.locale, zone: company.zone) == nil {
            return .unfilled
        }
        if parcel.address == nil { return .noAddress }
        if found.isSuppressed { return .suppressed }
        return hasMailbox ? nil : .noMailbox
    }

    private static func madeUp(_ now: Date) -> LateParcel {
        LateParcel(
            shipmentID: UUID(), customerID: UUID(), customerName: "Mei Chen", locale: nil, address: nil,
            orderID: UUID(), orderNumber: 5017, reference: "WEB-5017", carrier: "SF Express",
            trackingNumber: "SF1234567890", trackingURL: "https://www.sf-express.com/track/SF1234567890",
            promisedAt: now.addingTimeInterval(-86_400), lateAt: now)
    }

    private func notices(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        let before = try request.place(of: LateNotice.self)
        let items = try await LateParcelStore(context.database.connection).notices(before: before, limit: limit + 1)
        return .json(
            Page(items, limit: limit) { Cursor(at: $0.decidedAt, id: ID<LateNotice>($0.shipmentID)) })
    }
}
