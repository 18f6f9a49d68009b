package import EventLoop
package import Jobs
package import Web

/// The catalogue, orders, parcels and what to offer.
@Loop package final class CommerceModule: Module {
    package let name = "commerce"
    /// Places and moves orders for the modules above.
    package let desk: OrderDesk
    private let context: AppContext
    private let bus: EventBus
    private let recommendations: RecommendationDesk
    private let ask: VisitorOrderRoutes.Ask?
    private let offers: OfferRoutes

    /// - Parameters:
    ///   - ask: Takes what visitors ask about their orders.
    ///   - tickets: Serves offers made on tickets.
    package init(
        context: AppContext, bus: EventBus, ask: VisitorOrderRoutes.Ask? = nil, tickets: OfferTickets? = nil
    ) {
        self.ask = ask
        self.context = context
        self.bus = bus
        desk = OrderDesk(context: context, bus: bus)
        recommendations = RecommendationDesk(context: context)
        offers = OfferRoutes(context: context, desk: desk, tickets: tickets, throttle: TokenThrottle())
    }

    package var routes: [Route] {
        ProductRoutes(context: context).routes
            + OrderRoutes(context: context, desk: desk).routes
            + VisitorOrderRoutes(context: context, ask: ask).routes
            + offers.routes
            + ShipmentRoutes(context: context, desk: desk).routes
            + RecommendationRoutes(context: context, desk: recommendations).routes
    }

    package var today: [TodaySection] { TodayShipments.sections }

    package func registerJobs(_ queue: JobQueue) {
        ShipmentJobs(context: context, bus: bus).register(queue)
    }
}
