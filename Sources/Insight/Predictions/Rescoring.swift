import Basics
import EventLoop
import Foundation
import Models
import Postgres
import Web

/// Predicts anew for a ticket as soon as something happens on it, and tells whoever looks at it.
///
/// A burst of messages is one rescoring; what is lost by a crash the night makes good.
@Loop final class Rescoring {
    /// One ticket to score anew.
    struct Wish {
        let ticket: UUID
        let cause: Prediction.Cause
        /// Who is responsible, which decides who may hear of it.
        let assigneeID: UUID?
        let teamID: UUID?
        /// Called when lists should show the ticket anew.
        let changed: @Loop (UUID) -> Void
    }

    private let context: AppContext
    private let desk: PredictionDesk
    private let hub: LiveHub
    private var running: Set<UUID> = []
    private var again: [UUID: Wish] = [:]

    init(context: AppContext, desk: PredictionDesk, hub: LiveHub) {
        self.context = context
        self.desk = desk
        self.hub = hub
    }

    func rescore(_ wish: Wish) {
        guard running.insert(wish.ticket).inserted else { return again[wish.ticket] = wish }
        Task { @Loop in
            var next: Wish? = wish
            while let now = next {
                await once(now)
                next = again.removeValue(forKey: now.ticket)
            }
            running.remove(wish.ticket)
        }
    }

    private func once(_ wish: Wish) async {
        do {
            let kept = try await desk.score(
                .satisfaction, [wish.ticket], cause: wish.cause, context.database.connection)
            guard let (prediction, before) = kept.first else { return }
            tell(wish, prediction, before)
            if before?.band != prediction.score.band.rawValue { wish.changed(wish.ticket) }
        } catch {
            Log.warning("ticket not rescored", ["cause": String(describing: error)])
        }
    }

    /// A hint without figures: who may see them asks for them.
    private func tell(_ wish: Wish, _ prediction: Prediction, _ before: PredictionStore.Risk?) {
        var json = JSONWriter()
        json.object { json in
            json.field("ticket_id", ID<Prediction>(wish.ticket))
            json.field("band", prediction.score.band.rawValue)
            json.field("previous_band", before?.band)
        }
        hub.publish(
            LiveNews(
                topic: .ticket(wish.ticket), kind: .predictionUpdated, staffData: json.bytes,
                assigneeID: wish.assigneeID, teamID: wish.teamID))
    }
}
