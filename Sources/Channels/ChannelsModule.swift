import Basics
package import EventLoop
package import Foundation
package import Jobs
import Postgres
package import Web

/// The entrances: inboxes and office hours, the widget, forms, and files.
@Loop package final class ChannelsModule: Module {
    package let name = "channels"
    /// Knows visitors by their tokens.
    ///
    /// Ask it before the staff's authenticator.
    package let authenticator: VisitorAuthenticator
    package let mailboxes: Mailboxes
    private let context: AppContext
    private let hub: LiveHub
    private let receive: ReceiveInbound
    private let desk: any VisitorDesk
    private let people: any VisitorPeople
    private let limits: EntranceLimits
    private let pendingSurvey: @Loop @Sendable (UUID) async throws -> String?
    /// Where every source of mail hands it over.
    package let mailReception: MailReception
    /// Reads what was handed over; `nil` where nobody takes mail in.
    package let mailProcessing: MailProcessing?
    private let mayReadTicket: @Loop @Sendable (UUID, Principal) async throws -> Bool

    /// - Parameter pendingSurvey: The token of a rating asked for on this ticket and not given yet.
    /// - Parameter mayReadTicket: Whether staff or a visitor may read a ticket, and with it its files.
    /// - Parameter mail: Reads and places mails.
    package init(
        context: AppContext, hub: LiveHub, receive: @escaping ReceiveInbound, visitorDesk: any VisitorDesk,
        people: any VisitorPeople, limits: EntranceLimits = EntranceLimits(), mail: MailProcessing? = nil,
        mailNetwork: MailNetwork = MailNetwork(), mailboxTimings: MailboxTimings = MailboxTimings(),
        lmtp: LMTPAddress? = nil,
        pendingSurvey: @escaping @Loop @Sendable (UUID) async throws -> String?,
        mayReadTicket: @escaping @Loop @Sendable (UUID, Principal) async throws -> Bool
    ) {
        self.context = context
        self.hub = hub
        self.receive = receive
        self.limits = limits
        self.pendingSurvey = pendingSurvey
        self.mayReadTicket = mayReadTicket
        self.people = people
        desk = visitorDesk
        mailProcessing = mail
        mailReception = MailReception(context: context)
        authenticator = VisitorAuthenticator(context: context)
        let reception = mailReception
        mailboxes = Mailboxes(context: context, network: mailNetwork, timings: mailboxTimings, lmtp: lmtp) { raw in
            _ = try await reception.keep(raw)
        }
    }

    package var routes: [Route] {
        SuppressedAddressRoutes(context: context).routes
            + InboxRoutes(context: context).routes
            + OfficeHoursRoutes(context: context).routes
            + WidgetRoutes(
                context: context, hub: hub, desk: desk, people: people, limits: limits,
                replyTime: ReplyTime(context: context), pendingSurvey: pendingSurvey
            ).routes
            + ProgramRoutes(context: context, receive: receive, people: people).routes
            + FormRoutes(context: context, receive: receive, limits: limits).routes
            + mailboxes.routes
            + AttachmentRoutes(context: context, limits: limits, mayReadTicket: mayReadTicket).routes
            + Self.mailRoutes(context)
    }

    /// Paths by which mail is handed over, and its log.
    package static func mailRoutes(_ context: AppContext) -> [Route] {
        InboundMailRoutes(context: context, reception: MailReception(context: context)).routes
            + MailLogRoutes(context: context).routes
    }

    /// Counts a message of this visitor's against what one visitor may send.
    ///
    /// - Throws: `Problem` of status 429 when it is one too many, `Problem.signInRequired` for who is no visitor.
    package func admit(messageOf principal: Principal) throws {
        guard let reach = principal.visitor else { throw Problem.signInRequired }
        try limits.messages.take(reach.visitorID.uuidString)
    }

    package var today: [TodaySection] { TodayMailboxes.sections }

    package func registerJobs(_ queue: JobQueue) {
        AttachmentJobs(context: context).register(queue)
        RawMailJobs(context: context).register(queue)
        mailProcessing?.register(queue)
    }

    /// The origins that may frame the panel of the chat inbox with this key; empty means every page may.
    package func panelAncestors(_ key: String) async throws -> [String] {
        try await InboxStore(context.database.connection).inbox(key: key)?.settings.chat?.allowedOrigins ?? []
    }
}
