import Basics
package import EventLoop
import Foundation
package import Postgres
import Web

/// Every SQL statement about the company's own profile, which is one row.
@Loop package struct CompanyStore {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = "name, time_zone, locale, currency, version"

    /// The company; `nil` until the first owner gave it a name.
    package func company() async throws -> CompanyProfile? {
        try await connection.first(CompanyProfile.init, "SELECT \(Self.columns) FROM company_profile")
    }

    /// Changes when the database may have gone back in time; the same text until there is a company.
    package func epoch() async throws -> String {
        let epoch = try await connection.first(
            { row -> UUID in try row["epoch"] }, "SELECT epoch FROM company_profile")
        return epoch?.uuidString.lowercased() ?? "new"
    }

    func lockedCompany() async throws -> CompanyProfile? {
        try await connection.first(CompanyProfile.init, "SELECT \(Self.columns) FROM company_profile FOR UPDATE")
    }

    /// Makes the row unless it is there.
    package func insertIfNone(_ company: CompanyProfile, isDemo: Bool) async throws {
        try await connection.execute(
            """
            INSERT INTO company_profile (name, time_zone, locale, currency, is_demo)
            VALUES (\(company.name), \(company.timeZone), \(company.locale), \(company.currency), \(isDemo))
            ON CONFLICT (singleton) DO NOTHING
            """)
    }

    func update(_ company: CompanyProfile) async throws {
        try await connection.execute(
            """
            UPDATE company_profile
            SET name = \(company.name), time_zone = \(company.timeZone), locale = \(company.locale),
                currency = \(company.currency), version = version + 1
            """)
    }
}
