import Basics
package import EventLoop
import Foundation
import Jobs
import Models
import Postgres
package import Web

/// Works out once a day what customers are worth, never while somebody waits for a page.
@Loop package struct CustomerValueJobs {
    struct Payload: Codable, Sendable {}

    /// Asked for when the bounds of segments have changed.
    static let anew = Job<Payload>("insight.customer-values")

    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    func register(_ queue: JobQueue) {
        queue.register(Self.anew) { _ in try await runIfDue() }
        queue.every(seconds: 300, name: "insight.customer-values") { try await runIfDue() }
    }

    package func runIfDue() async throws {
        let store = CustomerValueStore(context.database.connection)
        guard try await store.isDue(at: context.clock.now) else { return }
        try await run()
    }

    /// Takes the picture anew.
    package func run() async throws {
        let now = context.clock.now
        let connection = context.database.connection
        let reports = ReportStore(connection, clock: context.clock)
        let (_, today) = try await reports.calendar()
        guard let currency = try await reports.currency() else { return }
        let histories = try await CustomerPurchases(connection).histories(asOf: now)
        let facts = try await CustomerValueStore(connection).facts(today: today)
        let bounds = try await SegmentBoundsStore(connection).bounds().bounds
        var valuation = CustomerValuation(today: today, currency: currency)
        valuation.rules = bounds.rules
        let (values, fit) = await valuation.values(facts, histories)
        let repeats = histories.byCustomer.values.count { $0.repeats > 0 }
        try await context.database.transaction { connection in
            let store = CustomerValueStore(connection)
            try await store.keep(
                values, fit, bounds: bounds.rules, repeats: repeats, currency: currency, at: now)
            try await store.countPairs()
            try await store.keepPicture(of: today)
        }
    }
}
