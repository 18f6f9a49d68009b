import Basics
package import EventLoop

/// Slows down whoever tries tokens: 30 requests at once from one address, then one every two seconds.
@Loop package final class TokenThrottle {
    private static let rate = TokenBucket.Rate(perSecond: 0.5, burst: 30)
    private static let addressLimit = 10_000
    private var buckets: [String: TokenBucket] = [:]

    package init() {}

    /// - Throws: `Problem.tooMany` when this address asked too often.
    package func check(_ address: String) throws {
        if buckets.count > Self.addressLimit { removeFull() }
        var bucket = buckets[address] ?? TokenBucket(Self.rate)
        let isAllowed = bucket.take(1)
        buckets[address] = bucket
        if !isAllowed { throw Problem.tooMany(retryAfterSeconds: bucket.retryAfterSeconds) }
    }

    private func removeFull() {
        for (address, bucket) in buckets {
            var bucket = bucket
            if bucket.isFull() { buckets[address] = nil }
        }
        // All of them busy at once is an attack from many addresses: begin anew rather than grow without end.
        if buckets.count > Self.addressLimit { buckets = [:] }
    }
}
