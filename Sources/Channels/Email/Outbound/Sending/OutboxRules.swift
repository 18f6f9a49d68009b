package import Foundation

/// When a mail is tried again.
package enum OutboxRules {
    /// After the first attempts: 1, 5, 15 and 60 minutes; then every hour.
    static let ladderSeconds = [60.0, 300, 900, 3_600]
    /// A mail that could not be handed over for two days is given up.
    static let givenUpSeconds = 48 * 3_600.0
    /// After an attempt without an answer: time enough for the other side to finish what it had begun.
    static let doubtSeconds = 900.0
    /// While a mailbox is at fault, one mail a minute tries it.
    static let probeSeconds = 60.0
    /// What one mailbox sends in a minute, and how many at a time: providers refuse more.
    static let perMinute = 60
    static let atOnce = 4
    /// Mails of campaigns at a time beside those; their pace is the campaign's own.
    static let campaignsAtOnce = 4
    /// Renewed while an attempt lasts; a node that does not is taken for dead.
    static let leaseSeconds = 60.0

    /// The next attempt after so many; `nil` when the mail is given up.
    package static func nextAttempt(after attempts: Int, queuedAt: Date, now: Date) -> Date? {
        let delay = ladderSeconds[min(max(attempts, 1), ladderSeconds.count) - 1]
        let next = now.addingTimeInterval(delay)
        return next.timeIntervalSince(queuedAt) > givenUpSeconds ? nil : next
    }

    /// The next attempt after one that ended in doubt: one by itself, the rest is for people to decide; none of a campaign's,
    /// which nobody should get twice.
    package static func nextAfterDoubt(_ doubts: Int, isCampaign: Bool = false, now: Date) -> Date? {
        doubts <= 1 && !isCampaign ? now.addingTimeInterval(doubtSeconds) : nil
    }
}
