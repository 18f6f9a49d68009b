import Foundation

/// What customers spend per purchase, shrunk towards the average the less is known of one.
///
/// It assumes that how much somebody spends says nothing about how often; look at `Statistics.correlation` first.
///
/// - Source: Fader and Hardie, "The gamma-gamma model of monetary value" (2013).
package struct GammaGamma: Sendable, Equatable, Codable {
    package let p: Double
    package let q: Double
    /// Scale, in the currency of the amounts: γ, also written v.
    package let scale: Double
    package let logLikelihood: Double

    package init(p: Double, q: Double, scale: Double, logLikelihood: Double = .nan) {
        self.p = p
        self.q = q
        self.scale = scale
        self.logLikelihood = logLikelihood
    }

    /// Fits customers with at least one repeat purchase and a positive mean amount; `nil` when there are none.
    package init?(fitting histories: [PurchaseHistory]) {
        let repeaters = histories.filter { $0.repeats > 0 && $0.meanAmount > 0 }
            .sorted { ($0.repeats, $0.meanAmount) < ($1.repeats, $1.meanAmount) }
        guard !repeaters.isEmpty else { return nil }
        let mean = Statistics.mean(repeaters.map(\.meanAmount))
        let tolerance = max(1e-10, 1e-11 * Double(repeaters.count))
        let found = NelderMead.minimum(from: [log(2), log(2), log(mean)], tolerance: tolerance) { point in
            guard abs(point[0]) < 20, abs(point[1]) < 20, abs(point[2] - log(mean)) < 20 else { return .infinity }
            return -Self.logLikelihood(point.map(exp), repeaters)
        }
        let parameters = found.point.map(exp)
        self.init(p: parameters[0], q: parameters[1], scale: parameters[2], logLikelihood: -found.value)
    }

    /// - Parameter repeaters: By number of repeats, so that what depends on it alone is worked out once for each.
    private static func logLikelihood(_ parameters: [Double], _ repeaters: [PurchaseHistory]) -> Double {
        let (p, q, scale) = (parameters[0], parameters[1], parameters[2])
        let gamma = SpecialFunctions.logGamma
        var shared = (repeats: 0, value: 0.0)
        var sum = 0.0
        for history in repeaters {
            let x = Double(history.repeats)
            if history.repeats != shared.repeats {
                let value = gamma(p * x + q) - gamma(p * x) - gamma(q) + q * log(scale) + p * x * log(x)
                shared = (history.repeats, value)
            }
            let z = history.meanAmount
            sum += shared.value + (p * x - 1) * log(z) - (p * x + q) * log(scale + x * z)
        }
        return sum
    }

    /// The expected amount of a purchase; the average customer's without any repeat purchase.
    package func expectedAmount(_ history: PurchaseHistory) -> Double {
        let x = Double(history.repeats)
        return p * (scale + x * history.meanAmount) / (p * x + q - 1)
    }
}
