package import Basics
import EventLoop
import Foundation
package import Postgres
package import Web

/// What the command line and the environment do about people, without anybody signed in.
extension AccessModule {
    /// Creates the owner that `DESKBELL_OWNER_EMAIL` and `DESKBELL_OWNER_PASSWORD` name, when there is nobody yet.
    ///
    /// - Returns: Whether one was created.
    /// - Throws: `Problem.invalid` when one of the two is missing, or breaks a rule.
    @discardableResult
    package static func createOwnerIfNone(
        _ context: AppContext, email: String?, password: String?, passwords: PasswordWorker? = nil
    ) async throws -> Bool {
        guard email != nil || password != nil,
            try await UserStore(context.database.connection).isEmpty()
        else { return false }
        let wish = try SetupInput(
            companyName: "My company", name: namePart(of: email ?? ""), email: email ?? "", password: password ?? ""
        ).checked()
        let firstOwner = FirstOwner(
            database: context.database, clock: context.clock, random: context.random,
            passwords: passwords ?? PasswordWorker(), isDemo: context.isDemo)
        do {
            _ = try await firstOwner.create(wish, remoteAddress: nil) { _, _ in () }
            return true
        } catch let problem as Problem where problem == FirstOwner.exists {
            return false
        }
    }

    /// Adds a person of any role, as `deskbell user add` does.
    ///
    /// - Throws: `Problem` of kind `email-taken` (409) when the address is in use; `Problem.invalid`.
    @discardableResult
    package static func addUser(
        _ database: Database, email: String, name: String? = nil, role: UserRole, password: String,
        clock: WallClock = .system, passwords: PasswordWorker? = nil
    ) async throws -> User {
        let user = try NewUser(name: name ?? namePart(of: email), email: email, role: role.rawValue, password: password)
            .checked(id: .make(at: clock.now), at: clock.now)
        let hash = try await (passwords ?? PasswordWorker()).make(password)
        try await database.transaction { connection in
            try await CompanyStore(connection).insertIfNone(
                CompanyProfile(name: "My company", timeZone: "UTC", locale: "en", currency: "CNY"), isDemo: false)
            _ = try await Staffing(connection: connection, clock: clock, random: .system).add(
                user, passwordHash: hash, by: .system, remoteAddress: nil)
        }
        return user
    }

    private static func namePart(of email: String) -> String {
        String(email.trimmingBlanks.prefix { $0 != "@" })
    }
}
