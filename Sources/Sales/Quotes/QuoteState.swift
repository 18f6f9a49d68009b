import Basics
import Postgres

/// Where a quote stands.
package enum QuoteState: String, CaseIterable, Codable, Sendable, JSONWritable, SQLText {
    /// Nobody outside has seen it.
    case draft
    case sent
    case accepted
    case declined
    /// Its last day passed without an answer.
    case lapsed
    case withdrawn

    /// Whether it may still be written on: an accepted one is agreed.
    var mayChange: Bool { self != .accepted }
}

/// What an accepted quote becomes.
package enum QuoteOutcome: String, CaseIterable, Codable, Sendable, JSONWritable, SQLText {
    case order
    case contract
}
