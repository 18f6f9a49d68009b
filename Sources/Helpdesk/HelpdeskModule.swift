package import Access
import Basics
package import Channels
import Customers
package import EventLoop
package import Foundation
package import Jobs
import Postgres
package import Web

/// Tickets and their messages: the table of contents.
@Loop package final class HelpdeskModule: Module {
    package let name = "helpdesk"
    /// What the other parts of the helpdesk work with; Surveys adds its events by it.
    package let desk: Desk
    /// Takes what the channels bring in.
    package let intake: Intake
    /// Takes the mails the mailboxes bring in.
    package let mailIntake: MailIntake
    private let readMail: MailProcessing.Read?
    /// Answers live sessions.
    package let live: HelpdeskLive
    /// Answers the widget.
    package let visitors: HelpdeskVisitors

    /// Answers the sending of mail.
    package let mail: HelpdeskMail
    /// Mails chats whose visitors left.
    package let unreadChats: UnreadChatJobs

    /// - Parameter attachmentsJSON: The attachments as messages show them; the channels' signed links unless a test
    ///   has its own.
    /// - Parameter push: Tells people's browsers of news; nobody is told without it.
    /// - Parameter readMail: Reads the file of a mail, for showing the original.
    package init(
        context: AppContext, hub: LiveHub, bus: EventBus, push: Push? = nil,
        attachmentsJSON: (@Loop ([UUID]) async throws -> [UUID: [UInt8]])? = nil, readMail: MailProcessing.Read? = nil
    ) {
        self.readMail = readMail
        let links = AttachmentLinks(context: context)
        let desk = Desk(
            context: context, hub: hub, bus: bus,
            attachmentsJSON: attachmentsJSON ?? { ids in try await links.json(ids) })
        let intake = Intake(desk)
        mailIntake = MailIntake(desk)
        self.desk = desk
        self.intake = intake
        let live = HelpdeskLive(desk) { message, principal in try await intake.receive(message, from: principal) }
        self.live = live
        if let push {
            let told = TicketPush(database: context.database, push: push)
            desk.news.onStored { message, assignee, team in told.stored(message, assigneeID: assignee, teamID: team) }
        }
        visitors = HelpdeskVisitors(desk, live: live)
        mail = HelpdeskMail(desk)
        unreadChats = UnreadChatJobs(desk)
    }

    package var routes: [Route] {
        TicketRoutes(desk: desk).routes
            + AssignmentRoutes(desk: desk).routes
            + ResolutionRoutes(desk: desk).routes
            + FollowerRoutes(desk: desk).routes
            + LinkRoutes(desk: desk).routes
            + MessageRoutes(desk: desk).routes
            + DraftRoutes(desk: desk).routes
            + TagRoutes(desk: desk).routes
            + CannedReplyRoutes(desk: desk).routes
            + TicketActionRoutes(desk: desk).routes
            + SavedViewRoutes(desk: desk).routes
            + SearchRoutes(desk: desk).routes
            + RecipientRoutes(desk: desk).routes
            + ScheduledReplyRoutes(desk: desk).routes
            + OutboundMailRoutes(desk: desk).routes
            + MailRoutes(desk: desk, read: readMail).routes
            + MailPlacementRoutes(desk: desk).routes
            + TicketJoiningRoutes(desk: desk).routes
    }

    package var today: [TodaySection] { TodayTickets.sections }

    package func registerJobs(_ queue: JobQueue) {
        TicketJobs(desk).register(queue)
        ScheduledReplyJobs(desk).register(queue)
        unreadChats.register(queue)
    }

    package func subscribe(_ bus: EventBus) {
        let desk = desk
        // What came by a form is acknowledged as it is stored; mail is when its machine's signs were looked at.
        bus.subscribe(TicketCreated.self, name: "helpdesk.acknowledge_form") { created, connection in
            guard created.channel == ChannelKind.form.rawValue else { return }
            try await Acknowledgement(desk).acknowledge(created.ticketID, isSilent: false, in: connection)
        }
        bus.subscribe(CustomersMerged.self, name: "helpdesk.customers_merged") { merged, connection in
            let tickets: [UUID] = try await connection.rows(
                { try $0["id"] },
                """
                SELECT id FROM tickets
                WHERE customer_id = ANY (\(merged.customerIDs)) AND status <> 'closed'
                ORDER BY updated_at DESC, id
                LIMIT 100
                """)
            connection.afterCommit {
                desk.facts.forgetAll()
                for ticket in tickets { desk.news.changed(ticket) }
            }
        }
    }
}
