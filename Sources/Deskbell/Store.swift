import EventLoop
import Foundation
import Postgres

/// The company's database, embedded or external, open for a command or a node.
@Loop final class Store {
    let database: Database
    /// How `pg_dump` and its like reach the database.
    let connectionString: String
    private let cluster: EmbeddedCluster?

    private init(database: Database, connectionString: String, cluster: EmbeddedCluster?) {
        self.database = database
        self.connectionString = connectionString
        self.cluster = cluster
    }

    /// - Parameter joining: Whether a command may use the embedded database of a Deskbell that is running.
    /// - Throws: `StartupFault` with one sentence for the operator.
    static func open(
        dataDirectory: String, databaseURL: String?, poolSize: Int = 8, joining: Bool = false
    ) async throws -> Store {
        var cluster: EmbeddedCluster?
        do {
            try createFolder(dataDirectory)
            var configuration: DatabaseConfiguration
            if let databaseURL {
                configuration = DatabaseConfiguration(databaseURL)
            } else if joining, let running = EmbeddedCluster.running(in: URL(fileURLWithPath: dataDirectory)) {
                configuration = running
            } else {
                let embedded = EmbeddedCluster(dataDirectory: URL(fileURLWithPath: dataDirectory))
                cluster = embedded
                configuration = try await embedded.start()
            }
            configuration.poolSize = poolSize
            let database = Database(configuration)
            try await database.start()
            return Store(database: database, connectionString: configuration.connectionString, cluster: cluster)
        } catch {
            await cluster?.stop()
            throw StartupFault.from(error)
        }
    }

    func migrate() async throws {
        let sql = try Resources.folder("sql", variable: "DESKBELL_SQL")
        try await Migrator(
            migrations: URL(fileURLWithPath: sql + "/migrations"), views: URL(fileURLWithPath: sql + "/views")
        ).migrate(database)
    }

    /// Whether nobody has ever worked with this database.
    func isEmpty() async throws -> Bool {
        let tables: Int = try await database.connection.one(
            { try $0["count"] }, "SELECT count(*) AS count FROM pg_tables WHERE schemaname = 'public'")
        return tables == 0
    }

    /// Tells every client that the store went back in time, so that it fetches everything again.
    func startNewEpoch() async throws {
        try await database.connection.execute("UPDATE company_profile SET epoch = gen_random_uuid()")
    }

    func close() async {
        await database.stop()
        await cluster?.stop()
    }

    private static func createFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw StartupFault(
                "The data folder \(path) cannot be made: choose another with --data, or give this user the right to write there."
            )
        }
        guard access(path, W_OK) == 0 else {
            throw StartupFault(
                "The data folder \(path) is not writable: choose another with --data, or give this user the right to write there."
            )
        }
    }
}
