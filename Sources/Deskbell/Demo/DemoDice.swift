import Basics
import Foundation

/// Chance that repeats itself: the same seed throws the same numbers on every machine.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (SplitMix64), 2014.
struct DemoDice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From 0 up to but not including 1.
    mutating func share() -> Double {
        Double(next() >> 11) / 9_007_199_254_740_992
    }

    mutating func chance(_ probability: Double) -> Bool {
        share() < probability
    }

    mutating func between(_ low: Double, _ high: Double) -> Double {
        low + share() * (high - low)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(share() * Double(range.count))
    }

    mutating func pick<T>(_ choices: [T]) -> T {
        choices[number(0...(choices.count - 1))]
    }

    mutating func pick<T>(_ choices: [T], weight: (T) -> Double) -> T {
        var rest = share() * choices.reduce(0) { $0 + weight($1) }
        for choice in choices {
            rest -= weight(choice)
            if rest < 0 { return choice }
        }
        return choices[choices.count - 1]
    }

    /// A draw from the normal distribution around 0 with deviation 1 (Box and Muller).
    mutating func normal() -> Double {
        (-2 * log(max(share(), 1e-12))).squareRoot() * cos(2 * .pi * share())
    }

    /// A waiting time whose middle is `median`: most are near, some much longer.
    mutating func wait(median: Double, spread: Double) -> Double {
        median * exp(normal() * spread)
    }

    mutating func id<Subject>(at date: Date) -> ID<Subject> {
        let bytes = [next(), next()].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
        return .make(at: date, random: Randomness { _ in bytes })
    }
}
