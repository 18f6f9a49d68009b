import Access
import ArgumentParser
import Basics
import EventLoop
import Foundation

/// `deskbell user add`: makes a member of staff from the shell.
struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Manage members of staff.", subcommands: [Add.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a member of staff.")

        @Option(help: "The e-mail address to sign in with.")
        var email: String

        @Option(help: "owner, supervisor or agent.")
        var role: String

        @Option(help: "The name people see; the part before the @ without it.")
        var name: String?

        @Flag(help: "Read the password from standard input; without it one is made and printed.")
        var passwordStdin = false

        @OptionGroup var data: DataOptions

        func run() async throws {
            guard let role = UserRole(rawValue: role) else {
                throw StartupFault("The role must be owner, supervisor or agent, not \"\(role)\".")
            }
            let password =
                passwordStdin ? (readLine(strippingNewline: true) ?? "") : Randomness.system.token(byteCount: 12)
            let store = try await Store.open(
                dataDirectory: data.dataDirectory, databaseURL: data.externalDatabase, poolSize: 2, joining: true)
            do {
                try await store.migrate()
                _ = try await AccessModule.addUser(
                    store.database, email: email, name: name ?? String(email.prefix { $0 != "@" }), role: role,
                    password: password)
            } catch {
                await store.close()
                throw StartupFault.from(error)
            }
            await store.close()
            print("Added \(email) as \(role.rawValue).")
            if !passwordStdin { print("Password: \(password)") }
        }
    }
}
