import Basics
import Postgres

/// Where an order stands.
///
/// It moves forward, may skip steps, and ends cancelled or returned.
package enum OrderStatus: String, CaseIterable, Codable, Sendable, JSONWritable, SQLText {
    case placed
    case paid
    case packed
    case shipped
    case delivered
    case cancelled
    case returned

    /// Whether an order may move from here to `next`: forward; cancelled until it is shipped; returned once it is.
    package func mayBecome(_ next: OrderStatus) -> Bool {
        switch next {
        case .cancelled: isBefore(.shipped)
        case .returned: self == .shipped || self == .delivered
        default: isBefore(next)
        }
    }

    private func isBefore(_ other: OrderStatus) -> Bool {
        let way: [OrderStatus] = [.placed, .paid, .packed, .shipped, .delivered]
        guard let here = way.firstIndex(of: self), let there = way.firstIndex(of: other) else { return false }
        return here < there
    }
}
