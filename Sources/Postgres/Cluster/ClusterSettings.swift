/// The settings of `postgresql.conf` that Deskbell chooses for its own PostgreSQL.
enum ClusterSettings {
    static let usual: [String: String] = [
        // Reached by the socket in the data directory and in no other way.
        "listen_addresses": "", "port": "5432", "unix_socket_permissions": "0700",
        // One node takes 8 connections and one to listen; the rest is for psql, backups and a second node.
        "max_connections": "50",
        "shared_buffers": "128MB",
        // A message is acknowledged after COMMIT, so COMMIT must mean "on disk" (RELIABILITY.md 2.2).
        "fsync": "on", "synchronous_commit": "on",
        "wal_compression": "on",
        "max_wal_size": "512MB",
        // Solid state disks are the rule now; the built-in 4.0 would shun indexes on them.
        "random_page_cost": "1.1",
        // Reports over 100,000 tickets are short; compiling their expressions takes longer than running them.
        "jit": "off",
        "work_mem": "16MB",
        "log_destination": "stderr", "logging_collector": "off", "log_min_duration_statement": "1000",
        // Values stay out of the log, as everywhere.
        "log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0",
        "log_error_verbosity": "terse",
        "log_line_prefix": "%m [%p] ", "log_timezone": "UTC", "timezone": "UTC",
    ]
}
