import Basics
import Channels
package import EventLoop
import Foundation
import Jobs
import Postgres
package import Web

/// Hands the mails of campaigns to the outbox, at each campaign's pace, each once.
@Loop package struct CampaignJobs {
    /// How many mails one transaction hands over, and how many of a campaign wait in the outbox at a time: what waits there
    /// no longer follows a change of mind, except a pause, a cancellation and an opt-out.
    private static let batch = 500
    private static let waitingLimit = 500

    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    func register(_ queue: JobQueue) {
        queue.every(seconds: 2, name: "marketing.campaigns") { try await turn() }
    }

    private var now: Date { context.clock.now }

    /// Begins what is due and goes on with what has begun.
    package func turn() async throws {
        var seen: [ID<Campaign>] = []
        while let campaign = try await step(except: seen) { seen.append(campaign) }
    }

    /// - Returns: The campaign that was at hand; `nil` when there was none any more.
    private func step(except seen: [ID<Campaign>]) async throws -> ID<Campaign>? {
        var taken: ID<Campaign>?
        do {
            return try await context.database.transaction { connection in
                let store = CampaignStore(connection)
                guard let campaign = try await store.due([.scheduled, .sending], at: now, except: seen) else {
                    return nil
                }
                taken = campaign.id
                if campaign.state == .scheduled {
                    try await CampaignAudience(connection, now: now).freeze(campaign)
                    try await store.set(.sending, sendAt: nil, of: campaign.id, at: now)
                }
                try await handOver(campaign, in: connection)
                return campaign.id
            }
        } catch {
            guard let taken else { throw error }
            Log.error("campaign cannot go on", ["campaign": taken.description, "reason": "\(error)"])
            try await CampaignStore(context.database.connection).note(problem: "\(error)", of: taken)
            return taken
        }
    }

    private func handOver(_ campaign: Campaign, in connection: Connection) async throws {
        let sends = CampaignSendStore(connection)
        let pace = try await sends.pace(campaign.id, since: now.addingTimeInterval(-60))
        let room = min(Self.batch, campaign.throttle - pace.recent, Self.waitingLimit - pace.waiting)
        let people = room > 0 ? try await sends.next(campaign.id, inHalves: campaign.content.b != nil, limit: room) : []
        if people.isEmpty {
            if room > 0, pace.waiting == 0 {
                try await CampaignStore(connection).set(.done, sendAt: nil, of: campaign.id, at: now)
            }
            return
        }
        let company = try await connection.first(
            { row in try row["name"] as String }, "SELECT name FROM company_profile")
        let press = CampaignPress(context: context, campaign: campaign, company: company ?? "")
        let made = people.filter { $0.refusal == nil }.compactMap { press.send(to: $0, at: now) }
        try await sends.refuse(people.filter { $0.refusal != nil }, of: campaign.id)
        try await BulkOutbox(connection).queue(made.map(\.mail), at: now)
        try await sends.keep(made, of: campaign, at: now)
    }
}

/// Makes the mails of one campaign.
@Loop struct CampaignPress {
    let context: AppContext
    let campaign: Campaign
    let company: String

    /// One mail, and its line of the ledger.
    struct Made: Sendable {
        let person: CampaignSendStore.Person
        let variant: CampaignContent.Variant
        let locale: String
        let token: String
        let mail: OutgoingMail
    }

    func send(to person: CampaignSendStore.Person, at now: Date) -> Made? {
        let token = context.random.token(byteCount: 18)
        let places = Dictionary(uniqueKeysWithValues: campaign.content.links.enumerated().map { ($1, $0) })
        guard
            let letter = letter(
                person.variant, locale: person.locale, values: person.values,
                optOut: "\(context.publicURL)/unsubscribe/\(token)",
                track: { url in places[url].map { "\(context.publicURL)/api/v1/c/\(token)/\($0)" } ?? url })
        else { return nil }
        var mail = mail(letter, to: MailAddress(name: person.name, address: person.address))
        mail.messageID = ID<OutboundMail>.make(at: now, random: context.random).uuid
        mail.unsubscribeURL = "\(context.publicURL)/api/v1/unsubscriptions/\(token)"
        mail.pixelURL = "\(context.publicURL)/api/v1/c/\(token)/open.gif"
        return Made(person: person, variant: person.variant, locale: letter.locale, token: token, mail: mail)
    }

    func letter(
        _ variant: CampaignContent.Variant, locale: String?, values: [String: String], optOut: String,
        track: (String) -> String = { $0 }
    ) -> CampaignLetter? {
        campaign.content.text(variant, locale: locale).map { found in
            CampaignLetter(
                found.text, locale: found.locale, values: values, company: company, optOut: optOut, track: track)
        }
    }

    func mail(_ letter: CampaignLetter, to address: MailAddress) -> OutgoingMail {
        var mail = OutgoingMail(
            purpose: .campaign, mailboxID: campaign.inboxID, conversationID: campaign.id.uuid, messageID: UUID(),
            recipients: MailRecipients(to: [address]), subject: letter.subject, text: letter.text)
        mail.locale = letter.locale
        return mail
    }
}
