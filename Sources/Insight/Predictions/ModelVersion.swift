import Basics
package import Foundation
import Models
import Postgres

/// A finished training and the model it gave.
package struct ModelVersion: Sendable {
    package let id: UUID
    package let version: Int
    package let trainedAt: Date
    package let model: PredictionModel
    /// Since when nothing of it is shown any more, because it did worse than the average.
    package let withdrawnAt: Date?

    /// Whether its predictions may be shown.
    var serves: Bool { model.predictor.verdict == .usable && withdrawnAt == nil }

    init(_ row: Row) throws {
        id = try row["id"]
        version = try row["version"]
        trainedAt = try row["trained_at"]
        withdrawnAt = try row["withdrawn_at"]
        model = try PredictionModel(artifact: try row["artifact"])
    }
}
