import EventLoop
import Foundation
import Postgres

/// Every statement about the bounds of the rule segmentations.
@Loop struct SegmentBoundsStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The bounds and how often they were changed; the usual ones of version 0 where nobody has.
    func bounds() async throws -> (bounds: SegmentBounds, version: Int) {
        try await connection.first(
            { row in (try SegmentBounds(row), try row["version"]) },
            """
            SELECT age_low, age_high, frequency_low, frequency_high, order_value_low, order_value_high, version
            FROM segment_bounds
            """) ?? (SegmentBounds(), 0)
    }

    /// Two who change them wait for each other, also the first time, when there is no row to hold.
    func lock() async throws {
        try await connection.execute("LOCK TABLE segment_bounds IN SHARE ROW EXCLUSIVE MODE")
    }

    func save(_ bounds: SegmentBounds, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO segment_bounds (
                age_low, age_high, frequency_low, frequency_high, order_value_low, order_value_high, updated_at)
            VALUES (\(bounds.ageLow), \(bounds.ageHigh), \(bounds.frequencyLow), \(bounds.frequencyHigh),
                \(bounds.orderValueLow), \(bounds.orderValueHigh), \(now))
            ON CONFLICT (singleton) DO UPDATE
            SET age_low = EXCLUDED.age_low, age_high = EXCLUDED.age_high, frequency_low = EXCLUDED.frequency_low,
                frequency_high = EXCLUDED.frequency_high, order_value_low = EXCLUDED.order_value_low,
                order_value_high = EXCLUDED.order_value_high, updated_at = EXCLUDED.updated_at,
                version = segment_bounds.version + 1
            """)
    }
}
