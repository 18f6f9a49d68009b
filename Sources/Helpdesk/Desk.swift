import Basics
package import Channels
package import EventLoop
package import Foundation
package import Jobs
package import Postgres
package import Web

/// What every part of the helpdesk works with.
@Loop package final class Desk {
    package let context: AppContext
    package let hub: LiveHub
    package let bus: EventBus
    package let appender: MessageAppender
    package let news: TicketNews
    package let inboxRules = InboxRulesStore()
    package let facts = TicketFactsStore()
    /// The JSON of attachments with their signed addresses; the channels know how.
    let attachmentsJSON: @Loop ([UUID]) async throws -> [UUID: [UInt8]]

    /// The `mail` objects of messages; the channels know what came and left by mail.
    let mailsJSON: @Loop ([MessagePlace]) async throws -> [MessagePlace: [UInt8]]

    /// The `delivery` objects of answers that other programs deliver; the webhooks set it.
    package var deliveriesJSON: @Loop ([MessagePlace]) async throws -> [MessagePlace: [UInt8]] = { _ in [:] }

    package init(
        context: AppContext, hub: LiveHub, bus: EventBus,
        attachmentsJSON: @escaping @Loop ([UUID]) async throws -> [UUID: [UInt8]]
    ) {
        self.attachmentsJSON = attachmentsJSON
        let mails = MailViews(context: context)
        mailsJSON = { places in try await mails.json(places) }
        self.context = context
        self.hub = hub
        self.bus = bus
        appender = MessageAppender(context.database)
        news = TicketNews(hub: hub, database: context.database)
    }

    package var database: Database { context.database }
    package var now: Date { context.clock.now }
}
