package import Web

/// What an answer means for a delivery.
package struct WebhookVerdict: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        case taken
        /// This delivery was not wanted; others may be.
        case refused
        /// The address did not answer, or had no time for anybody.
        case away
        /// The address says it is gone for good (410).
        case gone
    }

    package let outcome: Outcome
    package let status: Int?
    package let fault: String

    package init(_ answer: OutgoingPost.Answer) {
        switch answer {
        case .status(let status):
            self.status = status
            switch status {
            case 200..<300: (outcome, fault) = (.taken, "")
            case 300..<400: (outcome, fault) = (.refused, "redirects are not followed")
            case 410: (outcome, fault) = (.gone, "the address is gone")
            case 429, 500...: (outcome, fault) = (.away, "the address is busy or broken")
            default: (outcome, fault) = (.refused, "the address refused it")
            }
        case .refused:
            (outcome, status, fault) = (.refused, nil, "the address leads into a private network")
        case .unreachable(let reason):
            (outcome, status, fault) = (.away, nil, reason)
        }
    }
}
