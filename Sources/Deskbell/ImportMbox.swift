import ArgumentParser
import Basics
import Channels
import EventLoop
import Foundation
import Postgres
import Web

/// `deskbell import mbox FILE --inbox KEY`: stores every mail of an archive; the server makes tickets of them.
struct ImportMbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mbox",
        abstract: "Bring in the mails of an mbox file. What is there already is not stored again; nobody is written to."
    )

    @Argument(help: "The file, such as Thunderbird, Gmail or mutt write it.")
    var file: String

    @Option(help: "The key of the mailbox the mails belong to.")
    var inbox: String

    @OptionGroup var data: DataOptions

    func run() async throws {
        let path = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw StartupFault("\(file) cannot be read: name an mbox file this user may read.")
        }
        let stop = StopFlag()
        let store = try await Store.open(
            dataDirectory: data.dataDirectory, databaseURL: data.externalDatabase, poolSize: 2, joining: true)
        do {
            try await store.migrate()
            let found = try await InboxStore(store.database.connection).inbox(key: inbox)
            guard let found, found.kind == .email else {
                throw StartupFault("There is no mailbox with the key \(inbox): look it up under Settings, Inboxes.")
            }
            let importing = try await MboxImport(
                path: path, inboxID: found.id.uuid, inboxKey: inbox, dataDirectory: data.dataDirectory,
                database: store.database)
            let outcome = try await importing.run(until: stop)
            await store.close()
            print(outcome.sentence)
            if outcome.wasStopped { throw ExitCode(130) }
        } catch {
            await store.close()
            if error is ExitCode { throw error }
            throw StartupFault.from(error)
        }
    }
}

/// Notes that somebody pressed Ctrl-C, so that the work ends in good order.
final class StopFlag: Sendable {
    // The sources are only kept alive; nothing is called on them after init.
    nonisolated(unsafe) private let sources: [any DispatchSourceSignal]
    private let flag: Flag

    private final class Flag: @unchecked Sendable {
        // Written once from a signal's handler and read until then: guarded by the lock.
        private let lock = NSLock()
        private var value = false
        var isSet: Bool {
            get { lock.withLock { value } }
            set { lock.withLock { value = newValue } }
        }
    }

    init() {
        let flag = Flag()
        self.flag = flag
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { flag.isSet = true }
            source.resume()
            return source
        }
    }

    var isSet: Bool { flag.isSet }
}
