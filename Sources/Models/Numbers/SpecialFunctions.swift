import Foundation

/// Functions that the lifetime models need and the C library has not.
package enum SpecialFunctions {
    /// `ln Γ(x)` for `x > 0`; thread safe, unlike the C library's `lgamma`, which writes a global sign.
    ///
    /// - Source: Lanczos approximation, g = 7, n = 9 (Godfrey); relative error below 1e-14 for `x > 0`.
    package static func logGamma(_ x: Double) -> Double {
        if x < 0.5 { return log(.pi / abs(sin(.pi * x))) - logGamma(1 - x) }
        let z = x - 1
        var sum = 0.99999999999980993
        for (index, coefficient) in lanczos.enumerated() { sum += coefficient / (z + Double(index + 1)) }
        let t = z + 7.5
        return 0.5 * log(2 * .pi) + (z + 0.5) * log(t) - t + log(sum)
    }

    private static let lanczos = [
        676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
        -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ]

    /// Gauss' hypergeometric function `₂F₁(a, b; c; z)` for `0 ≤ z < 1`, by its series, after Euler's transformation where
    /// that converges faster.
    ///
    /// - Source: Abramowitz and Stegun 15.1.1 and 15.3.3.
    package static func hypergeometric(_ a: Double, _ b: Double, _ c: Double, _ z: Double) -> Double {
        if c - a - b < 0, c - a > 0 || c - b > 0 {
            return pow(1 - z, c - a - b) * series(c - a, c - b, c, z)
        }
        return series(a, b, c, z)
    }

    /// `ln ₂F₁(a, b; a + 1; z)` for `0 ≤ z < 1` and `0 < b ≤ a + 1`, by Gauss' continued fraction after Euler's transformation:
    /// near `z = 1` a hundred steps where the series takes thousands.
    ///
    /// - Source: NIST Handbook of Mathematical Functions 15.7.1 and 15.8.1, evaluated as by Lentz.
    package static func logHypergeometric(nextAfter a: Double, _ b: Double, _ z: Double) -> Double {
        let (q, c) = (a + 1 - b, a + 1)
        var (fraction, upper, lower, change) = (1.0, 1.0, 0.0, 0.0)
        func append(_ part: Double) {
            lower = 1 / (1 - part * z * lower)
            upper = 1 - part * z / upper
            change = upper * lower
            fraction *= change
        }
        for step in 0..<20_000 {
            let n = Double(step)
            append((q + n) * (a + n) / ((a + 2 * n) * (c + 2 * n)))
            append((n + 1) * (c - q + n) / ((c + 2 * n) * (c + 2 * n + 1)))
            if abs(change - 1) <= 4e-16 { break }
        }
        return (1 - b) * log1p(-z) - log(fraction)
    }

    private static func series(_ a: Double, _ b: Double, _ c: Double, _ z: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        for step in 0..<200_000 {
            let n = Double(step)
            term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
            sum += term
            if abs(term) <= abs(sum) * 1e-16 { break }
        }
        return sum
    }

    /// `ln(eᵃ + eᵇ)` without overflow.
    static func logSum(_ a: Double, _ b: Double) -> Double {
        let top = max(a, b)
        return top == -.infinity ? top : top + log1p(exp(min(a, b) - top))
    }
}
