import ArgumentParser
import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// `deskbell openapi`: writes the description of every route, and the TypeScript types the web applications use.
struct OpenAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Write the OpenAPI document and the TypeScript types.")

    @Option(help: "The folder to write openapi.json and apiTypes.ts to.")
    var output = "web/shared"

    func run() async throws {
        let document = OpenAPIDocument(routes: try await Self.routes())
        let folder = URL(fileURLWithPath: output, isDirectory: true)
        do {
            try Data(JSONWriter.write(document.json) + [0x0A]).write(to: folder.appendingPathComponent("openapi.json"))
            try Data(document.typeScript.utf8).write(to: folder.appendingPathComponent("apiTypes.ts"))
        } catch {
            throw StartupFault("The folder \(output) cannot be written to: choose another with --output.")
        }
    }

    /// The routes of an assembly that is never started: describing them needs no database.
    @Loop private static func routes() throws -> [Route] {
        guard let secrets = MasterKey(bytes: [UInt8](repeating: 0, count: 32)) else {
            throw StartupFault("libsodium is missing.")
        }
        let database = Database(DatabaseConfiguration(""))
        let context = AppContext(
            database: database, dataDirectory: "/nowhere", webRoot: "/nowhere", publicURL: "http://127.0.0.1:8080",
            secrets: secrets)
        let configuration = try ServeConfiguration(
            listen: "127.0.0.1:0", data: DataOptions.parse([]), isDemo: false, certificate: nil, key: nil)
        return try Assembly(configuration, context: context, epoch: "", bus: NotifyBus(database)).routes
    }
}
