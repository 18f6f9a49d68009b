import Foundation

/// What the lifetime models know of one customer.
///
/// Times are in one unit throughout, usually weeks.
package struct PurchaseHistory: Sendable, Equatable, Codable {
    /// Purchases after the first, on distinct days: x.
    package let repeats: Int
    /// From the first purchase to the last: tₓ.
    package let lastAt: Double
    /// From the first purchase to the end of the observation: T.
    package let observed: Double
    /// Mean amount of the repeat purchases; 0 without any.
    package let meanAmount: Double

    package init(repeats: Int, lastAt: Double, observed: Double, meanAmount: Double = 0) {
        self.repeats = repeats
        self.lastAt = lastAt
        self.observed = observed
        self.meanAmount = meanAmount
    }

    /// From the days somebody bought on, in days since any day, and what they spent; purchases of one day are one.
    ///
    /// - Parameters:
    ///   - end: The last day observed; later purchases are not looked at.
    ///   - daysPerUnit: 7 gives weeks.
    /// - Returns: `nil` when nothing was bought by `end`.
    package init?(purchases: [(day: Int, amount: Double)], end: Int, daysPerUnit: Double = 7) {
        var amounts: [Int: Double] = [:]
        for purchase in purchases where purchase.day <= end { amounts[purchase.day, default: 0] += purchase.amount }
        guard let first = amounts.keys.min(), let last = amounts.keys.max() else { return nil }
        let later = amounts.filter { $0.key != first }.sorted { $0.key < $1.key }.map(\.value)
        self.init(
            repeats: later.count, lastAt: Double(last - first) / daysPerUnit,
            observed: Double(end - first) / daysPerUnit, meanAmount: Statistics.mean(later))
    }
}

/// A model of how often customers buy until they leave for good.
package protocol PurchaseModel: Sendable, Codable {
    /// The logarithm of the likelihood of the histories it was fitted on.
    var logLikelihood: Double { get }
    /// Purchases to expect within `horizon` from the end of the observation.
    func expectedPurchases(_ history: PurchaseHistory, within horizon: Double) -> Double
    /// The chance that the customer has not left. With BG/NBD it is 1 for everybody without a repeat purchase, so rank
    /// by `expectedPurchases` instead (MODELS.md 1.1).
    func aliveProbability(_ history: PurchaseHistory) -> Double
}

/// Equal histories once each, with how often they occur: fits take a fraction of the time.
struct HistoryCounts {
    let histories: [(history: PurchaseHistory, count: Double)]

    init(_ histories: [PurchaseHistory]) {
        struct Key: Hashable {
            let repeats: Int
            let lastAt: Double
            let observed: Double
        }
        var counts: [Key: Double] = [:]
        for history in histories {
            counts[Key(repeats: history.repeats, lastAt: history.lastAt, observed: history.observed), default: 0] += 1
        }
        // In a fixed order, so that sums of floating point numbers are the same in every run.
        self.histories = counts.map { key, count in
            (PurchaseHistory(repeats: key.repeats, lastAt: key.lastAt, observed: key.observed), count)
        }.sorted {
            ($0.history.repeats, $0.history.lastAt, $0.history.observed)
                < ($1.history.repeats, $1.history.lastAt, $1.history.observed)
        }
    }

    /// Maximises the sum of both parts of the log-likelihood over positive parameters.
    ///
    /// - Parameters:
    ///   - common: The part that histories with equally many repeats share, so it is worked out once for all of them.
    ///   - own: The rest.
    func fit(
        start: [Double], common: ([Double], Double) -> Double, own: ([Double], PurchaseHistory) -> Double
    ) -> (parameters: [Double], logLikelihood: Double) {
        // A few thousand histories tell nearly the same as very many: from their answer all need a few steps only.
        guard histories.count <= Self.plenty else {
            let share = histories.count / Self.plenty + 1
            let few = HistoryCounts(every: share, of: self).fit(start: start, common: common, own: own)
            return descend(from: few.parameters, step: 0.02, common: common, own: own)
        }
        return descend(from: start, step: 0.5, common: common, own: own)
    }

    /// More different histories than this are fitted on a part of them first.
    private static let plenty = 10_000

    private init(every share: Int, of all: HistoryCounts) {
        histories = stride(from: 0, to: all.histories.count, by: share).map { all.histories[$0] }
    }

    private func descend(
        from start: [Double], step: Double, common: ([Double], Double) -> Double,
        own: ([Double], PurchaseHistory) -> Double
    ) -> (parameters: [Double], logLikelihood: Double) {
        let customers = histories.reduce(0) { $0 + $1.count }
        // A sum over many customers is not known to more digits than this.
        let found = NelderMead.minimum(
            from: start.map(log), step: step, tolerance: max(1e-10, 1e-11 * customers)
        ) { point in
            guard point.allSatisfy({ abs($0) < 15 }) else { return .infinity }
            let parameters = point.map(exp)
            var sum = 0.0
            var shared = (repeats: -1, value: 0.0)
            for (history, count) in histories {
                if history.repeats != shared.repeats {
                    shared = (history.repeats, common(parameters, Double(history.repeats)))
                }
                sum += count * (shared.value + own(parameters, history))
            }
            return -sum
        }
        return (found.point.map(exp), -found.value)
    }
}
