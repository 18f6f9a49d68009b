import EventLoop
import Foundation
import Insight
import Models
import Testing

@Suite("The features of a moment")
@Loop struct NoLeakTests {
    @Test("are not moved by anything that happens later", arguments: [1, 2, 3, 4])
    func noLeak(seed: UInt64) async throws {
        // A dense month each time, or five months each.
        let isDense = seed % 2 == 0
        let world = try await FeatureWorld(seed: seed, from: isDense ? "2026-09-07T08:00:00Z" : "2026-02-02T08:00:00Z")
        try await world.live(220, until: FeatureCast.date(isDense ? "2026-10-05T08:00:00Z" : "2026-07-06T08:00:00Z"))
        let moments = (0..<5).map { world.now.addingTimeInterval(-Double($0) * 4.3 * 86_400) }
        let before = try await world.vectors(at: moments)
        try await world.live(220, until: FeatureCast.date("2026-11-02T08:00:00Z"))
        let after = try await world.vectors(at: moments)
        #expect(before.count > 50)
        for (old, new) in zip(before, after) where old != new {
            let moved = old.values.keys.filter { old.values[$0] != new.values[$0] }.sorted()
            Issue.record(
                "\(old.subject) at \(old.asOf): \(moved.map { "\($0) \(String(describing: old.values[$0])) became \(String(describing: new.values[$0]))" })"
            )
        }
        #expect(after.filter { row in before.contains { $0.subject == row.subject } }.count == before.count)
    }

    @Test("would each have been moved by that future, had it been looked at")
    func eachMoves() async throws {
        // What is settled when a ticket is opened, or at its first message or answer, cannot move any more.
        var moved: Set = [
            "channel", "out_of_hours", "backlog_at_creation", "first_message_length",
        ]
        for seed in UInt64(1)...3 {
            let world = try await FeatureWorld(seed: seed, from: "2026-02-02T08:00:00Z")
            try await world.live(220, until: FeatureCast.date("2026-07-06T08:00:00Z"))
            let moment = world.now
            let before = try await world.vectors(at: [moment])
            try await world.live(220, until: FeatureCast.date("2026-11-02T08:00:00Z"))
            let subjects = Set(before.map(\.subject))
            let after = try await world.vectors(at: [world.now]).filter { subjects.contains($0.subject) }
            for (old, new) in zip(before, after) {
                moved.formUnion(old.values.keys.filter { old.values[$0] != new.values[$0] })
            }
        }
        let names = Set((FeatureCatalogue.ticket + FeatureCatalogue.customer).map(\.name))
        #expect(names.subtracting(moved) == [])
    }
}
