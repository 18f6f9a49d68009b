package import Foundation

/// How long an account or an address waits after failed sign-ins: longer each time, never for ever.
package enum SignInThrottle {
    /// Failures older than this are forgotten.
    package static let memorySeconds = 3600.0
    /// The longest wait.
    package static let longestSeconds = 60
    /// Failures without a wait for one account.
    package static let accountAllowance = 5
    /// Failures without a wait from one address, which a whole office may share.
    package static let addressAllowance = 10

    /// Seconds to wait after the last of `failures`: 0 below the allowance, then 1, 2, 4 … 60.
    package static func delaySeconds(failures: Int, allowance: Int) -> Int {
        guard failures >= allowance else { return 0 }
        return min(longestSeconds, 1 << min(failures - allowance, 6))
    }

    /// Whole seconds until the next attempt is allowed, or `nil` when it is allowed at `now`.
    package static func wait(failures: Int, allowance: Int, lastFailedAt: Date?, now: Date) -> Int? {
        guard let lastFailedAt else { return nil }
        let delay = Double(delaySeconds(failures: failures, allowance: allowance))
        let rest = lastFailedAt.addingTimeInterval(delay).timeIntervalSince(now)
        return rest > 0 ? Int(rest.rounded(.up)) : nil
    }
}
