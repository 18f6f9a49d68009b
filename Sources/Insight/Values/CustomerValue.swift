import Basics
package import Foundation
package import Models

/// What one customer is worth and where they stand in each segmentation.
package struct CustomerValue: Sendable, Equatable {
    package let customerID: UUID
    /// The simple value in minor units: average order × orders per month × 12; `nil` without an order in the company's
    /// currency.
    package let simpleMinor: Int?
    /// Orders to expect in the next 52 weeks by the model; `nil` without one.
    package let expectedOrders: Double?
    /// What they are expected to bring, in minor units.
    package let expectedMinor: Int?
    package let age: String
    package let frequency: String
    package let orderValue: String
    package let rfm: String
}

/// How values and segments are worked out of what is known of each customer.
package struct CustomerValuation: Sendable {
    /// What is known of one customer who has bought.
    package struct Facts: Sendable {
        package let customerID: UUID
        package let firstOn: CalendarDay
        package let lastOn: CalendarDay
        package let orderCount: Int
        package let paidCount: Int
        package let spentMinor: Int
        /// Orders in the last 365 days.
        package let yearCount: Int
        package let birthday: CalendarDay?
    }

    /// The models, with what they were fitted on, as kept with a run.
    package struct Fit: Sendable, Codable, Equatable {
        package let purchases: [String: Double]
        package let amounts: [String: Double]
    }

    /// Months the simple value looks ahead; the model's 52 weeks are as long.
    package static let months = 12.0
    private static let daysPerMonth = 365.25 / 12

    package var rules = RuleSegments()
    package let today: CalendarDay
    package let currency: String

    package init(today: CalendarDay, currency: String) {
        self.today = today
        self.currency = currency
    }

    /// The founding formula: 200 × 2 × 12 = 4800.
    package static func simple(averageOrder: Double, ordersPerMonth: Double, months: Double) -> Double {
        averageOrder * ordersPerMonth * months
    }

    /// Every customer's value; by the model too when `histories` are enough to fit one.
    @concurrent package func values(
        _ facts: [Facts], _ histories: CustomerPurchases.Histories
    ) async -> (values: [CustomerValue], fit: Fit?) {
        let scores = RFM.scores(
            facts.map {
                RFM.Facts(
                    recencyDays: Double(today.number - $0.lastOn.number), frequency: Double($0.orderCount),
                    monetary: Double($0.spentMinor))
            })
        var models: (purchases: BetaGeometric, amounts: GammaGamma)?
        if histories.areEnough, histories.currency == currency {
            let all = histories.byCustomer.sorted { $0.key.uuidString < $1.key.uuidString }.map(\.value)
            if let amounts = GammaGamma(fitting: all) {
                models = (BetaGeometric(form: .modified, fitting: all), amounts)
            }
        }
        let values = zip(facts, scores).map { fact, score in
            value(fact, rfm: score.segment, histories.byCustomer[fact.customerID], models)
        }
        let fit = models.map { purchases, amounts in
            Fit(
                purchases: ["r": purchases.r, "alpha": purchases.alpha, "a": purchases.a, "b": purchases.b],
                amounts: ["p": amounts.p, "q": amounts.q, "v": amounts.scale])
        }
        return (values, fit)
    }

    private func value(
        _ fact: Facts, rfm: RFM.Segment, _ history: PurchaseHistory?,
        _ models: (purchases: BetaGeometric, amounts: GammaGamma)?
    ) -> CustomerValue {
        let average = fact.paidCount > 0 ? Double(fact.spentMinor) / Double(fact.paidCount) : nil
        // A customer of less than a month counts as one of a month: two orders on the first day are not sixty a month.
        let age = max(1, Double(today.number - fact.firstOn.number) / Self.daysPerMonth)
        let simple = average.map {
            Self.simple(averageOrder: $0, ordersPerMonth: Double(fact.orderCount) / age, months: Self.months)
        }
        let expected = models.flatMap { models in history.map { models.purchases.expectedPurchases($0, within: 52) } }
        let amount = models.flatMap { models in history.map { models.amounts.expectedAmount($0) } }
        let worth = expected.flatMap { orders in amount.map { orders * $0 } }
        return CustomerValue(
            customerID: fact.customerID, simpleMinor: simple.map { Int($0.rounded()) },
            expectedOrders: expected.flatMap { $0.isFinite ? $0 : nil },
            expectedMinor: worth.flatMap { $0.isFinite ? Int($0.rounded()) : nil },
            age: fact.birthday.map { rules.ageGroup(Double(years(since: $0))).rawValue } ?? "unknown",
            frequency: rules.frequencyGroup(Double(fact.yearCount)).rawValue,
            orderValue: average.map { rules.orderValueGroup($0 / Money.minorPerUnit(currency)).rawValue } ?? "unknown",
            rfm: rfm.rawValue)
    }

    /// Full years from a birthday to today.
    private func years(since birthday: CalendarDay) -> Int {
        let (born, now) = (birthday.description, today.description)
        let years = (Int(now.prefix(4)) ?? 0) - (Int(born.prefix(4)) ?? 0)
        return now.suffix(5) < born.suffix(5) ? years - 1 : years
    }
}
