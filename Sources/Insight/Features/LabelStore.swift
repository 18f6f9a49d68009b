package import EventLoop
package import Foundation
package import Postgres

/// What turned out, for training and for judging predictions; every label says when it was known.
///
/// - Source: MODELS.md 5.1; the definitions are the SQL of `sql/views/labels.sql`.
@Loop package struct LabelStore {
    /// Whether the customer of a ticket was satisfied.
    package struct Satisfaction: Sendable, Equatable {
        package let ticket: UUID
        package let customer: UUID
        /// When the ticket was solved: the moment a prediction is made for.
        package let asOf: Date
        /// Rated 4 or 5.
        package let label: Bool
        package let knownAt: Date

        package init(ticket: UUID, customer: UUID, asOf: Date, label: Bool, knownAt: Date) {
            self.ticket = ticket
            self.customer = customer
            self.asOf = asOf
            self.label = label
            self.knownAt = knownAt
        }
    }

    /// Whether a customer did something within the horizon after `asOf`.
    package struct Outcome: Sendable, Equatable {
        package let customer: UUID
        package let asOf: Date
        package let horizonDays: Int
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
    }

    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// One label per rated ticket as known at `until`, in the order of solving.
    package func satisfaction(until: Date) async throws -> [Satisfaction] {
        try await connection.rows(
            { row in
                Satisfaction(
                    ticket: try row["ticket_id"], customer: try row["customer_id"], asOf: try row["as_of"],
                    label: try row["satisfied"], knownAt: try row["known_at"])
            },
            """
            SELECT ticket_id, customer_id, as_of, satisfied, known_at
            FROM report.satisfaction_labels(\(until))
            ORDER BY as_of, ticket_id
            """)
    }

    /// Whether customers active at `asOf` stayed away for `horizonDays`, or for their own horizon without it.
    ///
    /// - Parameter until: The present: whoever's horizon is not over by then is left out.
    package func churn(asOf: Date, horizonDays: Int? = nil, until: Date) async throws -> [Outcome] {
        try await connection.rows(
            { row in
                Outcome(
                    customer: try row["customer_id"], asOf: asOf, horizonDays: try row["horizon_days"],
                    label: try row["churned"], knownAt: try row["known_at"])
            },
            """
            SELECT customer_id, horizon_days, churned, known_at
            FROM report.churn_labels(\(asOf), \(horizonDays)::integer, \(until))
            ORDER BY customer_id
            """)
    }

    /// Whether customers who had bought by `asOf` bought within the 30 days after; none while those are not over.
    ///
    /// - Parameter until: The present.
    package func purchase(asOf: Date, until: Date) async throws -> [Outcome] {
        try await connection.rows(
            { row in
                Outcome(
                    customer: try row["customer_id"], asOf: asOf, horizonDays: 30, label: try row["bought"],
                    knownAt: try row["known_at"])
            },
            """
            SELECT customer_id, bought, known_at
            FROM report.purchase_labels(\(asOf), \(until))
            ORDER BY customer_id
            """)
    }
}
