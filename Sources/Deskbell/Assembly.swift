import Access
import Basics
import Channels
import Commerce
import Customers
import EventLoop
import Foundation
import Gateway
import Helpdesk
import Imports
import Insight
import Jobs
import Marketing
import Postgres
import Sales
import Surveys
import Web
import Webhooks

/// Everything that exists, on one page: the parts of one Deskbell node and how they are joined.
@Loop final class Assembly {
    let context: AppContext
    let hub: LiveHub
    let queue: JobQueue
    let events: EventBus
    let modules: [any Module]
    /// Every route, for `deskbell openapi`.
    let routes: [Route]
    let access: AccessModule
    private let mailReader: MailReaderProcess
    private let application: WebApplication
    private let gateway: GatewayServer
    private var sweep: LoopTimer?
    private let mailboxes: Mailboxes
    private let outbox: OutboxJobs
    private let unreadChats: UnreadChatJobs
    private var presence: LoopTimer?
    private var sending: Task<Void, Never>?
    private var work: Task<Void, Never>?
    private var fetching: Task<Void, Never>?
    private let webhooks: WebhookSender
    private var telling: Task<Void, Never>?

    init(_ configuration: ServeConfiguration, context: AppContext, epoch: String, bus: any LiveBus) throws {
        self.context = context
        hub = LiveHub(clock: context.clock, epoch: epoch, bus: bus, frameRate: configuration.limits.frames)
        events = EventBus()
        queue = JobQueue(database: context.database, clock: context.clock)

        // Lower rungs first; what a lower rung needs of a higher one is handed in as a closure or protocol.
        access = AccessModule(
            context: context, hub: hub, version: Deskbell.version, pushesToLoopback: configuration.callsLoopback)
        let segment: SegmentMembers = { id, connection in
            try await SegmentStore(connection).members(of: id, now: context.clock.now)
        }
        let rule: RuleMembers = { rule, connection in
            try await SegmentStore(connection).members(ruledBy: rule, now: context.clock.now)
        }
        let customers = CustomersModule(
            context: context, bus: events, erasures: ErasureDesk(context: context), segment: segment, rule: rule)
        let reader = MailReaderProcess()
        mailReader = reader
        let helpdesk = HelpdeskModule(
            context: context, hub: hub, bus: events, push: access.push,
            attachmentsJSON: AttachmentLinks(context: context).json,
            readMail: { try await reader.parse($0, spool: $1) })
        let surveys = SurveysModule(desk: helpdesk.desk)
        let channels = ChannelsModule(
            context: context, hub: hub, receive: helpdesk.intake.receive, visitorDesk: helpdesk.visitors,
            people: CustomerDirectory(context: context),
            mail: MailProcessing(
                context: context, read: { try await reader.parse($0, spool: $1) },
                place: { mail, connection in
                    if try await helpdesk.mailIntake.receiveCampaignReport(mail, in: connection) { return nil }
                    return try await helpdesk.mailIntake.receive(mail, in: connection)
                },
                placeUnread: { try await helpdesk.mailIntake.receiveUnread($0, in: $1) }),
            mailNetwork: configuration.mail.network, mailboxTimings: configuration.mail.timings,
            lmtp: configuration.mail.lmtp, pendingSurvey: surveys.pendingSurvey,
            mayReadTicket: { id, principal in try await helpdesk.live.lastSeq(of: .ticket(id), for: principal) != nil })
        mailboxes = channels.mailboxes
        let transmitter = channels.mailboxes.transmitter
        outbox = OutboxJobs(context: context, desk: helpdesk.mail, transmit: { await transmitter.transmit($0) })
        unreadChats = helpdesk.unreadChats
        let commerce = CommerceModule(
            context: context, bus: events,
            ask: { message, order, number, principal in
                try channels.admit(messageOf: principal)
                return try await helpdesk.visitors.ask(message, aboutOrder: order, number: number, by: principal)
            },
            tickets: OfferNotes.onTickets(of: helpdesk.desk))
        let insight = InsightModule(
            context: context, hub: hub, ticketScope: TicketScope.condition,
            sendReport: { mail, address, connection in
                try await ReportMailing(context: context).queue(mail, to: address, in: connection)
            })
        helpdesk.desk.news.onStored { message, assignee, team in
            guard message.kind != .note else { return }
            insight.rescore(
                message.ticketID.uuid, isEvent: message.kind == .event, assigneeID: assignee, teamID: team
            ) { helpdesk.desk.news.changed($0) }
        }
        let imports = ImportsModule(
            context: context, kinds: ImportKinds.all(context),
            lists: ImportKinds.lists(CustomerGroups(segment: segment, rule: rule)), drop: configuration.drop,
            tell: { try await DropMailing(context: context).queue($0, in: $1) })
        let sales = SalesModule(
            context: context, orders: commerce.desk, helpdesk: helpdesk.desk, push: access.push)
        let marketing = MarketingModule(context: context, helpdesk: helpdesk.desk, push: access.push)
        let webhooks = WebhooksModule(
            context: context, desk: helpdesk.desk, allowsLoopback: configuration.callsLoopback)
        self.webhooks = webhooks.sender
        modules = [
            access, customers, channels, helpdesk, commerce, surveys, sales, marketing, webhooks, insight, imports,
        ]

        let authenticators: [any Authenticator] = [channels.authenticator, access.authenticator]
        hub.join(desk: helpdesk.live, authenticators: authenticators)
        for module in modules {
            module.registerJobs(queue)
            module.subscribe(events)
        }
        let database = context.database
        let clock = context.clock
        queue.every(seconds: 3600, name: "web.idempotency") {
            try await IdempotencyStore(database.connection).deleteOld(now: clock.now)
        }

        let routes =
            modules.flatMap(\.routes) + TodayRoutes(context: context, sections: modules.flatMap(\.today)).routes
        self.routes = routes
        let files = StaticFiles(root: context.webRoot)
        let hub = hub
        let gatewayBox = GatewayBox()
        let mailboxes = mailboxes
        let outbox = outbox
        let operations = OperationsPages(
            database: database, openAPI: JSONWriter.write(OpenAPIDocument(routes: routes).json),
            gauges: {
                Gauges.all(gatewayBox.server, database, hub, channels.mailProcessing) + mailboxes.metrics
                    + outbox.metrics
            })
        application = WebApplication(
            WebApplication.Configuration(
                publicURL: context.publicURL, allowedOrigins: configuration.allowedOrigins,
                uploadDirectory: context.dataDirectory + "/uploads"),
            routes: routes, hub: hub,
            pages: Pages(
                files: files, isDemo: context.isDemo, panelAncestors: channels.panelAncestors,
                demo: { template, _ in
                    template.replacingOccurrences(of: "{{inbox_key}}", with: DemoCompany.chatInboxKey)
                        .replacingOccurrences(of: "{{form_key}}", with: DemoCompany.formInboxKey)
                }),
            authenticators: authenticators, database: database, clock: clock, operations: operations)
        gateway = GatewayServer(configuration.gateway, delegate: application)
        gatewayBox.server = gateway
    }

