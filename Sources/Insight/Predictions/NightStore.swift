import EventLoop
import Foundation
import Postgres

/// Every statement about the nights whose work is done.
@Loop struct NightStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The night that is due, as a date of the company's calendar; `nil` when today's is done or it is too early.
    ///
    /// The very first is due at once.
    func due(at now: Date, hour: Int) async throws -> String? {
        try await connection.first(
            { row in try row["night"] as String },
            """
            SELECT today.at::date::text AS night
            FROM company_profile AS profile
            CROSS JOIN LATERAL (SELECT (\(now)::timestamptz) AT TIME ZONE profile.time_zone AS at) AS today
            WHERE NOT EXISTS (SELECT FROM scoring_nights WHERE night = today.at::date)
                AND (EXTRACT(HOUR FROM today.at) >= \(hour) OR NOT EXISTS (SELECT FROM scoring_nights))
            """)
    }

    func finish(_ night: String, scored: Int, appended: Int, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO scoring_nights (night, finished_at, scored, appended)
            VALUES ((\(night)::text)::date, \(now), \(scored), \(appended))
            ON CONFLICT (night) DO UPDATE
            SET finished_at = EXCLUDED.finished_at, scored = EXCLUDED.scored, appended = EXCLUDED.appended
            """)
    }
}
