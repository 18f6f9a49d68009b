package import Access
import Basics
import Commerce
import Customers
package import EventLoop
import Foundation
package import Helpdesk
package import Jobs
import Postgres
package import Web

/// Segments by rules, campaigns to them, posts on social platforms, and what customers hear before they ask.
@Loop package final class MarketingModule: Module {
    package let name = "marketing"
    /// Hands campaigns' mails to the outbox.
    package let campaigns: CampaignJobs
    /// Tells customers of late parcels.
    package let lateParcels: LateParcelJobs?
    /// Makes posts due and tells of them.
    package let posts: PostJobs
    private let context: AppContext
    private let helpdesk: Desk?

    /// - Parameters:
    ///   - helpdesk: Notes in a ticket's thread which campaign it answers, and opens the tickets of late parcels; nobody
    ///     is told without it.
    ///   - push: Tells people of posts that are due; nobody is told without it.
    package init(context: AppContext, helpdesk: Desk? = nil, push: Push? = nil) {
        self.context = context
        self.helpdesk = helpdesk
        lateParcels = helpdesk.map { LateParcelJobs(context: context, desk: $0) }
        campaigns = CampaignJobs(context: context)
        posts = PostJobs(context: context, push: push)
    }

    package var routes: [Route] {
        SegmentRoutes(context: context).routes
            + CampaignRoutes(context: context).routes
            + PostRoutes(context: context).routes
            + LateParcelRoutes(context: context).routes
            + CampaignTracking(context: context, throttle: TokenThrottle()).routes
    }

    package var today: [TodaySection] { [TodayPosts.section] }

    package func registerJobs(_ queue: JobQueue) {
        campaigns.register(queue)
        lateParcels?.register(queue)
        posts.register(queue)
    }

    package func subscribe(_ bus: EventBus) {
        let context = context
        let helpdesk = helpdesk
        bus.subscribe(ShipmentLate.self, name: "marketing.late_parcels") { late, connection in
            let store = LateParcelStore(connection)
            guard try await store.rule().enabled else { return }
            try await store.add(late.shipmentID, customer: late.customerID, at: late.at)
        }
        bus.subscribe(TicketMailReceived.self, name: "marketing.replies") { received, connection in
            guard !received.isMachine, !received.isHistory, let address = received.address else { return }
            let mail = try await connection.first(
                { row in (subject: try row["subject"] as String, number: try row["number"] as Int) },
                """
                SELECT m.subject, t.number FROM inbound_mails AS m, tickets AS t
                WHERE m.id = \(received.mailID) AND t.id = \(received.ticketID)
                """)
            guard let mail else { return }
            let reply = CampaignReply(
                address: address, subject: mail.subject, answers: received.answers, ticketID: received.ticketID,
                at: received.at)
            guard let send = try await CampaignReplyStore(connection).note(reply) else { return }
            try await TimelineStore(connection, random: context.random).add(
                customerID: ID(send.customerID), at: received.at, kind: "campaign.replied", title: send.campaignName,
                ticketNumber: mail.number)
            _ = try await helpdesk?.appendEvent(
                "campaign_answered",
                ["campaign_id": .string(send.campaignID.text), "campaign": .string(send.campaignName)],
                to: ID(received.ticketID), in: connection)
        }
    }
}
