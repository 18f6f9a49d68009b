import EventLoop
import Postgres

/// Every SQL statement about the settings of the forecast.
@Loop struct SalesSettingsStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func settings(locked: Bool = false) async throws -> ForecastSettings {
        let lock: SQL = locked ? "FOR UPDATE" : ""
        return try await connection.one(
            ForecastSettings.init, "SELECT unhappy_ratio, version FROM sales_settings \(lock)")
    }

    func setUnhappyRatio(_ ratio: Double) async throws {
        try await connection.execute(
            "UPDATE sales_settings SET unhappy_ratio = round(\(ratio)::numeric, 4), version = version + 1")
    }
}
