package import Basics
package import Foundation
import Postgres
import Web

/// A row of stages deals go through, each with how likely a deal that stands there is won.
package struct Pipeline: WireType, JSONWritable {
    /// One stage; the last two of each pipeline are won and lost.
    package struct Stage: Sendable, Equatable, JSONWritable {
        package enum Kind: String, CaseIterable, Sendable, JSONWritable, SQLText {
            case open
            case won
            case lost
        }

        package let id: ID<Stage>
        package let name: String
        /// Stages that came with Deskbell and still have their name: the console says it in the reader's language.
        package let knownAs: String?
        package let kind: Kind
        /// From 0 to 1, in steps of a ten-thousandth.
        package let winRatio: Double

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", id)
                json.field("name", name)
                json.field("known_as", knownAs)
                json.field("kind", kind)
                json.field("win_ratio", winRatio)
            }
        }
    }

    package let id: ID<Pipeline>
    package let name: String
    package let knownAs: String?
    package let isDefault: Bool
    package let archivedAt: Date?
    package let version: Int
    package var stages: [Stage] = []

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        knownAs = try row["known_as"]
        isDefault = try row["is_default"]
        archivedAt = try row["archived_at"]
        version = try row["version"]
    }

    private init(exampleID: UUID) {
        id = ID(exampleID)
        name = "Wholesale"
        knownAs = nil
        isDefault = false
        archivedAt = nil
        version = 1
        stages = [
            Stage(id: ID(Examples.stage), name: "Lead", knownAs: "lead", kind: .open, winRatio: 0.1)
        ]
    }

    package static var example: Pipeline { Pipeline(exampleID: Examples.pipeline) }

    /// The stage of one of the two ends, or the first open one.
    func stage(_ kind: Stage.Kind) -> Stage? {
        stages.first { $0.kind == kind }
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("known_as", knownAs)
            json.field("is_default", isDefault)
            json.field("stages", stages)
            json.field("archived_at", archivedAt)
            json.field("version", version)
        }
    }
}
