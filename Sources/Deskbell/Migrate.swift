import ArgumentParser
import EventLoop

/// `deskbell migrate`: brings the tables and the report views up to date.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring the database's tables and views up to date.")

    @OptionGroup var data: DataOptions

    func run() async throws {
        let store = try await Store.open(
            dataDirectory: data.dataDirectory, databaseURL: data.externalDatabase, poolSize: 2)
        do {
            try await store.migrate()
        } catch {
            await store.close()
            throw StartupFault.from(error)
        }
        await store.close()
        print("The database is up to date.")
    }
}
