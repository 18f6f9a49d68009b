import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about monthly targets.
@Loop struct TargetStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Targets of these months (`YYYY-MM`), also those that were taken away: they still have a version.
    func targets(of months: [String]) async throws -> [MonthTarget] {
        try await connection.rows(
            MonthTarget.init,
            """
            SELECT to_char(month, 'YYYY-MM') AS month, currency, amount_minor, version
            FROM forecast_targets
            WHERE month = ANY (\(months.map { $0 + "-01" })::date[])
            ORDER BY forecast_targets.month, currency
            """)
    }

    /// The target of a month; none was ever set where there is no row, which is version 0.
    ///
    /// Whoever changes one waits for whoever changes any: also of two who set the first, one is told.
    func lockedTarget(of month: String, currency: String) async throws -> MonthTarget {
        _ = try await SalesSettingsStore(connection).settings(locked: true)
        let target = try await connection.first(
            MonthTarget.init,
            """
            SELECT to_char(month, 'YYYY-MM') AS month, currency, amount_minor, version
            FROM forecast_targets
            WHERE month = \(month + "-01")::date AND currency = \(currency)
            """)
        return target ?? MonthTarget(month: month, amount: Money(0, currency), version: 0)
    }

    /// Sets a target; zero takes it away, and its version goes on.
    func set(_ amount: Money, of month: String, at now: Date) async throws {
        try await connection.execute(
            """
            INSERT INTO forecast_targets (month, currency, amount_minor, updated_at)
            VALUES (\(month + "-01")::date, \(amount.currency), \(amount.amountMinor), \(now))
            ON CONFLICT (month, currency) DO UPDATE
            SET amount_minor = excluded.amount_minor, updated_at = excluded.updated_at,
                version = forecast_targets.version + 1
            """)
    }
}
