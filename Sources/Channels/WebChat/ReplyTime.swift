import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// How soon an inbox usually answers, from the first responses of the last seven days.
@Loop final class ReplyTime {
    private static let memorySeconds = 60.0
    private static let days = 7.0
    private let context: AppContext
    private var memory: [UUID: (seconds: Int?, until: Date)] = [:]

    init(context: AppContext) {
        self.context = context
    }

    /// The median in whole seconds; `nil` when nothing was answered.
    func medianSeconds(inboxID: UUID) async throws -> Int? {
        let now = context.clock.now
        if let kept = memory[inboxID], kept.until > now { return kept.seconds }
        let seconds: Int? = try await context.database.connection.one(
            { row -> Double? in try row["median_seconds"] },
            """
            SELECT percentile_cont(0.5) WITHIN GROUP
                (ORDER BY extract(epoch FROM first_response_at - created_at)::double precision) AS median_seconds
            FROM tickets
            WHERE inbox_id = \(inboxID) AND created_at > \(now.addingTimeInterval(-Self.days * 86_400))
              AND first_response_at IS NOT NULL
            """
        ).map { Int($0.rounded()) }
        memory[inboxID] = (seconds, now.addingTimeInterval(Self.memorySeconds))
        return seconds
    }
}
