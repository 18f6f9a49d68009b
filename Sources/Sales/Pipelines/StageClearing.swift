import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Takes deals out of stages that go, so that none is lost from sight.
@Loop struct StageClearing {
    let desk: OpportunityDesk
    let connection: Connection

    /// Moves the deals of these stages, each with its history, to the stage they were promised.
    ///
    /// - Parameters:
    ///   - stages: That go, all of `pipeline`.
    ///   - target: The stage the request names; `nil` when it names none.
    /// - Throws: `Problem` of kind `stage-in-use` when deals stand there and no stage was named for them;
    ///   `Problem.invalid` when it is none in use.
    func clear(_ stages: [Pipeline.Stage], to target: UUID?, by request: Request) async throws {
        let going = stages.map(\.id.uuid)
        let deals = try await OpportunityStore(connection).standing(in: going)
        guard let target else {
            guard deals.isEmpty else {
                throw Problem.conflict(
                    "stage-in-use", "Deals stand in what would go",
                    "Say in which stage the \(deals.count) deals shall stand from now on.",
                    fields: [Problem.Field("/deals_to", "is required while deals stand in a stage that goes")])
            }
            return
        }
        let pipeline = try await PipelineStore(connection).pipeline(ofStage: target)
        guard let pipeline, pipeline.archivedAt == nil, !going.contains(target),
            pipeline.stages.contains(where: { $0.id.uuid == target && $0.kind == .open })
        else { throw Problem.invalid("/deals_to", "names no open stage that stays in use") }
        let move = StageMove(stageID: target, lostReasonID: nil, lostNote: nil)
        for deal in deals { _ = try await desk.move(deal, move, by: request, in: connection) }
        try await OpportunityWritingStore(connection).moveRemoved(in: going, to: target, of: pipeline.id)
    }
}
