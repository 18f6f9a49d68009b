import Foundation
import Models
import Testing

@Suite("Lifetime models") struct LifetimeTests {
    private let published = BetaGeometric(form: .original, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426)

    @Test("BG/NBD's published point: two repeats, last after 30.43 of 38.86 weeks")
    func publishedPoint() {
        let history = PurchaseHistory(repeats: 2, lastAt: 30.43, observed: 38.86)
        #expect(abs(published.expectedPurchases(history, within: 39) - 1.2260) < 0.0002)
        #expect(abs(published.aliveProbability(history) - 0.7266) < 0.0001)
    }

    @Test("BG/NBD takes everybody without a repeat purchase for alive, the modified form does not")
    func trap() {
        let once = PurchaseHistory(repeats: 0, lastAt: 0, observed: 38)
        let modified = BetaGeometric(form: .modified, r: 0.525, alpha: 6.183, a: 0.891, b: 1.614)
        #expect(published.aliveProbability(once) == 1)
        #expect(modified.aliveProbability(once) < 0.5)
    }

    @Test("purchases of one day are one, and later ones are not looked at")
    func histories() throws {
        let history = try #require(
            PurchaseHistory(purchases: [(0, 10), (0, 5), (14, 20), (21, 40), (100, 99)], end: 28))
        #expect(history == PurchaseHistory(repeats: 2, lastAt: 3, observed: 4, meanAmount: 30))
        #expect(PurchaseHistory(purchases: [(50, 1)], end: 28) == nil)
    }

    @Test("the continued fraction equals the series, also where that takes long")
    func continuedFraction() {
        for (a, b) in [(0.8, 1.3), (2.5, 1.25), (7.25, 6.5), (40.5, 1.1), (40.5, 39)] {
            for z in [0, 0.001, 0.3, 0.7, 0.95, 0.999] {
                let series = log(SpecialFunctions.hypergeometric(a, b, a + 1, z))
                let fraction = SpecialFunctions.logHypergeometric(nextAfter: a, b, z)
                #expect(abs(fraction - series) < 1e-10 * max(1, abs(series)), "\(a) \(b) \(z)")
            }
        }
        // ∫₀¹ t^(a-1) (1-tz)^(-b) a dt at a = 1, b = 2 is 1 / (1 - z).
        #expect(abs(SpecialFunctions.logHypergeometric(nextAfter: 1, 2, 0.9) - log(10)) < 1e-13)
    }

    @Test("the hypergeometric function equals its closed forms")
    func hypergeometric() {
        for z in [0.1, 0.5, 0.9, 0.99] {
            #expect(abs(SpecialFunctions.hypergeometric(1, 1, 2, z) + log(1 - z) / z) < 1e-10)
            #expect(abs(SpecialFunctions.hypergeometric(2.5, 3, 3, z) / pow(1 - z, -2.5) - 1) < 1e-10)
        }
        #expect(abs(SpecialFunctions.logGamma(10) - log(362_880)) < 1e-12)
        #expect(abs(SpecialFunctions.logGamma(0.5) - log(Double.pi.squareRoot())) < 1e-13)
    }

    @Test("fewer than 30 repeat buyers are told as such")
    func littleData() {
        let purchases = (0..<120).map { LifetimeTrial.Purchase(customer: "\($0)", day: $0, amount: 5) }
        #expect(throws: TrialFault("Not enough data: 60 of 100 customers, 0 of 30 repeat buyers.")) {
            try LifetimeTrial(purchases)
        }
    }

    /// MODELS.md section 3.2, protocol C.
    @Test("CDNOW's parameters, likelihoods and hold-out errors", .enabled(if: SharedData.isThere))
    func cdnow() throws {
        let purchases = try SharedData.lines("cdnow_sample.txt").map { line in
            let fields = line.split(separator: " ")
            return LifetimeTrial.Purchase(
                customer: String(fields[1]), day: try Self.day(fields[2]), amount: try #require(Double(fields[4])))
        }
        let trial = try LifetimeTrial(purchases)
        #expect(trial.facts.customers == 2357)
        #expect(trial.facts.repeatPurchases == 2457)
        #expect(trial.facts.holdoutPurchases == 1882)
        #expect(trial.facts.holdoutWeeks == 39)
        let (original, originalFindings) = trial.betaGeometric(.original)
        for (value, expected) in zip(
            [original.r, original.alpha, original.a, original.b], [0.2426, 4.4135, 0.7929, 2.4258])
        {
            #expect(abs(value - expected) < 0.0005)
        }
        #expect(abs(original.logLikelihood + 9582.43) < 0.01)
        #expect(abs(originalFindings.mae - 0.7855) < 0.0005)
        let (modified, modifiedFindings) = trial.betaGeometric(.modified)
        for (value, expected) in zip(
            [modified.r, modified.alpha, modified.a, modified.b], [0.5248, 6.1831, 0.8914, 1.614])
        {
            #expect(abs(value - expected) < 0.0005)
        }
        #expect(abs(modifiedFindings.mae - 0.7648) < 0.0005)
        let (pareto, paretoFindings) = trial.paretoNBD()
        #expect(abs(pareto.alpha - 10.5774) < 0.005)
        #expect(paretoFindings.mae <= 0.755)
        let value = try #require(trial.value(original))
        #expect(abs((value.logLikelihood ?? 0) + 4055.92) < 0.01)
        #expect(abs(value.mae - 30.41) < 0.05)
        #expect(value.mae * 2 < trial.simpleValue().mae)
    }

    private static func day(_ text: Substring) throws -> Int {
        var parts = DateComponents()
        parts.year = Int(text.prefix(4))
        parts.month = Int(text.dropFirst(4).prefix(2))
        parts.day = Int(text.suffix(2))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        return Int(try #require(calendar.date(from: parts)).timeIntervalSince1970 / 86_400)
    }
}
