import ArgumentParser
import Basics
import EventLoop
import Foundation
import Imports
import Postgres
import Web

/// What `deskbell import customers|companies|orders|products|shipments` share.
struct TableOptions: ParsableArguments {
    @Argument(help: "The file: comma, semicolon or tab separated, in UTF-8, UTF-16 or GB 18030, with a header line.")
    var file: String

    @Option(
        name: .customLong("map"),
        help: "A column under another heading than the usual ones: --map email=Contact. May be repeated.")
    var mappings: [String] = []

    @OptionGroup var data: DataOptions

    /// Brings the file in as records of this kind.
    @Loop func bringIn(_ kind: String) async throws {
        let path = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw StartupFault("\(file) cannot be read: name a CSV file this user may read.")
        }
        let stop = StopFlag()
        let store = try await Store.open(
            dataDirectory: data.dataDirectory, databaseURL: data.externalDatabase, poolSize: 2, joining: true)
        do {
            try await store.migrate()
            let importing = try TableImport(
                path: path, kind: kind, mappings: mappings, dataDirectory: data.dataDirectory, database: store.database)
            let (item, errors) = try await importing.run(until: stop)
            await store.close()
            print(TableImport.sentence(item, isStopped: stop.isSet && item.state.isBusy))
            if let errors { print("The rows with errors are in \(errors)") }
            if item.state.isBusy { throw ExitCode(130) }
            if item.state == .failed { throw ExitCode(1) }
        } catch {
            await store.close()
            if error is ExitCode { throw error }
            throw StartupFault.from(error)
        }
    }
}

/// `deskbell import customers FILE.csv`.
struct ImportCustomers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customers", abstract: "Bring in customers from a CSV file; those known already are updated.")
    @OptionGroup var table: TableOptions

    func run() async throws { try await table.bringIn("customers") }
}

/// `deskbell import companies FILE.csv`.
struct ImportCompanies: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "companies", abstract: "Bring in companies from a CSV file; those known already are updated.")
    @OptionGroup var table: TableOptions

    func run() async throws { try await table.bringIn("companies") }
}

/// `deskbell import orders FILE.csv`.
struct ImportOrders: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orders", abstract: "Bring in orders from a CSV file with one row a line; nobody is told of them.")
    @OptionGroup var table: TableOptions

    func run() async throws { try await table.bringIn("orders") }
}

/// `deskbell import products FILE.csv`.
struct ImportProducts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "products", abstract: "Bring in products from a CSV file; those known already are updated.")
    @OptionGroup var table: TableOptions

    func run() async throws { try await table.bringIn("products") }
}

/// `deskbell import shipments FILE.csv`.
struct ImportShipments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shipments", abstract: "Bring in parcels from a CSV file; orders move on with them.")
    @OptionGroup var table: TableOptions

    func run() async throws { try await table.bringIn("shipments") }
}
