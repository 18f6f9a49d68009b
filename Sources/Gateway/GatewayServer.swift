import CWebSockets
package import EventLoop
import Foundation

/// The HTTP and WebSocket server.
@Loop package final class GatewayServer {
    /// The port of the first listener once started.
    package private(set) var boundPort = 0
    /// Counters for /metrics.
    package internal(set) var statistics = GatewayStatistics()

    /// Room for the head of an answer.
    static let headRoomBytes = 16384

    let configuration: GatewayConfiguration
    let delegate: any GatewayDelegate
    let limits: AddressLimits
    private(set) var proxies: TrustedProxies
    private(set) var isDraining = false
    /// Where answers are put together; one is enough, because libwebsockets copies what the socket does not take.
    let scratch: UnsafeMutableRawBufferPointer
    let headerScratch: UnsafeMutableBufferPointer<CChar>

    private var library: LibWebSockets?
    private var listeners: [Listener] = []
    private var connections: [ObjectIdentifier: GatewayConnection] = [:]

    /// A server that does not listen yet.
    package init(_ configuration: GatewayConfiguration, delegate: any GatewayDelegate) {
        self.configuration = configuration
        self.delegate = delegate
        limits = AddressLimits(configuration)
        proxies = TrustedProxies.none
        scratch = .allocate(
            byteCount: deskbell_lws_pre() + Self.headRoomBytes + ResponseWriter.pieceBytes, alignment: 16)
        headerScratch = .allocate(capacity: configuration.headerLimitBytes + 256)
    }

    isolated deinit {
        scratch.deallocate()
        headerScratch.deallocate()
    }

    /// Listens and serves, once it has made sure that its own answer to `Upgrade: h2c` is a refusal.
    ///
    /// - Throws: `GatewayError` with one sentence for the operator.
    package func start() async throws {
        do {
            proxies = try TrustedProxies(configuration.trustedProxies)
            for address in configuration.listen {
                listeners.append(try Listener(address) { [weak self] fd in self?.accepted(fd) })
            }
            boundPort = listeners.first?.port ?? 0
            library = try LibWebSockets(configuration)
            for listener in listeners { listener.open() }
            if configuration.tls == nil, let address = configuration.listen.first {
                try await UpgradeCheck.run(host: try Listener.parse(address).host, port: boundPort)
            }
        } catch {
            await stop()
            throw error
        }
    }

    /// Stops accepting, closes live connections with 1012, and lets requests in flight finish for at most `seconds`.
    package func drain(seconds: Double) async {
        isDraining = true
        for listener in listeners { listener.shut() }
        listeners = []
        for connection in connections.values {
            if let live = connection.live {
                live.close(code: 1012, reason: "restarting, come back in a moment")
            } else if connection.isIdle {
                connection.hangUp()
            }
        }
        let deadline = ContinuousClock.now + .seconds(seconds)
        while !connections.isEmpty, .now < deadline {
            do { try await Loop.sleep(seconds: 0.02) } catch { return }
        }
    }

    /// Closes everything that is left.
    package func stop() async {
        isDraining = true
        for listener in listeners { listener.shut() }
        listeners = []
        library?.destroy()
        library = nil
        for connection in connections.values { connection.gone() }
        connections = [:]
        statistics.connectionsOpen = 0
    }

    // MARK: Connections

    private func accepted(_ fd: Int32) {
        guard let library, let peer = IPAddress(peerOf: fd) else {
            close(fd)
            return
        }
        let isTrusted = proxies.contain(peer)
        guard isTrusted || limits.opened(peer) else {
            statistics.connectionsRefusedTotal += 1
            close(fd)
            return
        }
        // Unsent bytes beyond this stay in our queue, where the limit for slow readers sees them.
        var unsent: Int32 = 131_072
        // Without it the second small frame of a turn waits for the peer's delayed acknowledgement: 40 ms.
        var noDelay: Int32 = 1
        setsockopt(fd, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, socklen_t(MemoryLayout<Int32>.size))
        setsockopt(fd, Int32(IPPROTO_TCP), 25 /* TCP_NOTSENT_LOWAT */, &unsent, socklen_t(MemoryLayout<Int32>.size))
        let connection = GatewayConnection(peer: peer, server: self)
        connections[ObjectIdentifier(connection)] = connection
        statistics.connectionsOpen += 1
        statistics.connectionsTotal += 1
        if let wsi = library.adopt(fd, owner: connection) {
            connection.wsi = wsi
        } else {
            // libwebsockets closed the socket, and has perhaps told so already.
            forget(connection)
        }
    }

    /// Whether libwebsockets still holds bytes this client sent behind the head being handled.
    ///
    /// A body read from that store sends version 4.1.6 into an endless loop (`lws_http_action`), which one client could
    /// use to stop everybody.
    func mayHoldPipelinedBytes() -> Bool {
        library?.mayHoldBytes() ?? false
    }

    func forget(_ connection: GatewayConnection) {
        guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
        statistics.connectionsOpen -= 1
        if !proxies.contain(connection.peer) { limits.closed(connection.peer) }
    }
}
