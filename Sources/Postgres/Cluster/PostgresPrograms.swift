import Foundation

/// Where the server's programs lie; Debian keeps them off PATH, one directory per version.
struct PostgresPrograms: Sendable, Equatable {
    let directory: String
    let majorVersion: Int

    var initdb: String { directory + "/initdb" }
    var postgres: String { directory + "/postgres" }

    /// The newest version, or the one that made the existing data.
    ///
    /// - Throws: `DatabaseError` with advice when there is none that fits.
    static func find(dataVersion: Int?) throws -> PostgresPrograms {
        let found = installed()
        guard let dataVersion else {
            if let newest = found.max(by: { $0.majorVersion < $1.majorVersion }) { return newest }
            throw DatabaseError(
                .unreachable,
                "PostgreSQL is not installed here: install it (apt-get install postgresql-15) or name a database with DATABASE_URL."
            )
        }
        if let fitting = found.first(where: { $0.majorVersion == dataVersion }) { return fitting }
        throw DatabaseError(
            .unreachable,
            "The data directory was made by PostgreSQL \(dataVersion), which is not installed here: install it (apt-get install postgresql-\(dataVersion))."
        )
    }

    private static func installed() -> [PostgresPrograms] {
        let manager = FileManager.default
        var found: [PostgresPrograms] = []
        for (root, prefix) in [("/usr/lib/postgresql", ""), ("/usr", "pgsql-")] {
            for name in (try? manager.contentsOfDirectory(atPath: root)) ?? [] where name.hasPrefix(prefix) {
                guard let version = Int(name.dropFirst(prefix.count)) else { continue }
                let programs = PostgresPrograms(directory: "\(root)/\(name)/bin", majorVersion: version)
                if manager.isExecutableFile(atPath: programs.postgres),
                    manager.isExecutableFile(atPath: programs.initdb)
                {
                    found.append(programs)
                }
            }
        }
        return found
    }
}
