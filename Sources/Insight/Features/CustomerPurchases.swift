package import EventLoop
package import Foundation
package import Models
package import Postgres

/// Who bought when and for how much, as known at a moment: what lifetime models and segments by purchases start from.
@Loop package struct CustomerPurchases {
    /// Purchase histories in weeks.
    package struct Histories: Sendable, Equatable {
        /// The currency of the amounts: the one most orders were in.
        package let currency: String
        /// Customers with a purchase, by their id.
        package let byCustomer: [UUID: PurchaseHistory]

        /// Whether they are enough for a lifetime model: 100 customers, 30 of whom came back (MODELS.md 5.3).
        package var areEnough: Bool {
            byCustomer.count >= 100 && byCustomer.values.count(where: { $0.repeats > 0 }) >= 30
        }
    }

    private struct Day: Sendable {
        let customer: UUID
        let day: Int
        let currency: String
        let amountMinor: Int
        let orders: Int

        init(_ row: Row) throws {
            customer = try row["customer_id"]
            day = try row["day"]
            currency = try row["currency"]
            amountMinor = try row["amount_minor"]
            orders = try row["orders"]
        }
    }

    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The histories of customers who bought by `asOf`; of everybody without `ids`.
    ///
    /// A day with orders in two currencies is one purchase. Amounts are in minor units of one currency: what was paid in
    /// another counts as a purchase of nothing known, so a customer's mean is of the days in that currency.
    package func histories(of ids: [UUID]? = nil, asOf: Date) async throws -> Histories {
        let days = try await days(of: ids, asOf: asOf)
        let today = try await day(of: asOf)
        var orders: [String: Int] = [:]
        for day in days { orders[day.currency, default: 0] += day.orders }
        let currency = orders.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? ""
        var histories: [UUID: PurchaseHistory] = [:]
        for (customer, theirs) in Dictionary(grouping: days, by: \.customer) {
            histories[customer] = history(theirs, until: today, currency)
        }
        return Histories(currency: currency, byCustomer: histories)
    }

    /// Recency, frequency and money of customers who bought by `asOf`; of everybody without `ids`.
    ///
    /// Money is in minor units of the company's currency, orders in another count in numbers only.
    package func activity(of ids: [UUID]? = nil, asOf: Date) async throws -> [UUID: RFM.Facts] {
        let days = try await days(of: ids, asOf: asOf)
        let today = try await day(of: asOf)
        let home = try await connection.first(
            { row in try row["currency"] as String }, "SELECT currency FROM company_profile")
        return Dictionary(grouping: days, by: \.customer).mapValues { theirs in
            RFM.Facts(
                recencyDays: Double(today - (theirs.map(\.day).max() ?? today)),
                frequency: Double(theirs.reduce(0) { $0 + $1.orders }),
                monetary: Double(theirs.filter { $0.currency == home }.reduce(0) { $0 + $1.amountMinor }))
        }
    }

    private func history(_ days: [Day], until today: Int, _ currency: String) -> PurchaseHistory? {
        let all = PurchaseHistory(purchases: days.map { ($0.day, 0) }, end: today)
        guard let all, let first = days.map(\.day).min() else { return nil }
        let repeats = days.filter { $0.day != first && $0.currency == currency }
        let mean = repeats.isEmpty ? 0 : Double(repeats.reduce(0) { $0 + $1.amountMinor }) / Double(repeats.count)
        return PurchaseHistory(repeats: all.repeats, lastAt: all.lastAt, observed: all.observed, meanAmount: mean)
    }

    private func days(of ids: [UUID]?, asOf: Date) async throws -> [Day] {
        let customers: SQL = ids.map { "\($0)::uuid[]" } ?? "ARRAY(SELECT DISTINCT customer_id FROM orders)"
        return try await connection.rows(
            Day.init,
            """
            SELECT customer_id, day, currency, amount_minor, orders
            FROM report.purchase_days(\(customers), \(asOf))
            ORDER BY customer_id, day, currency
            """)
    }

    private func day(of moment: Date) async throws -> Int {
        try await connection.first(
            { row in try row["day"] as Int },
            """
            SELECT ((\(moment)::timestamptz) AT TIME ZONE time_zone)::date - date '1970-01-01' AS day
            FROM company_profile
            """) ?? 0
    }
}
