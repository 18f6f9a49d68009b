package import EventLoop
package import Foundation
package import Helpdesk
package import Jobs
import Postgres
package import Web

/// Satisfaction: a question after a ticket is solved, at most one answer, and the list of both.
@Loop package final class SurveysModule: Module {
    package let name = "surveys"
    private let desk: Desk
    private let invitations: InvitationJobs

    package init(desk: Desk) {
        self.desk = desk
        invitations = InvitationJobs(desk)
    }

    package var routes: [Route] { SurveyRoutes(desk).routes }

    package func registerJobs(_ queue: JobQueue) {
        invitations.register(queue)
    }

    package func subscribe(_ bus: EventBus) {
        let invitations = invitations
        bus.subscribe(TicketSolved.self, name: "surveys.plan") { solved, connection in
            try await invitations.plan(solved, in: connection)
        }
    }

    /// The token of the question about this chat that has no answer yet, for the widget; injected into `Channels`, which
    /// asks only for a ticket its visitor may see.
    package func pendingSurvey(ofTicket ticketID: UUID) async throws -> String? {
        try await InvitationStore(desk.database.connection).pendingToken(ticketID: ticketID, now: desk.now)
    }
}
