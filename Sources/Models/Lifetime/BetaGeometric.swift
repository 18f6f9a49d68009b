import Foundation

/// BG/NBD and its modification: purchases come at random at a rate of the customer's own, and after a purchase the
/// customer leaves with a probability of their own.
///
/// In BG/NBD nobody leaves before a second purchase, so everybody without one counts as alive; in the modified form one
/// may leave right after the first (Batislam, Denizel and Filiztekin 2007; Wagner and Hoppe 2008).
///
/// - Source: Fader, Hardie and Lee, "Counting your customers the easy way", Marketing Science 24 (2005).
package struct BetaGeometric: PurchaseModel, Equatable {
    package enum Form: String, Sendable, Codable {
        case original
        case modified
    }

    package let form: Form
    /// Shape and rate of the purchase rates' gamma distribution.
    package let r: Double
    package let alpha: Double
    /// Of the leaving probabilities' beta distribution.
    package let a: Double
    package let b: Double
    package let logLikelihood: Double

    package init(form: Form, r: Double, alpha: Double, a: Double, b: Double, logLikelihood: Double = .nan) {
        self.form = form
        self.r = r
        self.alpha = alpha
        self.a = a
        self.b = b
        self.logLikelihood = logLikelihood
    }

    /// Maximum likelihood; the result does not depend on the order of the histories.
    package init(form: Form, fitting histories: [PurchaseHistory]) {
        let fit = HistoryCounts(histories).fit(
            start: [1, 5, 1, 2], common: { Self.commonLogLikelihood(form, $0, $1) },
            own: { Self.ownLogLikelihood(form, $0, $1) })
        let p = fit.parameters
        self.init(form: form, r: p[0], alpha: p[1], a: p[2], b: p[3], logLikelihood: fit.logLikelihood)
    }

    /// Of all histories with `x` repeats, the constant that depends on no parameter left out as in the paper.
    private static func commonLogLikelihood(_ form: Form, _ p: [Double], _ x: Double) -> Double {
        let (r, alpha, a, b) = (p[0], p[1], p[2], p[3])
        let gamma = SpecialFunctions.logGamma
        let shift = form == .modified ? 1.0 : 0.0
        let rates = gamma(r + x) - gamma(r) + r * log(alpha)
        let leaving = gamma(a + b) + gamma(b + x + shift) - gamma(b) - gamma(a + b + x + shift)
        return rates + leaving
    }

    private static func ownLogLikelihood(_ form: Form, _ p: [Double], _ history: PurchaseHistory) -> Double {
        let (r, alpha, a, b) = (p[0], p[1], p[2], p[3])
        let x = Double(history.repeats)
        let shift = form == .modified ? 1.0 : 0.0
        let stayed = -(r + x) * log(alpha + history.observed)
        guard form == .modified || history.repeats > 0 else { return stayed }
        let left = log(a) - log(b + x - 1 + shift) - (r + x) * log(alpha + history.lastAt)
        return SpecialFunctions.logSum(stayed, left)
    }

    /// The odds of having left.
    private func leftOdds(_ history: PurchaseHistory) -> Double {
        let x = Double(history.repeats)
        if form == .original, history.repeats == 0 { return 0 }
        let shift = form == .modified ? 1.0 : 0.0
        return a / (b + x - 1 + shift) * pow((alpha + history.observed) / (alpha + history.lastAt), r + x)
    }

    package func aliveProbability(_ history: PurchaseHistory) -> Double { 1 / (1 + leftOdds(history)) }

    package func expectedPurchases(_ history: PurchaseHistory, within horizon: Double) -> Double {
        let x = Double(history.repeats)
        let shift = form == .modified ? 1.0 : 0.0
        let total = alpha + history.observed + horizon
        let series = SpecialFunctions.hypergeometric(r + x, b + x + shift, a + b + x - 1 + shift, horizon / total)
        let factor = (a + b + x - 1 + shift) / (a - 1)
        return factor * (1 - pow((alpha + history.observed) / total, r + x) * series) * aliveProbability(history)
    }
}
