package import Commerce
package import EventLoop
package import Jobs
package import Web

/// Pipelines and opportunities, quotes, contracts and the forecast.
@Loop package final class SalesModule: Module {
    package let name = "sales"
    private let context: AppContext
    package let quotes: QuoteDesk
    package let contracts: ContractJobs
    private let links: QuoteLinkRoutes

    /// - Parameter orders: Places the orders accepted quotes become.
    package init(context: AppContext, orders: OrderDesk) {
        self.context = context
        quotes = QuoteDesk(context: context, orders: orders, win: nil)
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
