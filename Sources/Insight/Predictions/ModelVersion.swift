import Basics
package import Foundation
import Postgres

/// A finished training and the model it gave.
package struct ModelVersion: Sendable {
    package let id: UUID
    package let version: Int
    package let trainedAt: Date
    package let model: PredictionModel

    init(_ row: Row) throws {
        id = try row["id"]
        version = try row["version"]
        trainedAt = try row["trained_at"]
        model = try PredictionModel(artifact: try row["artifact"])
    }
}
