package import Basics
package import EventLoop

/// One rate limit, kept per visitor or per address in this node's memory.
@Loop package final class RateLimiter {
    private let rate: TokenBucket.Rate
    private var buckets: [String: TokenBucket] = [:]
    private let bucketLimit = 50_000

    nonisolated package init(_ rate: TokenBucket.Rate) {
        self.rate = rate
    }

    /// Counts one more.
    ///
    /// - Throws: `Problem.tooMany` with the seconds to wait.
    package func take(_ key: String, now: ContinuousClock.Instant = .now) throws {
        if buckets.count >= bucketLimit { forgetIdle(now) }
        var bucket = buckets[key] ?? TokenBucket(rate, now: now)
        let allowed = bucket.take(1, now: now)
        buckets[key] = bucket
        if !allowed { throw Problem.tooMany(retryAfterSeconds: bucket.retryAfterSeconds) }
    }

    /// Whoever has been quiet long enough starts anew anyway.
    ///
    /// When everybody is busy the memory is bounded all the same.
    private func forgetIdle(_ now: ContinuousClock.Instant) {
        for (key, bucket) in buckets {
            var bucket = bucket
            if bucket.isFull(now: now) { buckets[key] = nil }
        }
        if buckets.count >= bucketLimit { buckets.removeAll() }
    }
}

/// How much one visitor or one address may do (CAPABILITIES.md detail 31).
package struct EntranceLimits: Sendable {
    /// Messages of one visitor by HTTP: 30 a minute.
    package let messages: RateLimiter
    /// Widget sessions of one address: 5 a second, 1,000 at once, because a campus or a carrier shares one.
    package let sessions: RateLimiter
    /// Form submissions of one address: 10 a minute, 30 at once.
    package let submissions: RateLimiter
    /// Files of one visitor: 20 a minute.
    package let uploads: RateLimiter

    package init(
        messages: TokenBucket.Rate = TokenBucket.Rate(perSecond: 0.5, burst: 30),
        sessions: TokenBucket.Rate = TokenBucket.Rate(perSecond: 5, burst: 1000),
        submissions: TokenBucket.Rate = TokenBucket.Rate(perSecond: 10.0 / 60, burst: 30),
        uploads: TokenBucket.Rate = TokenBucket.Rate(perSecond: 20.0 / 60, burst: 20)
    ) {
        self.messages = RateLimiter(messages)
        self.sessions = RateLimiter(sessions)
        self.submissions = RateLimiter(submissions)
        self.uploads = RateLimiter(uploads)
    }
}
