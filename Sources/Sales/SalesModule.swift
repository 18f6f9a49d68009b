package import Commerce
package import EventLoop
package import Jobs
package import Web

/// Quotes and contracts.
@Loop package final class SalesModule: Module {
    package let name = "sales"
    private let context: AppContext
    package let quotes: QuoteDesk
    package let contracts: ContractJobs
    private let links: QuoteLinkRoutes

    /// - Parameter orders: Places the orders accepted quotes become.
    package init(context: AppContext, orders: OrderDesk) {
        self.context = context
        let deals = OpportunityDesk(context: context)
        quotes = QuoteDesk(context: context, orders: orders) { try await deals.win($0, by: $1, in: $2) }
        contracts = ContractJobs(context: context)
        links = QuoteLinkRoutes(context: context, desk: quotes, throttle: TokenThrottle())
    }

    package var routes: [Route] {
        QuoteRoutes(context: context, desk: quotes).routes + links.routes + ContractRoutes(context: context).routes
    }

    package func registerJobs(_ queue: JobQueue) {
        let quotes = quotes
        queue.every(seconds: 300, name: "sales.quotes") { try await quotes.lapseDue() }
        contracts.register(queue)
    }
}
