import Access
import Basics
import EventLoop
import Jobs
import Postgres
import Web

/// The bounds of the rule segmentations, read and changed.
@Loop struct SegmentBoundsRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/segment-bounds", "Where the company draws the lines of its age, frequency and order value segments",
                .permission(.reportsRead), output: SegmentBounds.self, handler: show),
            .put(
                "/segment-bounds", "Draws them elsewhere; customers are sorted anew in the background",
                .permission(.companyWrite), input: SegmentBounds.self, output: SegmentBounds.self, handler: change),
        ]
    }

    private func show(_ request: Request) async throws -> Response {
        let (bounds, version) = try await SegmentBoundsStore(context.database.connection).bounds()
        return .json(bounds, version: version)
    }

    private func change(_ request: Request) async throws -> Response {
        let wanted = try request.input(SegmentBounds.self).checked()
        let version = try await context.database.transaction { connection in
            let store = SegmentBoundsStore(connection)
            try await store.lock()
            let (old, version) = try await store.bounds()
            try request.requireMatch(version)
            let different = old.changes(to: wanted)
            guard !different.isEmpty else { return version }
            try await store.save(wanted, at: context.clock.now)
            var changes = AuditChanges()
            for (name, from, to) in different { changes.note(name, .number(from), .number(to)) }
            try await AuditStore(connection, clock: context.clock).record(
                "segment_bounds.changed", "segment_bounds", nil, changes, by: request)
            try await JobQueue.enqueue(
                CustomerValueJobs.anew, CustomerValueJobs.Payload(), key: "all", in: connection)
            return version + 1
        }
        return .json(wanted, version: version)
    }
}
