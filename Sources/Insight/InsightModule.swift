import Basics
package import EventLoop
package import Foundation
package import Jobs
import Postgres
package import Web

/// Reports and predictions: what they count stands in `sql/views`, what they read is prepared by jobs.
@Loop package final class InsightModule: Module {
    package let name = "insight"
    private let context: AppContext
    private let predictions: PredictionDesk
    private let visibleTickets: VisibleTickets
    private let rescoring: Rescoring
    private let training: TrainingJobs
    private let nightly: NightlyJobs
    private let schedules: ReportScheduleJobs

    /// - Parameters:
    ///   - ticketScope: The condition on `tickets AS t` that lets somebody see them.
    ///   - sendReport: Queues a report's mail to one address.
    package init(
        context: AppContext, hub: LiveHub, ticketScope: @escaping VisibleTickets.Scope,
        sendReport: @escaping ReportMail.Send
    ) {
        self.context = context
        schedules = ReportScheduleJobs(context: context, send: sendReport)
        visibleTickets = VisibleTickets(scope: ticketScope)
        predictions = PredictionDesk(context: context)
        rescoring = Rescoring(context: context, desk: predictions, hub: hub)
        let scoring = ScoringJobs(context: context, desk: predictions)
        training = TrainingJobs(context: context, scoring: scoring)
        nightly = NightlyJobs(context: context, training: training, scoring: scoring)
    }

    package var routes: [Route] {
        ReportRoutes(context: context).routes
            + CustomerValueRoutes(context: context).routes
            + SegmentBoundsRoutes(context: context).routes
            + ReportScheduleRoutes(context: context, jobs: schedules).routes
            + TicketPredictionRoutes(context: context, desk: predictions, visibleTickets: visibleTickets).routes
            + CustomerPredictionRoutes(context: context, desk: predictions).routes
            + AtRiskRoutes(context: context, visibleTickets: visibleTickets).routes
            + ModelRoutes(context: context, desk: predictions, training: training).routes
    }

    /// Something happened on a ticket that may change how satisfied its customer will be; call it after the commit.
    ///
    /// - Parameter changed: Called when lists should show the ticket anew.
    package func rescore(
        _ ticket: UUID, isEvent: Bool, assigneeID: UUID?, teamID: UUID?, changed: @escaping @Loop (UUID) -> Void
    ) {
        rescoring.rescore(
            Rescoring.Wish(
                ticket: ticket, cause: isEvent ? .event : .message, assigneeID: assigneeID, teamID: teamID,
                changed: changed))
    }

    package var today: [TodaySection] { TodayRisks.sections }

    package func registerJobs(_ queue: JobQueue) {
        training.register(queue)
        nightly.register(queue)
        CustomerValueJobs(context: context).register(queue)
        schedules.register(queue)
        let context = context
        queue.every(seconds: 300, name: "insight.prepare-days") {
            try await context.database.transaction { connection in
                try await DayStore(connection).prepare(now: context.clock.now)
            }
            try await context.database.transaction { connection in try await WorkloadDayStore(connection).prepare() }
            try await context.database.transaction { connection in try await PreparedOrders(connection).prepare() }
        }
    }

    package func subscribe(_ bus: EventBus) {}
}
