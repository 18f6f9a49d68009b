/// The six founding ratios, each under its name.
///
/// A denominator of zero gives `nil`, never 0 %.
package enum Ratios {
    /// Average order value × orders per period × periods a customer stays: "simple CLV".
    package static func simpleLifetimeValue(
        averageOrderValue: Double, purchaseFrequency: Double, lifetime: Double
    ) -> Double {
        averageOrderValue * purchaseFrequency * lifetime
    }

    /// Satisfied answers of all answers; neutral ones count as not satisfied.
    package static func satisfaction(satisfied: Int, answers: Int) -> Double? { share(satisfied, of: answers) }

    /// Customers lost in a period of those at its start.
    package static func churn(lost: Int, atStart: Int) -> Double? { share(lost, of: atStart) }

    /// Customers kept in a period of those at its start: what the founding document called by this name was churn.
    package static func retention(lost: Int, atStart: Int) -> Double? {
        churn(lost: lost, atStart: atStart).map { 1 - $0 }
    }

    /// Right predictions of all predictions.
    package static func accuracy(right: Int, predictions: Int) -> Double? { share(right, of: predictions) }

    /// Customers with at least two distinct products of all customers.
    package static func crossSelling(buyersOfSeveral: Int, customers: Int) -> Double? {
        share(buyersOfSeveral, of: customers)
    }

    /// People who reacted to a campaign of those it reached.
    package static func response(reactions: Int, recipients: Int) -> Double? { share(reactions, of: recipients) }

    private static func share(_ part: Int, of whole: Int) -> Double? {
        whole > 0 ? Double(part) / Double(whole) : nil
    }
}
