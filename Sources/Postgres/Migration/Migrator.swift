import Basics
import EventLoop
package import Foundation

/// Brings a database to the state the SQL files describe: tables by migrations, each once and for ever; report views
/// rebuilt whole whenever they or the tables changed.
package struct Migrator: Sendable {
    private let migrations: URL
    private let views: URL

    /// "deskbell" in ASCII: servers that start at the same moment take turns under this advisory lock.
    private static let lockKey = 0x6465_736b_6265_6c6c

    /// Works on the `.sql` files of two directories, usually `sql/migrations` and `sql/views`.
    package init(migrations: URL, views: URL) {
        self.migrations = migrations
        self.views = views
    }

    /// Applies what is missing and returns the names of the migrations applied.
    ///
    /// - Throws: `DatabaseError` with one sentence when a frozen migration was edited or one fails; that one leaves no
    ///   trace, those before it stay.
    @Loop @discardableResult package func migrate(_ database: Database) async throws -> [String] {
        let files = try MigrationFile.list(migrations)
        let viewFiles = try SQLDirectory.read(views)
        return try await database.session { connection in
            // Building an index may take longer than any request should, and waiting for another server too.
            try await connection.execute("SET statement_timeout = 0")
            try await connection.execute("SET lock_timeout = 0")
            try await connection.execute("SELECT pg_advisory_lock(\(Self.lockKey)::bigint)")
            try await connection.script(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    version    integer NOT NULL,
                    name       text NOT NULL,
                    checksum   text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now(),
                    CONSTRAINT schema_migrations_pkey PRIMARY KEY (version)
                );
                CREATE TABLE IF NOT EXISTS schema_views (
                    checksum text NOT NULL,
                    built_at timestamptz NOT NULL DEFAULT now()
                );
                """)
            let applied = try await applyMissing(files, connection)
            try await rebuildViews(viewFiles, isForced: !applied.isEmpty, connection)
            return applied
        }
    }

    // MARK: Tables

    @Loop private func applyMissing(_ files: [MigrationFile], _ connection: Connection) async throws -> [String] {
        let known = try await connection.rows(
            AppliedMigration.init, "SELECT version, name, checksum FROM schema_migrations ORDER BY version")
        var applied: [String] = []
        for file in files {
            let checksum = try await checksum(file.text, connection)
            if let earlier = known.first(where: { $0.version == file.version }) {
                guard earlier.checksum == checksum else {
                    throw DatabaseError(
                        .server,
                        "The migration \(file.name) was changed after this database took it (as \(earlier.name)): put the file back as it was and write a new migration for the change."
                    )
                }
                continue
            }
            try await apply(file, checksum, connection)
            applied.append(file.name)
        }
        for stranger in known where !files.contains(where: { $0.version == stranger.version }) {
            Log.warning("database has a migration this Deskbell does not know", ["name": stranger.name])
        }
        return applied
    }

    @Loop private func apply(_ file: MigrationFile, _ checksum: String, _ connection: Connection) async throws {
        try await inTransaction(named: file.name, connection) {
            try await connection.script(file.text)
            try await connection.execute(
                """
                INSERT INTO schema_migrations (version, name, checksum)
                VALUES (\(file.version), \(file.name), \(checksum))
                """)
        }
    }

    // MARK: Views

    @Loop private func rebuildViews(
        _ files: [(name: String, text: String)], isForced: Bool, _ connection: Connection
    ) async throws {
        let whole = files.map { "-- \($0.name)\n\($0.text)" }.joined(separator: "\n")
        let checksum = try await checksum(whole, connection)
        let current = try await connection.first({ try $0["checksum"] as String }, "SELECT checksum FROM schema_views")
        guard isForced || current != checksum else { return }
        try await inTransaction(named: "views", connection) {
            try await connection.script("DROP SCHEMA IF EXISTS report CASCADE; CREATE SCHEMA report;")
            for file in files { try await named(file.name) { try await connection.script(file.text) } }
            try await connection.execute("DELETE FROM schema_views")
            try await connection.execute("INSERT INTO schema_views (checksum) VALUES (\(checksum))")
        }
    }

    // MARK: Both

    @Loop private func checksum(_ text: String, _ connection: Connection) async throws -> String {
        try await connection.one(
            { try $0["checksum"] as String },
            "SELECT encode(sha256(convert_to(\(text), 'UTF8')), 'hex') AS checksum")
    }

    @Loop private func inTransaction(
        named name: String, _ connection: Connection, _ body: @Loop () async throws -> Void
    ) async throws {
        try await connection.execute("BEGIN")
        do {
            try await named(name, body)
            try await connection.execute("COMMIT")
        } catch {
            // The session's connection is thrown away, so a failed ROLLBACK changes nothing.
            _ = try? await connection.execute("ROLLBACK")
            throw error
        }
    }

    @Loop private func named(_ name: String, _ body: @Loop () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as DatabaseError where error.kind == .server && !error.message.hasPrefix("In ") {
            throw DatabaseError(
                .server, "In \(name): \(error.message)", sqlState: error.sqlState, constraint: error.constraint,
                statement: error.statement)
        }
    }
}

/// A row of `schema_migrations`.
private struct AppliedMigration: Sendable {
    let version: Int
    let name: String
    let checksum: String

    init(_ row: Row) throws {
        version = try row["version"]
        name = try row["name"]
        checksum = try row["checksum"]
    }
}
