import Foundation

/// Whether two shares differ by more than chance.
package enum ExactTest {
    /// How often chance alone gives a split at least as unlikely as this one, when both groups are alike: Fisher's exact
    /// test, two-sided, from 0 to 1.
    ///
    /// - Returns: `nil` when a group is empty.
    /// - Source: Fisher, The Design of Experiments (1935), chapter 2; two-sided by summing the splits no likelier.
    package static func chance(_ hits: Int, of size: Int, against otherHits: Int, of otherSize: Int) -> Double? {
        guard size > 0, otherSize > 0 else { return nil }
        let all = hits + otherHits
        let fewest = max(0, all - otherSize)
        let most = min(all, size)
        func likelihood(_ first: Int) -> Double {
            choices(first, of: size) + choices(all - first, of: otherSize) - choices(all, of: size + otherSize)
        }
        let observed = likelihood(hits)
        // Equal ones differ by rounding.
        let limit = observed + 1e-7
        let sum = (fewest...most).map(likelihood).filter { $0 <= limit }.reduce(0) { $0 + exp($1) }
        return min(1, sum)
    }

    /// The logarithm of the number of ways to choose.
    private static func choices(_ count: Int, of size: Int) -> Double {
        let gamma = SpecialFunctions.logGamma
        return gamma(Double(size + 1)) - gamma(Double(count + 1)) - gamma(Double(size - count + 1))
    }
}
