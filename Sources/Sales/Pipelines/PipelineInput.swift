import Basics
import Foundation
import Web

/// An open stage as a client sends it: one that is there by its id, or a new one.
package struct StageInput: Decodable, Sendable {
    let id: UUID?
    let name: String
    let winRatio: Double
}

/// The body of `POST /pipelines` and `PATCH /pipelines/{id}`.
package struct PipelineInput: Decodable, WireType {
    var name: Patch<String> = .absent
    /// The open stages in their order; won and lost follow by themselves.
    var stages: Patch<[StageInput]> = .absent
    var isDefault: Patch<Bool> = .absent
    var archived: Patch<Bool> = .absent
    /// The open stage, of any pipeline in use, to which deals go that stand in stages taken away or put away.
    var dealsTo: Patch<UUID> = .absent

    package static var example: PipelineInput {
        PipelineInput(
            name: .value("Wholesale"), stages: .value([StageInput(id: Examples.stage, name: "Lead", winRatio: 0.1)]),
            isDefault: .value(false), archived: .value(false), dealsTo: .value(Examples.stage))
    }

    /// The stages sent, checked; `nil` when none were sent.
    func checkedStages(_ fields: inout Fields) -> [StageInput]? {
        guard let stages = stages.sent else { return nil }
        fields.check((1...20).contains(stages.count), "/stages", "must be 1 to 20 open stages")
        let ids = stages.compactMap(\.id)
        fields.check(Set(ids).count == ids.count, "/stages", "names a stage twice")
        return stages.enumerated().map { place, stage in
            fields.check(
                (0...1).contains(stage.winRatio), "/stages/\(place)/win_ratio", "must be from 0 to 1, such as 0.25")
            return StageInput(
                id: stage.id, name: fields.text(stage.name, "/stages/\(place)/name", max: 60), winRatio: stage.winRatio)
        }
    }
}
