import Foundation

/// Pareto/NBD: purchases come at random at a rate of the customer's own, who leaves at any moment, at a rate of their
/// own.
///
/// - Source: Schmittlein, Morrison and Colombo 1987; forms by Fader and Hardie, "A note on deriving the Pareto/NBD model"
///   (2005).
package struct ParetoNBD: PurchaseModel, Equatable {
    /// Shape and rate of the purchase rates' gamma distribution.
    package let r: Double
    package let alpha: Double
    /// Shape and rate of the leaving rates' gamma distribution.
    package let s: Double
    package let beta: Double
    package let logLikelihood: Double

    package init(r: Double, alpha: Double, s: Double, beta: Double, logLikelihood: Double = .nan) {
        self.r = r
        self.alpha = alpha
        self.s = s
        self.beta = beta
        self.logLikelihood = logLikelihood
    }

    /// Maximum likelihood.
    package init(fitting histories: [PurchaseHistory]) {
        let fit = HistoryCounts(histories).fit(
            start: [1, 10, 1, 10], common: Self.commonLogLikelihood, own: Self.ownLogLikelihood)
        let p = fit.parameters
        self.init(r: p[0], alpha: p[1], s: p[2], beta: p[3], logLikelihood: fit.logLikelihood)
    }

    /// Of all histories with `x` repeats.
    private static func commonLogLikelihood(_ p: [Double], _ x: Double) -> Double {
        let (r, alpha, s, beta) = (p[0], p[1], p[2], p[3])
        return SpecialFunctions.logGamma(r + x) - SpecialFunctions.logGamma(r) + r * log(alpha) + s * log(beta)
    }

    private static func ownLogLikelihood(_ p: [Double], _ history: PurchaseHistory) -> Double {
        let (r, alpha, s, beta) = (p[0], p[1], p[2], p[3])
        let x = Double(history.repeats)
        let stayed = -(r + x) * log(alpha + history.observed) - s * log(beta + history.observed)
        return SpecialFunctions.logSum(stayed, log(s / (r + s + x)) + logLeft(p, history))
    }

    /// `ln A₀`, the part of the likelihood of those who left between the last purchase and the end.
    private static func logLeft(_ p: [Double], _ history: PurchaseHistory) -> Double {
        let (r, alpha, s, beta) = (p[0], p[1], p[2], p[3])
        let x = Double(history.repeats)
        let power = r + s + x
        let larger = max(alpha, beta)
        let second = alpha >= beta ? s + 1 : r + x
        func logTerm(_ time: Double) -> Double {
            let z = abs(alpha - beta) / (larger + time)
            return SpecialFunctions.logHypergeometric(nextAfter: power, second, z) - power * log(larger + time)
        }
        let (atLast, atEnd) = (logTerm(history.lastAt), logTerm(history.observed))
        guard atLast > atEnd else { return -.infinity }
        return atLast + log(-expm1(atEnd - atLast))
    }

    package func aliveProbability(_ history: PurchaseHistory) -> Double {
        let x = Double(history.repeats)
        let odds =
            log(s / (r + s + x)) + (r + x) * log(alpha + history.observed) + s * log(beta + history.observed)
            + Self.logLeft([r, alpha, s, beta], history)
        return 1 / (1 + exp(odds))
    }

    package func expectedPurchases(_ history: PurchaseHistory, within horizon: Double) -> Double {
        let end = history.observed
        let rate = (r + Double(history.repeats)) * (beta + end) / (alpha + end)
        // The limit at s = 1 is a logarithm.
        let stay =
            abs(s - 1) < 1e-9
            ? log((beta + end + horizon) / (beta + end))
            : (1 - pow((beta + end) / (beta + end + horizon), s - 1)) / (s - 1)
        return aliveProbability(history) * rate * stay
    }
}
