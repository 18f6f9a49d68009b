package import Basics
package import Foundation
import Postgres
import Web

/// One training: asked for, running, or how it ended.
package struct TrainingRun: WireType, JSONWritable {
    package enum State: String, CaseIterable, Sendable, JSONWritable, SQLText {
        case queued
        case running
        case done
        /// It ended by a fault of ours, which the log tells in full.
        case failed
        case cancelled
    }

    /// Who or what asked for it.
    package enum Cause: String, CaseIterable, Sendable, JSONWritable, SQLText {
        case manual
        case nightly
        case command
    }

    package let id: ID<TrainingRun>
    package let kind: PredictionKind
    package let cause: Cause
    package let state: State
    /// From 0 to 1.
    package let progressRatio: Double
    package let requestedAt: Date
    package let finishedAt: Date?

    init(_ row: Row) throws {
        id = try row["id"]
        kind = try row["kind"]
        cause = try row["cause"]
        state = try row["state"]
        progressRatio = try row["progress_ratio"]
        requestedAt = try row["requested_at"]
        finishedAt = try row["finished_at"]
    }

    private init(example id: ID<TrainingRun>) {
        self.id = id
        kind = .satisfaction
        cause = .manual
        state = .running
        progressRatio = 0.4
        requestedAt = Date(timeIntervalSince1970: 1_793_500_000)
        finishedAt = nil
    }

    package static var example: TrainingRun {
        TrainingRun(example: ID("0192e4a0-7c1f-7abc-8def-0123456789ac") ?? ID(UUID()))
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("model", kind)
            json.field("cause", cause)
            json.field("state", state)
            json.field("progress_ratio", progressRatio)
            json.field("requested_at", requestedAt)
            json.field("finished_at", finishedAt)
        }
    }
}
