/// When a delivery is tried again and when it is given up.
package enum WebhookRules {
    /// Seconds until the next attempt after the first, second, … (the schedule the Standard Webhooks specification
    /// proposes): about three days in all.
    package static let ladder: [Double] = [
        5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
    ]

    /// Seconds until the attempt after the `attempt`-th, or `nil` when there is none.
    package static func pause(afterAttempt attempt: Int) -> Double? {
        ladder.indices.contains(attempt - 1) ? ladder[attempt - 1] : nil
    }

    /// How long an address that did not answer rests, after so many failures in a row: doubling, ten minutes at most.
    package static func rest(afterFailures failures: Int) -> Double {
        min(600, 5 * Double(1 << min(failures, 10)))
    }

    /// How long settled deliveries are kept.
    static let keptSeconds = 30 * 86_400.0
}
