import CShims
import CWebSockets
import EventLoop
import Foundation

/// One accepted socket, from the accept until libwebsockets has forgotten it: HTTP requests one after the other,
/// perhaps a live connection at the end.
///
/// Its `wsi` becomes nil with the close, so a late answer finds nobody and does no harm.
@Loop final class GatewayConnection {
    let peer: IPAddress
    unowned let server: GatewayServer
    var wsi: OpaquePointer?
    /// The request being received or answered.
    var exchange: HTTPExchange?
    /// Requests begun on this connection.
    var requests = 0
    private(set) var live: WebSocketConnection?
    private var liveHead: HTTPHead?

    init(peer: IPAddress, server: GatewayServer) {
        self.peer = peer
        self.server = server
    }

    var isIdle: Bool { exchange == nil && live == nil }

    // MARK: Upgrade

    /// Decides on an upgrade that names a subprotocol of ours or none; -1 refuses.
    func filterUpgrade(_ wsi: OpaquePointer) -> Int32 {
        self.wsi = wsi
        guard var head = readHead(wsi) else { return refuseUpgrade(wsi, 400) }
        if let seconds = throttleSeconds(head) {
            return refuseUpgrade(wsi, 429, [("retry-after", String(seconds))])
        }
        guard !server.isDraining else { return refuseUpgrade(wsi, 503, [("retry-after", "5")]) }
        guard head.method == "GET", head.path == server.configuration.livePath else { return refuseUpgrade(wsi, 404) }
        guard let name = lws_get_protocol(wsi)?.pointee.name, String(cString: name) == server.configuration.liveProtocol
        else { return refuseUpgrade(wsi, 400) }
        switch server.delegate.upgrade(head) {
        case .accept:
            head.headers = head.headers.keeping(WebSocketConnection.headersKept)
            liveHead = head
            return 0
        case .refuse(let status):
            return refuseUpgrade(wsi, (400...599).contains(status) ? status : 403)
        }
    }

    func established(_ wsi: OpaquePointer) -> Int32 {
        guard let head = liveHead else { return -1 }
        liveHead = nil
        exchange = nil
        let live = WebSocketConnection(head: head, wsi: wsi, server: server)
        self.live = live
        server.statistics.liveConnections += 1
        server.delegate.connected(live)
        return 0
    }

    private func refuseUpgrade(_ wsi: OpaquePointer, _ status: Int, _ headers: [(String, String)] = []) -> Int32 {
        server.statistics.upgradesRefusedTotal += 1
        let writer = ResponseWriter(
            .plain(status, ReasonPhrase.of(status), headers), isHead: false, keepsAlive: false)
        _ = writer.writeNext(wsi, scratch: server.scratch, sentBytes: &server.statistics.bytesSentTotal)
        return -1
    }

    // MARK: Both

    /// The head with the client's address and scheme by the rule of trusted proxies.
    func readHead(_ wsi: OpaquePointer) -> HTTPHead? {
        let reader = RequestReader(wsi, scratch: server.headerScratch)
        guard var head = reader.head(customHeaders: server.configuration.customHeaders, peer: peer.text) else {
            return nil
        }
        if server.proxies.contain(peer) {
            head.remoteAddress = server.proxies.client(peer: peer, forwardedFor: head.headers["x-forwarded-for"]).text
            if let scheme = head.headers["x-forwarded-proto"]?.split(separator: ",").last {
                head.isSecure = scheme.trimmingBlanks().lowercased() == "https"
            }
        }
        return head
    }

    /// Seconds the client has to wait for its next request; nil when it may go on.
    func throttleSeconds(_ head: HTTPHead) -> Int? {
        guard let client = IPAddress(head.remoteAddress), !server.proxies.contain(client) else { return nil }
        let seconds = server.limits.secondsToWait(client)
        if seconds != nil { server.statistics.requestsThrottledTotal += 1 }
        return seconds
    }

    /// Makes the peer's side see the end, and libwebsockets with it.
    func hangUp() {
        guard let wsi else { return }
        let fd = lws_get_socket_fd(wsi)
        if fd >= 0 { deskbell_hang_up(fd) }
    }

    func gone() {
        wsi = nil
        exchange?.watch?.cancel()
        exchange = nil
        if let live {
            self.live = nil
            server.statistics.liveConnections -= 1
            live.gone()
        }
    }
}
