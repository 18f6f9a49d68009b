import ArgumentParser
import Basics
import Customers
import EventLoop
import Foundation
import Imports
import Postgres
import Web

/// `deskbell export NAME`: a whole list as CSV.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a list as CSV: \(ImportKinds.listNames).")

    @Argument(help: "\(ImportKinds.listNames).")
    var name: String

    @Option(name: .shortAndLong, help: "The file to write; NAME.csv here without it.")
    var output: String?

    @OptionGroup var data: DataOptions

    @Loop func run() async throws {
        let path = URL(fileURLWithPath: output ?? "\(name).csv").path
        let store = try await Store.open(
            dataDirectory: data.dataDirectory, databaseURL: data.externalDatabase, poolSize: 2, joining: true)
        do {
            try await store.migrate()
            guard let secrets = MasterKey(bytes: [UInt8](repeating: 0, count: 32)) else { throw Problem.internalFault }
            let context = AppContext(
                database: store.database, dataDirectory: data.dataDirectory, webRoot: "", publicURL: "",
                secrets: secrets)
            let writer = ExportWriter(context: context, lists: ImportKinds.lists(CustomerGroups()))
            let written = try await writer.write(writer.list(name), to: path) { rows in
                FileHandle.standardError.write(Data("\r\(rows) lines".utf8))
            }
            await store.close()
            FileHandle.standardError.write(Data("\n".utf8))
            print("\(written.rows) lines are in \(path)")
        } catch is CocoaError {
            await store.close()
            throw StartupFault("\(path) cannot be written: choose a file this user may write with --output.")
        } catch {
            await store.close()
            throw StartupFault.from(error)
        }
    }
}
