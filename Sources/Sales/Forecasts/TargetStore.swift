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

    /// Targets of these months (`YYYY-MM`).
    func targets(of months: [String]) async throws -> [(month: String, amount: Money)] {
        try await connection.rows(
            { row in (month: try row["month"], amount: Money(try row["amount_minor"], try row["currency"])) },
            """
            SELECT to_char(month, 'YYYY-MM') AS month, currency, amount_minor
            FROM forecast_targets
            WHERE month = ANY (\(months.map { $0 + "-01" })::date[])
            ORDER BY forecast_targets.month, currency
            """)
    }

    func target(of month: String, currency: String) async throws -> Int? {
        try await connection.first(
            { row in try row["amount_minor"] as Int },
            """
            SELECT amount_minor FROM forecast_targets WHERE month = \(month + "-01")::date AND currency = \(currency)
            """)
    }

    /// Sets a target; zero takes it away.
    func set(_ amount: Money, of month: String, at now: Date) async throws {
        guard amount.amountMinor > 0 else {
            try await connection.execute(
                "DELETE FROM forecast_targets WHERE month = \(month + "-01")::date AND currency = \(amount.currency)")
            return
        }
        try await connection.execute(
            """
            INSERT INTO forecast_targets (month, currency, amount_minor, updated_at)
            VALUES (\(month + "-01")::date, \(amount.currency), \(amount.amountMinor), \(now))
            ON CONFLICT (month, currency) DO UPDATE
            SET amount_minor = excluded.amount_minor, updated_at = excluded.updated_at
            """)
    }
}
