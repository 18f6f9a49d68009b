import Basics
import Models
import Postgres

/// What is predicted; each has one model of its own.
package enum PredictionKind: String, CaseIterable, Codable, Sendable, JSONWritable, SQLText {
    /// That the customer of a ticket will be dissatisfied: a rating of 3 or less.
    case satisfaction
    /// That a customer stays away for their horizon.
    case churn
    /// That a customer buys within 30 days.
    case purchase

    /// Tickets for satisfaction, else customers.
    package var isOfTickets: Bool { self == .satisfaction }

    /// Whether "yes" is something to prevent; a purchase is hoped for.
    package var isRisk: Bool { self != .purchase }

    package var features: [KnownFeature] {
        isOfTickets ? FeatureCatalogue.ticket : FeatureCatalogue.customer
    }

    /// The eight features used below 200 labels, chosen before any data was seen.
    ///
    /// - Source: MODELS.md 5.3 asks for at most eight fixed ones; these are what support leads name first.
    var bandFeatures: [String] {
        switch self {
        case .satisfaction:
            [
                "longest_wait_seconds", "resolution_seconds", "reopens", "reassignments", "unanswered_messages",
                "negative_words", "customer_rating_mean", "last_rating",
            ]
        case .churn, .purchase:
            [
                "recency_days", "days_late", "orders_365_days", "expected_orders_90_days", "tenure_days",
                "unsolved_tickets", "rating_mean", "late_deliveries",
            ]
        }
    }

    /// The kind of model the product was founded with for this, which competes with the logistic regression.
    var founding: ClassifierKind {
        switch self {
        case .satisfaction: .network
        case .churn: .linear
        case .purchase: .tree
        }
    }

    var training: PredictorTraining {
        PredictorTraining(features: features.map(\.feature), bandFeatures: bandFeatures, founding: founding)
    }
}
