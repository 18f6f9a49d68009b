import Basics
import EventLoop
import Foundation
import Postgres
import Web

extension OpportunityDesk {
    /// Moves a deal whose quote was accepted to the stage of those won; one that has ended stays as it is.
    func win(_ id: UUID, by request: Request, in connection: Connection) async throws {
        let store = OpportunityStore(connection)
        try await store.lock(.id(ID(id)))
        guard let deal = try await store.opportunity(.id(ID(id))), deal.state == .open,
            let pipeline = try await PipelineStore(connection).pipeline(deal.pipelineID),
            let won = pipeline.stages.first(where: { $0.kind == .won })
        else { return }
        _ = try await move(
            deal, StageMove(stageID: won.id.uuid, lostReasonID: nil, lostNote: nil), by: request, in: connection)
    }
}
