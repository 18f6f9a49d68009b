import Basics
package import EventLoop
package import Foundation
package import Postgres

/// A real PostgreSQL for tests: one cluster per run, one migrated template, and a copy of it for each suite.
///
/// Nothing outlives the run: PostgreSQL is told to stop when the process dies, however it dies.
@Loop package enum TestDatabase {
    private static var run: Task<TestCluster, any Error>?
    private static var copies = 0

    /// The root of the repository, found from this file.
    package nonisolated static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A started pool on a fresh copy of the migrated database.
    package static func fresh(poolSize: Int = 3) async throws -> Database {
        let database = Database(try await freshConfiguration(poolSize: poolSize))
        try await database.start()
        return database
    }

    /// How to reach a fresh copy of the migrated database.
    package static func freshConfiguration(poolSize: Int = 3) async throws -> DatabaseConfiguration {
        try await copy(of: "deskbell", poolSize: poolSize)
    }

    /// How to reach a fresh database without any table.
    package static func emptyConfiguration(poolSize: Int = 3) async throws -> DatabaseConfiguration {
        try await copy(of: "template0", poolSize: poolSize)
    }

    /// Migrations and views of this repository.
    package nonisolated static var migrator: Migrator {
        Migrator(
            migrations: repository.appendingPathComponent("sql/migrations"),
            views: repository.appendingPathComponent("sql/views"))
    }

    private static func copy(of template: String, poolSize: Int) async throws -> DatabaseConfiguration {
        let cluster = try await cluster()
        copies += 1
        let name = "test_\(copies)"
        try await cluster.maintenance.connection.execute(
            SQL(trusted: "CREATE DATABASE \(name) TEMPLATE \(template) STRATEGY file_copy"))
        var configuration = cluster.configuration
        configuration.connectionString = cluster.configuration.connectionString.replacing(
            "dbname=deskbell", with: "dbname=\(name)")
        configuration.poolSize = max(2, poolSize)
        return configuration
    }

    private static func cluster() async throws -> TestCluster {
        if run == nil { run = Task { @Loop in try await TestCluster.start() } }
        guard let run else { throw CancellationError() }
        return try await run.value
    }
}

/// The cluster of this run.
@Loop private final class TestCluster {
    let configuration: DatabaseConfiguration
    let maintenance: Database
    private let cluster: EmbeddedCluster

    private init(_ cluster: EmbeddedCluster, _ configuration: DatabaseConfiguration, _ maintenance: Database) {
        self.cluster = cluster
        self.configuration = configuration
        self.maintenance = maintenance
    }

    static func start() async throws -> TestCluster {
        let directory = TestDirectory.make("run")
        let cluster = EmbeddedCluster(
            dataDirectory: URL(fileURLWithPath: directory),
            settings: [
                // Lost with the run anyway.
                "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "shared_buffers": "32MB",
                "max_connections": "900", "autovacuum": "off",
            ])
        let configuration = try await cluster.start()
        TestDirectory.stopAtExit(cluster)
        let template = Database(configuration)
        try await template.start()
        try await TestDatabase.migrator.migrate(template)
        await template.stop()
        var address = configuration
        address.connectionString = configuration.connectionString.replacing("dbname=deskbell", with: "dbname=postgres")
        address.poolSize = 2
        let maintenance = Database(address)
        try await maintenance.start()
        return TestCluster(cluster, configuration, maintenance)
    }
}
