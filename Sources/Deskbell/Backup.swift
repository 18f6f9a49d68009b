import ArgumentParser
import Customers
import EventLoop
import Foundation
import Postgres
import Web

/// `deskbell backup FILE`: one archive with the database, the attachments and the master key.
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write everything into one archive (database, attachments, master key). Keep it secret.")

    @Argument(help: "The archive to write, such as deskbell-2026-11-23.tar.")
    var file: String

    @OptionGroup var data: DataOptions

    func run() async throws {
        let archive = URL(fileURLWithPath: file).path
        guard !FileManager.default.fileExists(atPath: archive) else {
            throw StartupFault("\(file) exists already: choose another name, nothing was written.")
        }
        let store = try await Store.open(
            dataDirectory: data.dataDirectory, databaseURL: data.externalDatabase, poolSize: 1, joining: true)
        do {
            try await ArchiveFile(path: archive).write(from: data.dataDirectory, conninfo: store.connectionString)
        } catch {
            await store.close()
            throw StartupFault.from(error)
        }
        await store.close()
        print("Everything is in \(file).")
    }
}

/// `deskbell restore FILE`: fills an empty data folder (or an empty database) from an archive.
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fill an empty data folder, and an empty database, from an archive.")

    @Argument(help: "An archive made by deskbell backup.")
    var file: String

    @Option(
        help:
            "The erasures.jsonl of the data folder the archive is from, when this is another one: who was erased stays so."
    )
    var erasures: String?

    @OptionGroup var data: DataOptions

    func run() async throws {
        let archive = URL(fileURLWithPath: file).path
        if let erasures, !FileManager.default.isReadableFile(atPath: erasures) {
            throw StartupFault("\(erasures) cannot be read: name the erasures.jsonl of the former data folder.")
        }
        guard FileManager.default.isReadableFile(atPath: archive) else {
            throw StartupFault("\(file) cannot be read: name an archive made by deskbell backup.")
        }
        let store = try await Store.open(
            dataDirectory: data.dataDirectory, databaseURL: data.externalDatabase, poolSize: 2)
        var erased = 0
        do {
            guard try await store.isEmpty() else {
                throw StartupFault(
                    "This database already holds a company: restore into an empty one, so that nothing is overwritten.")
            }
            try await ArchiveFile(path: archive).read(into: data.dataDirectory, conninfo: store.connectionString)
            try await store.migrate()
            try await store.startNewEpoch()
            erased = try await eraseAgain(in: store)
        } catch {
            await store.close()
            throw StartupFault.from(error)
        }
        await store.close()
        print("Restored from \(file).")
        if erased > 0 { print("Erased again: \(erased), as the ledger of erasures says.") }
    }

    /// People erased since the archive was made; the ledger lies in the data folder, which no archive holds.
    private func eraseAgain(in store: Store) async throws -> Int {
        let context = AppContext(
            database: store.database, dataDirectory: data.dataDirectory, webRoot: "", publicURL: "",
            secrets: try MasterKey.load(path: data.dataDirectory + "/master.key"))
        return try await ErasureDesk(context: context).settle(also: erasures)
    }
}
