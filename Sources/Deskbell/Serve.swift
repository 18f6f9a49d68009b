import Access
import ArgumentParser
import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// `deskbell serve`: runs until it is told to stop.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the server.")

    @Option(help: "Where to listen. [DESKBELL_LISTEN]")
    var listen: String?

    @OptionGroup var data: DataOptions

    @Flag(help: "Fill an empty database with a demo company and serve /demo. [DESKBELL_DEMO=1]")
    var demo = false

    @Option(help: "A certificate chain (PEM) to serve TLS with. [DESKBELL_TLS_CERTIFICATE]")
    var tlsCertificate: String?

    @Option(help: "The certificate's private key (PEM). [DESKBELL_TLS_KEY]")
    var tlsKey: String?

    func run() async throws {
        let configuration = try ServeConfiguration(
            listen: listen ?? Environment.text("DESKBELL_LISTEN") ?? "127.0.0.1:8080", data: data,
            isDemo: demo || Environment.text("DESKBELL_DEMO") == "1",
            certificate: tlsCertificate ?? Environment.text("DESKBELL_TLS_CERTIFICATE"),
            key: tlsKey ?? Environment.text("DESKBELL_TLS_KEY"))
        let stop = StopSignal()
        let node = try await Node.start(configuration)
        print("Deskbell is ready at \(node.address)")
        await node.announceDemo()
        fflush(nil)
        await stop.wait()
        await node.stop()
    }
}

/// Waits for SIGTERM or SIGINT.
final class StopSignal: Sendable {
    private let signals: AsyncStream<Void>
    // The sources are only kept alive; nothing is called on them after init.
    nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        signals = stream
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
    }

    func wait() async {
        for await _ in signals { return }
    }
}
