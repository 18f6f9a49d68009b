import Access
import Basics
import Channels
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about campaigns, for the staff.
@Loop struct CampaignRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/campaigns", "Campaigns, newest first", .permission(.marketingRead), output: Campaign.self, page: true,
                handler: list),
            .post(
                "/campaigns", "Makes a draft", .permission(.marketingWrite), input: CampaignInput.self,
                output: Campaign.self, handler: create),
            .get(
                "/campaigns/{id}", "One campaign", .permission(.marketingRead), output: Campaign.self, handler: show),
            .put(
                "/campaigns/{id}", "Changes a campaign that has not begun", .permission(.marketingWrite),
                input: CampaignInput.self, output: Campaign.self, handler: change),
            .delete(
                "/campaigns/{id}", "Deletes a campaign that has not begun", .permission(.marketingWrite),
                handler: delete),
            .put(
                "/campaigns/{id}/state", "Schedules, begins, pauses, goes on with or cancels a campaign",
                .permission(.marketingWrite), input: CampaignStateInput.self, output: Campaign.self, handler: setState),
            .get(
                "/campaigns/{id}/audience", "Whom it writes to, and who is held back and why",
                .permission(.marketingRead), output: CampaignAudienceView.self, handler: audience),
            .get(
                "/campaigns/{id}/figures", "What came of it: sent, opened, clicked, bought",
                .permission(.marketingRead), output: CampaignFigures.self, handler: figures),
            .get(
                "/campaigns/{id}/readers", "Those behind one of its figures", .permission(.marketingRead),
                query: [
                    QueryParameter(
                        "outcome", CampaignOutcome.allCases.map(\.rawValue).joined(separator: ", ") + "."),
                    QueryParameter("variant", "a or b; without it both."),
                ],
                output: CampaignReader.self, page: true, handler: readers),
            .get(
                "/campaigns/{id}/preview", "Every text as one customer would get it", .permission(.marketingRead),
                query: [QueryParameter("customer_id", "Whose name and company stand in it.")],
                output: CampaignPreview.self, page: true, handler: preview),
            .post(
                "/campaigns/{id}/test", "Mails every text to whoever asks", .permission(.marketingWrite), status: 202,
                body: .none, handler: test),
        ]
    }

    private var now: Date { context.clock.now }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        let after = try request.place(of: Campaign.self)
        let rows = try await CampaignStore(context.database.connection).campaigns(after: after, limit: limit + 1)
        let last = rows.count > limit ? rows[limit - 1] : nil
        return .json(
            Page(
                items: rows.prefix(limit).map(\.0),
                nextCursor: last.map { Cursor(at: $0.1, id: $0.0.id) }))
    }

    private func create(_ request: Request) async throws -> Response {
        let campaign = try Campaign(
            id: ID<Campaign>.make(at: now, random: context.random), input: try request.input(CampaignInput.self))
        try await context.database.transaction { connection in
            let store = CampaignStore(connection)
            try await store.requireParts(campaign)
            try await store.insert(
                campaign, by: request.principal.kind == .user ? request.principal.id : nil, at: now)
            try await audit("campaign.created", campaign, request, connection) { $0.note("name", nil, campaign.name) }
        }
        return .created(campaign, version: campaign.version)
    }

    private func show(_ request: Request) async throws -> Response {
        let campaign = try await found(request, context.database.connection)
        return .json(campaign, version: campaign.version)
    }

    private func change(_ request: Request) async throws -> Response {
        let input = try request.input(CampaignInput.self)
        let campaign = try await context.database.transaction { connection in
            let old = try await found(request, connection, locked: true)
            try request.requireMatch(old.version)
            try requireNotBegun(old)
            let new = try Campaign(id: old.id, input: input)
            let store = CampaignStore(connection)
            try await store.requireParts(new)
            try await store.update(new, at: now)
            try await audit("campaign.changed", old, request, connection) { $0.note("name", old.name, new.name) }
            return try await found(request, connection)
        }
        return .json(campaign, version: campaign.version)
    }

    private func delete(_ request: Request) async throws -> Response {
        try await context.database.transaction { connection in
            let old = try await found(request, connection, locked: true)
            try request.requireMatch(old.version)
            try requireNotBegun(old)
            try await CampaignStore(connection).delete(old.id)
            try await audit("campaign.deleted", old, request, connection) { $0.note("name", old.name, nil) }
        }
        return .noContent
    }

    private func setState(_ request: Request) async throws -> Response {
        let input = try request.input(CampaignStateInput.self)
        let campaign = try await context.database.transaction { connection in
            let old = try await found(request, connection, locked: true)
            try request.requireMatch(old.version)
            guard old.state.next.contains(input.state) else {
                throw Problem.conflict(
                    "campaign-state", "The campaign cannot become \(input.state.rawValue)",
                    "It is \(old.state.rawValue)." + (old.state.next.isEmpty ? " Make a new one." : ""))
            }
            if input.state == .scheduled {
                guard let at = input.sendAt, at > now else {
                    throw Problem.invalid("/send_at", "must be a moment to come")
                }
            }
            let store = CampaignStore(connection)
            if input.state == .scheduled || input.state == .sending { try await store.requireParts(old) }
            if input.state == .sending, old.startedAt == nil {
                try await CampaignAudience(connection, now: now).freeze(old)
            }
            try await store.set(input.state, sendAt: input.sendAt, of: old.id, at: now)
            try await audit("campaign.\(input.state.rawValue)", old, request, connection) {
                $0.note("state", old.state.rawValue, input.state.rawValue)
            }
            return try await found(request, connection)
        }
        return .json(campaign, version: campaign.version)
    }

    private func audience(_ request: Request) async throws -> Response {
        let connection = context.database.connection
        return .json(
            try await CampaignAudience(connection, now: now).shown(try await found(request, connection)))
    }

    private func figures(_ request: Request) async throws -> Response {
        let connection = context.database.connection
        return .json(try await CampaignSendStore(connection).figures(try await found(request, connection)))
    }

    private func readers(_ request: Request) async throws -> Response {
        guard let outcome = CampaignOutcome(rawValue: request.query("outcome") ?? "") else {
            let known = CampaignOutcome.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem.invalid("/outcome", "must be one of \(known)")
        }
        var variant: CampaignContent.Variant?
        if let named = request.query("variant") {
            guard let known = CampaignContent.Variant(rawValue: named) else {
                throw Problem.invalid("/variant", "must be a or b")
            }
            variant = known
        }
        let limit = try request.limit()
        var after: UUID?
        if let cursor = try request.cursor(parts: 1) {
            guard let id = cursor.parts[0].flatMap({ UUID(uuidString: $0) }) else {
                throw Problem.foreignCursor
            }
            after = id
        }
        let connection = context.database.connection
        let rows = try await CampaignSendStore(connection).readers(
            try await found(request, connection), outcome, variant: variant, after: after, limit: limit + 1)
        let last = rows.count > limit ? rows[limit - 1] : nil
        return .json(
            Page(items: Array(rows.prefix(limit)), nextCursor: last.map { Cursor([$0.id.uuidString]) }))
    }

    private func preview(_ request: Request) async throws -> Response {
        let connection = context.database.connection
        let campaign = try await found(request, connection)
        var values = ["name": request.principal.name, "company": "", "email": ""]
        if let id: ID<Campaign> = try request.query(id: "customer_id") {
            let known = try await CampaignSendStore(connection).values(of: id.uuid)
            guard let known else { throw Problem.invalid("/customer_id", "is no customer") }
            values = known
        }
        let letters = try await letters(campaign, values: values)
        return .json(Page(items: letters.map(CampaignPreview.init), nextCursor: nil))
    }

    private func test(_ request: Request) async throws -> Response {
        let connection = context.database.connection
        let campaign = try await found(request, connection)
        guard request.principal.kind == .user, let user = request.principal.id,
            let address = try await connection.first(
                { row in try row["email"] as String }, "SELECT email FROM users WHERE id = \(user)")
        else { throw Problem.forbidden("Only people have an address to mail a test to.") }
        try await CampaignStore(connection).requireParts(campaign)
        let letters = try await letters(
            campaign, values: ["name": request.principal.name, "company": "", "email": address])
        let press = CampaignPress(context: context, campaign: campaign, company: "")
        try await context.database.transaction { connection in
            for (_, letter) in letters {
                let mail = press.mail(letter, to: MailAddress(name: request.principal.name, address: address))
                if case .refused(let refusal) = try await MailOutbox(context: context).queue(mail, in: connection) {
                    throw Problem.conflict(
                        "mail-refused", "The test cannot be mailed", "The outbox says: \(refusal.rawValue).")
                }
            }
        }
        return Response(status: 202)
    }

    // MARK: Parts

    /// Every text that is written, by variant.
    private func letters(
        _ campaign: Campaign, values: [String: String]
    ) async throws -> [(CampaignContent.Variant, CampaignLetter)] {
        let company = try await context.database.connection.first(
            { row in try row["name"] as String }, "SELECT name FROM company_profile")
        let press = CampaignPress(context: context, campaign: campaign, company: company ?? "")
        let variants: [CampaignContent.Variant] = campaign.content.b == nil ? [.a] : [.a, .b]
        return variants.flatMap { variant in
            LetterText.locales.compactMap { locale in
                let letter = press.letter(
                    variant, locale: locale, values: values, optOut: "\(context.publicURL)/unsubscribe/preview")
                return letter.flatMap { $0.locale == locale ? (variant, $0) : nil }
            }
        }
    }

    private func found(_ request: Request, _ connection: Connection, locked: Bool = false) async throws -> Campaign {
        let id: ID<Campaign> = try request.id(of: "campaign")
        guard let campaign = try await CampaignStore(connection).campaign(id, locked: locked) else {
            throw Problem.notFound("campaign")
        }
        return campaign
    }

    private func requireNotBegun(_ campaign: Campaign) throws {
        guard campaign.state == .draft || campaign.state == .scheduled else {
            throw Problem.conflict(
                "campaign-begun", "The campaign has begun", "Some have got its mail: make a new one for other words.")
        }
    }

    private func audit(
        _ action: String, _ campaign: Campaign, _ request: Request, _ connection: Connection,
        _ note: (inout AuditChanges) -> Void
    ) async throws {
        var changes = AuditChanges()
        note(&changes)
        try await AuditStore(connection, clock: context.clock).record(
            action, "campaign", campaign.id.uuid, changes, by: request)
    }
}
