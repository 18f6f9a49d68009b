/// Tries the lifetime models on purchases: fits on the first part of the time, judges by the rest.
package struct LifetimeTrial: Sendable {
    package struct Purchase: Sendable {
        package let customer: String
        /// Days since any fixed day.
        package let day: Int
        package let amount: Double

        package init(customer: String, day: Int, amount: Double) {
            self.customer = customer
            self.day = day
            self.amount = amount
        }
    }

    /// How one model did against what customers then bought.
    ///
    /// Purchases are distinct days with one.
    package struct Findings: Sendable, Codable {
        package let parameters: [String: Double]
        package let logLikelihood: Double?
        /// Mean absolute error of the number of purchases per customer.
        package let mae: Double
        package let rmse: Double
        package let total: Double
        /// Whether those who bought at all ranked above those who did not.
        package let auc: Double?

        private enum CodingKeys: String, CodingKey {
            case parameters, mae, rmse, total, auc
            case logLikelihood = "log_likelihood"
        }
    }

    /// The same of money.
    package struct ValueFindings: Sendable, Codable {
        package let parameters: [String: Double]
        package let logLikelihood: Double?
        package let mae: Double
        package let rmse: Double
        package let total: Double
        package let correlation: Double

        private enum CodingKeys: String, CodingKey {
            case parameters, mae, rmse, total, correlation
            case logLikelihood = "log_likelihood"
        }
    }

    /// What there is to learn from and to judge by.
    package struct Facts: Sendable, Codable {
        package let customers: Int
        package let repeatBuyers: Int
        package let repeatPurchases: Int
        package let holdoutWeeks: Double
        package let holdoutPurchases: Double
        package let holdoutBuyersShare: Double
        package let holdoutAmount: Double
        /// Correlation of frequency and mean amount among repeat buyers, which Gamma-Gamma takes to be nothing.
        package let frequencyAmountCorrelation: Double

        private enum CodingKeys: String, CodingKey {
            case customers
            case repeatBuyers = "repeat_buyers"
            case repeatPurchases = "repeat_purchases"
            case holdoutWeeks = "holdout_weeks"
            case holdoutPurchases = "holdout_purchases"
            case holdoutBuyersShare = "holdout_buyers_ratio"
            case holdoutAmount = "holdout_amount"
            case frequencyAmountCorrelation = "frequency_amount_correlation"
        }
    }

    package let facts: Facts
    private let histories: [PurchaseHistory]
    private let firstAmounts: [Double]
    private let futureCounts: [Double]
    private let futureAmounts: [Double]
    private let spend: GammaGamma?
    private var horizon: Double { facts.holdoutWeeks }

    /// - Parameter calibrationEnd: The last day fitted on; `nil` is the middle of the days seen.
    /// - Throws: `TrialFault` with fewer than 100 customers or 30 repeat buyers: below that a rule on recency is honest.
    package init(_ purchases: [Purchase], calibrationEnd: Int? = nil) throws(TrialFault) {
        guard let first = purchases.map(\.day).min(), let last = purchases.map(\.day).max(), first < last else {
            throw TrialFault("There are no purchases on different days.")
        }
        guard last - first <= 100 * 366 else {
            throw TrialFault("The purchases lie \((last - first) / 365) years apart: is one of the dates wrong?")
        }
        let end = calibrationEnd ?? first + (last - first) / 2
        guard end > first, end < last else {
            throw TrialFault("The calibration must end between the first and last day.")
        }
        let byCustomer = Dictionary(grouping: purchases, by: \.customer).sorted { $0.key < $1.key }.map(\.value)
        var histories: [PurchaseHistory] = []
        var (firstAmounts, counts, amounts) = ([Double](), [Double](), [Double]())
        for own in byCustomer {
            guard let history = PurchaseHistory(purchases: own.map { ($0.day, $0.amount) }, end: end) else { continue }
            histories.append(history)
            let later = own.filter { $0.day > end }
            counts.append(Double(Set(later.map(\.day)).count))
            amounts.append(later.reduce(0) { $0 + $1.amount })
            let start = own.map(\.day).min() ?? 0
            firstAmounts.append(own.filter { $0.day == start }.reduce(0) { $0 + $1.amount })
        }
        let repeaters = histories.filter { $0.repeats > 0 }
        guard histories.count >= 100, repeaters.count >= 30 else {
            throw TrialFault(
                "Not enough data: \(histories.count) of 100 customers, \(repeaters.count) of 30 repeat buyers.")
        }
        self.histories = histories
        self.firstAmounts = firstAmounts
        spend = GammaGamma(fitting: histories)
        futureCounts = counts
        futureAmounts = amounts
        facts = Facts(
            customers: histories.count, repeatBuyers: repeaters.count,
            repeatPurchases: histories.reduce(0) { $0 + $1.repeats }, holdoutWeeks: Double(last - end) / 7,
            holdoutPurchases: counts.reduce(0, +),
            holdoutBuyersShare: Statistics.mean(counts.map { $0 > 0 ? 1 : 0 }), holdoutAmount: amounts.reduce(0, +),
            frequencyAmountCorrelation: Statistics.correlation(
                repeaters.map { Double($0.repeats) }, repeaters.map(\.meanAmount)))
    }

    package func betaGeometric(_ form: BetaGeometric.Form) -> (model: BetaGeometric, findings: Findings) {
        let model = BetaGeometric(form: form, fitting: histories)
        let parameters = ["r": model.r, "alpha": model.alpha, "a": model.a, "b": model.b]
        return (model, findings(expected(model), parameters, model.logLikelihood))
    }

    package func paretoNBD() -> (model: ParetoNBD, findings: Findings) {
        let model = ParetoNBD(fitting: histories)
        let parameters = ["r": model.r, "alpha": model.alpha, "s": model.s, "beta": model.beta]
        return (model, findings(expected(model), parameters, model.logLikelihood))
    }

    /// As often again as before, in proportion to the time: what costs nothing.
    package func sameAgain() -> Findings {
        findings(histories.map { Double($0.repeats) / max($0.observed, 1) * horizon }, [:], nil)
    }

    /// Expected purchases times expected amounts.
    package func value(_ model: some PurchaseModel) -> ValueFindings? {
        guard let spend else { return nil }
        let values = histories.map { model.expectedPurchases($0, within: horizon) * spend.expectedAmount($0) }
        return valueFindings(
            values, ["p": spend.p, "q": spend.q, "v": spend.scale], spend.logLikelihood)
    }

    /// The founding formula: average order value × frequency × time.
    package func simpleValue() -> ValueFindings {
        let values = histories.indices.map { place in
            let history = histories[place]
            let orders = Double(history.repeats + 1)
            let average = (firstAmounts[place] + Double(history.repeats) * history.meanAmount) / orders
            return Ratios.simpleLifetimeValue(
                averageOrderValue: average, purchaseFrequency: orders / max(history.observed, 1), lifetime: horizon)
        }
        return valueFindings(values, [:], nil)
    }

    private func expected(_ model: some PurchaseModel) -> [Double] {
        histories.map { model.expectedPurchases($0, within: horizon) }
    }

    private func findings(_ expected: [Double], _ parameters: [String: Double], _ logLikelihood: Double?) -> Findings {
        Findings(
            parameters: parameters, logLikelihood: logLikelihood, mae: Self.meanError(expected, futureCounts),
            rmse: Self.rootError(expected, futureCounts), total: expected.reduce(0, +),
            auc: Scores.areaUnderCurve(expected, futureCounts.map { $0 > 0 ? 1 : 0 }))
    }

    private func valueFindings(
        _ values: [Double], _ parameters: [String: Double], _ logLikelihood: Double?
    ) -> ValueFindings {
        ValueFindings(
            parameters: parameters, logLikelihood: logLikelihood, mae: Self.meanError(values, futureAmounts),
            rmse: Self.rootError(values, futureAmounts), total: values.reduce(0, +),
            correlation: Statistics.correlation(values, futureAmounts))
    }

    private static func meanError(_ a: [Double], _ b: [Double]) -> Double {
        Statistics.mean(zip(a, b).map { abs($0 - $1) })
    }

    private static func rootError(_ a: [Double], _ b: [Double]) -> Double {
        Statistics.mean(zip(a, b).map { ($0 - $1) * ($0 - $1) }).squareRoot()
    }
}
