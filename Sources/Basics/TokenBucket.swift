import Foundation

/// A rate limit: `burst` at once, `perSecond` in the long run.
///
/// Source: the token bucket of RFC 2697 section 3 with one rate.
package struct TokenBucket: Sendable {
    /// How much is allowed.
    package struct Rate: Sendable, Equatable {
        package let perSecond: Double
        package let burst: Double

        package init(perSecond: Double, burst: Double) {
            self.perSecond = perSecond
            self.burst = burst
        }
    }

    package let rate: Rate
    private var tokens: Double
    private var filledAt: ContinuousClock.Instant
    private var refusals = 0

    package init(_ rate: Rate, now: ContinuousClock.Instant = .now) {
        self.rate = rate
        tokens = rate.burst
        filledAt = now
    }

    /// Whether `count` more are allowed now; if so they are counted.
    package mutating func take(_ count: Double, now: ContinuousClock.Instant = .now) -> Bool {
        fill(now)
        guard tokens >= count else {
            refusals += 1
            return false
        }
        tokens -= count
        refusals = 0
        return true
    }

    /// Whether as many were refused in a row as a whole burst: the sender does not listen.
    package var isHopeless: Bool { Double(refusals) > rate.burst }

    /// Whether nothing was taken for so long that the bucket is full again and need not be kept.
    package mutating func isFull(now: ContinuousClock.Instant = .now) -> Bool {
        fill(now)
        return tokens >= rate.burst
    }

    /// Whole seconds until one more is allowed, at least 1.
    package var retryAfterSeconds: Int {
        max(1, Int(((1 - tokens) / rate.perSecond).rounded(.up)))
    }

    private mutating func fill(_ now: ContinuousClock.Instant) {
        let elapsed = filledAt.duration(to: now)
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        tokens = min(rate.burst, tokens + max(0, seconds) * rate.perSecond)
        filledAt = now
    }
}
