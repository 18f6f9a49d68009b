/// The words libpq gets beside the operator's connection string.
enum ConnectionParameters {
    /// Keywords and values for `PQconnectStartParams` with expansion of `dbname`.
    ///
    /// What stands before `dbname` is a default the connection string may change; what stands after it is not.
    static func list(_ configuration: DatabaseConfiguration) -> [(String, String)] {
        [
            // With several hosts, only the one that accepts writes is of use to us.
            ("target_session_attrs", "read-write"),
            // A vanished host is noticed in about 15 s and not after the kernel's two hours.
            ("keepalives_idle", "5"), ("keepalives_interval", "3"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "15000"),
            ("dbname", configuration.connectionString),
            ("client_encoding", "UTF8"),
            ("fallback_application_name", configuration.applicationName),
        ]
    }

    /// What each session sets before its first statement.
    ///
    /// The readers in `Coding/` rely on the first three.
    static func sessionSettings(_ configuration: DatabaseConfiguration) -> String {
        let statement = Int(configuration.statementTimeoutSeconds * 1000)
        let lock = Int(configuration.lockTimeoutSeconds * 1000)
        return """
            SET datestyle = 'ISO, YMD'; SET timezone = 'UTC'; SET bytea_output = 'hex';
            SET extra_float_digits = 1; SET client_min_messages = 'warning';
            SET statement_timeout = \(statement); SET lock_timeout = \(lock);
            """
    }
}
