import EventLoop
import Postgres

/// Every SQL statement about the settings of the forecast.
@Loop struct SalesSettingsStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// By how much deals of unhappy customers count.
    func unhappyRatio(locked: Bool = false) async throws -> Double {
        let lock: SQL = locked ? "FOR UPDATE" : ""
        return try await connection.one(
            { row in try row["unhappy_ratio"] as Double }, "SELECT unhappy_ratio FROM sales_settings \(lock)")
    }

    func setUnhappyRatio(_ ratio: Double) async throws {
        try await connection.execute(
            "UPDATE sales_settings SET unhappy_ratio = round(\(ratio)::numeric, 4), version = version + 1")
    }
}
