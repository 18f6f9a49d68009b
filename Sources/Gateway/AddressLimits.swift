import EventLoop

/// What each client address uses: open connections and a token bucket of requests.
@Loop final class AddressLimits {
    private struct Bucket {
        var tokens: Double
        var at: ContinuousClock.Instant
    }

    private let countsLoopback: Bool
    private let connectionsPerAddress: Int
    private let requestsPerSecond: Double
    private let burst: Double
    private var connections: [IPAddress: Int] = [:]
    private var buckets: [IPAddress: Bucket] = [:]

    init(_ configuration: GatewayConfiguration) {
        countsLoopback = configuration.limitsLoopback
        connectionsPerAddress = configuration.connectionsPerAddress
        requestsPerSecond = Double(configuration.requestsPerSecond)
        burst = Double(max(configuration.requestBurst, configuration.requestsPerSecond))
    }

    /// Counts a connection; false when the address has too many already.
    func opened(_ address: IPAddress) -> Bool {
        guard connectionsPerAddress > 0, countsLoopback || !address.isLoopback else { return true }
        let count = connections[address.limitKey, default: 0]
        guard count < connectionsPerAddress else { return false }
        connections[address.limitKey] = count + 1
        return true
    }

    /// Takes back what `opened` counted.
    func closed(_ address: IPAddress) {
        guard let count = connections[address.limitKey] else { return }
        connections[address.limitKey] = count > 1 ? count - 1 : nil
    }

    /// Takes a token for one request; otherwise the whole seconds until there is one.
    func secondsToWait(_ address: IPAddress) -> Int? {
        guard requestsPerSecond > 0, countsLoopback || !address.isLoopback else { return nil }
        let now = ContinuousClock.now
        if buckets.count > 10_000 { forgetFullBuckets(now) }
        var bucket = buckets[address.limitKey] ?? Bucket(tokens: burst, at: now)
        bucket.tokens = min(burst, bucket.tokens + Self.seconds(now - bucket.at) * requestsPerSecond)
        bucket.at = now
        defer { buckets[address.limitKey] = bucket }
        guard bucket.tokens < 1 else {
            bucket.tokens -= 1
            return nil
        }
        return max(1, Int(((1 - bucket.tokens) / requestsPerSecond).rounded(.up)))
    }

    /// An address whose bucket has filled up again is as good as unknown.
    private func forgetFullBuckets(_ now: ContinuousClock.Instant) {
        buckets = buckets.filter { $0.value.tokens + Self.seconds(now - $0.value.at) * requestsPerSecond < burst }
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}
