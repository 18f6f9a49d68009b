/// How to reach the database and how long to wait for it.
package struct DatabaseConfiguration: Sendable {
    /// A connection string or URL as libpq reads it (PostgreSQL manual, 34.1.1); several hosts are tried in turn.
    package var connectionString: String
    /// How many connections the pool keeps, at least 2.
    package var poolSize: Int
    /// The longest a statement may run, in seconds.
    package var statementTimeoutSeconds: Double
    /// The longest a statement may wait for a lock, in seconds.
    package var lockTimeoutSeconds: Double
    /// The longest a caller waits for a free connection, in seconds.
    package var waitSeconds: Double
    /// The longest one attempt to connect may take, in seconds.
    package var connectSeconds: Double
    /// The name shown in `pg_stat_activity`.
    package var applicationName: String

    /// Names the database; the waits have defaults.
    package init(
        _ connectionString: String, poolSize: Int = 8, statementTimeoutSeconds: Double = 30,
        lockTimeoutSeconds: Double = 10, waitSeconds: Double = 5, connectSeconds: Double = 5,
        applicationName: String = "deskbell"
    ) {
        self.connectionString = connectionString
        self.poolSize = max(2, poolSize)
        self.statementTimeoutSeconds = statementTimeoutSeconds
        self.lockTimeoutSeconds = lockTimeoutSeconds
        self.waitSeconds = waitSeconds
        self.connectSeconds = connectSeconds
        self.applicationName = applicationName
    }
}
