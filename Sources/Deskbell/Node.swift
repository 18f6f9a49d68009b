import Access
import Basics
import Channels
import Customers
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// One running Deskbell: its database (embedded or not), its assembly, and the order of starting and stopping.
@Loop final class Node {
    private let store: Store
    private let assembly: Assembly
    private let configuration: ServeConfiguration
    nonisolated let address: String

    private init(store: Store, assembly: Assembly, configuration: ServeConfiguration, address: String) {
        self.store = store
        self.assembly = assembly
        self.configuration = configuration
        self.address = address
    }

    /// - Throws: `StartupFault` with one sentence for the operator.
    static func start(_ configuration: ServeConfiguration) async throws -> Node {
        let store = try await Store.open(
            dataDirectory: configuration.dataDirectory, databaseURL: configuration.databaseURL)
        do {
            return try await start(configuration, store)
        } catch {
            await store.close()
            throw StartupFault.from(error)
        }
    }

    private static func start(_ configuration: ServeConfiguration, _ store: Store) async throws -> Node {
        try await store.migrate()
        let secrets = try MasterKey.load(
            path: configuration.secretFile ?? configuration.dataDirectory + "/master.key")
        let context = AppContext(
            database: store.database, dataDirectory: configuration.dataDirectory,
            webRoot: try Resources.folder("web/dist", variable: "DESKBELL_WEB"),
            publicURL: configuration.publicURL ?? configuration.localURL, secrets: secrets,
            isDemo: configuration.isDemo)
        try FileManager.default.createDirectory(
            atPath: configuration.dataDirectory + "/uploads", withIntermediateDirectories: true)
        if configuration.isDemo {
            try await DemoCompany.fillIfEmpty(store.database, clock: context.clock)
            try await DemoPapers(context: context).fillIfNone()
        }
        // Before anybody may look: a restored backup may hold people who were erased since it was made.
        _ = try await ErasureDesk(context: context).settle()
        try await FirstInboxes.makeIfNone(store.database, clock: context.clock)
        _ = try await AccessModule.createOwnerIfNone(
            context, email: Environment.text("DESKBELL_OWNER_EMAIL"),
            password: Environment.text("DESKBELL_OWNER_PASSWORD"))
        let epoch = try await CompanyStore(store.database.connection).epoch()
        let assembly = try Assembly(
            configuration, context: context, epoch: epoch, bus: try Bus.make(configuration.busURL, store.database))
        try await assembly.start()
        return Node(
            store: store, assembly: assembly, configuration: configuration,
            address: configuration.localURL)
    }

    func stop() async {
        await assembly.stop()
        await store.close()
    }

    /// Tells who may sign in to the demo company.
    func announceDemo() {
        guard configuration.isDemo else { return }
        print("Sign in as \(DemoCompany.ownerEmail) with the password \(DemoCompany.password)")
        print("The shop with the chat widget: \(address)/demo")
    }
}

extension StartupFault {
    /// The sentence an error at start-up becomes.
    static func from(_ error: any Error) -> StartupFault {
        switch error {
        case let fault as StartupFault: fault
        case let error as GatewayError: StartupFault(error.description)
        case let error as MasterKeyFault: StartupFault(error.sentence)
        case let error as DatabaseError:
            // libpq explains itself over several lines.
            StartupFault(error.message.split(whereSeparator: \.isWhitespace).joined(separator: " "))
        case let problem as Problem: StartupFault(problem.detail)
        default: StartupFault("Deskbell cannot start: \(error)")
        }
    }
}
