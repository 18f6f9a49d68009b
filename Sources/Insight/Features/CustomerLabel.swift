package import Foundation
import Postgres

/// Whether a customer did something, such as staying away, within the horizon after a moment.
package struct CustomerLabel: Sendable, Equatable {
    package let customer: UUID
    /// The moment a prediction is made for.
    package let asOf: Date
    package let horizonDays: Int
    /// Whether it came so.
    package let label: Bool
    /// The horizon's end.
    package let knownAt: Date

    package init(customer: UUID, asOf: Date, horizonDays: Int, label: Bool, knownAt: Date) {
        self.customer = customer
        self.asOf = asOf
        self.horizonDays = horizonDays
        self.label = label
        self.knownAt = knownAt
    }

    init(_ row: Row, asOf: Date) throws {
        customer = try row["customer_id"]
        self.asOf = asOf
        horizonDays = try row["horizon_days"]
        label = try row["label"]
        knownAt = try row["known_at"]
    }
}
