import Foundation

/// `1 / (1 + e⁻ᶻ)` without overflow.
package func sigmoid(_ z: Double) -> Double {
    if z >= 0 { return 1 / (1 + exp(-z)) }
    let e = exp(z)
    return e / (1 + e)
}

/// `ln(1 + eᶻ)` without overflow.
func softplus(_ z: Double) -> Double {
    max(z, 0) + log1p(exp(-abs(z)))
}
