package import Access
package import Commerce
package import EventLoop
package import Helpdesk
package import Jobs
package import Web

/// Pipelines and the deals on them, what is to be done about them, quotes, contracts and the forecast.
@Loop package final class SalesModule: Module {
    package let name = "sales"
    private let context: AppContext
    private let helpdesk: Desk?
    private let deals: OpportunityDesk
    package let quotes: QuoteDesk
    package let contracts: ContractJobs
    private let links: QuoteLinkRoutes
    /// Tells people of what they have to do.
    package let reminders: ActivityReminders?

    /// - Parameters:
    ///   - orders: Places the orders accepted quotes become.
    ///   - helpdesk: Notes in their threads that tickets became deals.
    ///   - push: Tells people of what they have to do; nobody is told without it.
    package init(context: AppContext, orders: OrderDesk, helpdesk: Desk? = nil, push: Push? = nil) {
        self.context = context
        self.helpdesk = helpdesk
        let deals = OpportunityDesk(context: context)
        self.deals = deals
        quotes = QuoteDesk(context: context, orders: orders) { try await deals.win($0, by: $1, in: $2) }
        contracts = ContractJobs(context: context, push: push)
        reminders = push.map { ActivityReminders(context: context, push: $0) }
        links = QuoteLinkRoutes(context: context, desk: quotes, throttle: TokenThrottle())
    }

    package var routes: [Route] {
        PipelineRoutes(context: context, desk: deals).routes
            + LostReasonRoutes(context: context).routes
            + OpportunityRoutes(context: context, desk: deals).routes
            + LeadRoutes(context: context, desk: deals, helpdesk: helpdesk).routes
            + ActivityRoutes(context: context).routes
            + ForecastRoutes(context: context).routes
            + QuoteRoutes(context: context, desk: quotes).routes
            + QuoteSettingsRoutes(context: context).routes
            + TaxRateRoutes(context: context).routes
            + links.routes
            + ContractRoutes(context: context).routes
    }

    package var today: [TodaySection] { TodaySales.sections }

    package func registerJobs(_ queue: JobQueue) {
        let quotes = quotes
        queue.every(seconds: 300, name: "sales.quotes") { try await quotes.lapseDue() }
        contracts.register(queue)
        reminders?.register(queue)
    }
}