    func start() async throws {
        try await hub.start()
        let hub = hub
        sweep = LoopTimer(afterSeconds: 5, everySeconds: 5) { Task { @Loop in await hub.sweep() } }
        try await gateway.start()
        let queue = queue
        work = Task { @Loop in await queue.run() }
        let mailboxes = mailboxes
        try mailboxes.listen()
        fetching = Task { @Loop in await mailboxes.run() }
        let outbox = outbox
        sending = Task { @Loop in await outbox.run() }
        let webhooks = webhooks
        telling = Task { @Loop in await webhooks.run() }
        let unreadChats = unreadChats
        presence = LoopTimer(afterSeconds: 5, everySeconds: 20) { Task { @Loop in await unreadChats.noteThoseHere() } }
    }

    /// Stops in reverse order; at most 10 s for what is in hand.
    func stop() async {
        sweep?.cancel()
        await gateway.drain(seconds: 10)
        mailboxes.stopListening()
        presence?.cancel()
        fetching?.cancel()
        sending?.cancel()
        telling?.cancel()
        work?.cancel()
        await fetching?.value
        await sending?.value
        await telling?.value
        await outbox.finish()
        await work?.value
        mailReader.stop()
        await hub.stop()
        await gateway.stop()
    }
}

/// Lets the metrics read the gateway, which is made after them.
@Loop private final class GatewayBox {
    var server: GatewayServer?
}

/// The customers' directory answers what the widget asks of it.
extension CustomerDirectory: VisitorPeople {}
