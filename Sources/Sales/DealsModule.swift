package import EventLoop
package import Helpdesk
package import Jobs
package import Web

/// Pipelines, the deals on them, what is to be done about them, and the forecast.
@Loop package final class DealsModule: Module {
    package let name = "deals"
    private let context: AppContext
    private let helpdesk: Desk?

    /// - Parameter helpdesk: Notes in their threads that tickets became deals.
    package init(context: AppContext, helpdesk: Desk? = nil) {
        self.context = context
        self.helpdesk = helpdesk
    }

    package var routes: [Route] {
        let desk = OpportunityDesk(context: context)
        return PipelineRoutes(context: context).routes
            + LostReasonRoutes(context: context).routes
            + OpportunityRoutes(context: context, desk: desk).routes
            + LeadRoutes(context: context, desk: desk, helpdesk: helpdesk).routes
            + ActivityRoutes(context: context).routes
            + ForecastRoutes(context: context).routes
    }

    package func registerJobs(_ queue: JobQueue) {}
}
