import CShims
import CWebSockets
import EventLoop
import Foundation

/// A libwebsockets context as a guest of our loop: it parses HTTP and WebSocket on sockets we accepted.
///
/// Everything it is given must outlive it, so those few hundred bytes per server are never freed.
@Loop final class LibWebSockets {
    /// The last error libwebsockets spoke of, for the operator's sentence.
    private static var lastError = ""

    private var context: OpaquePointer?
    private let vhost: OpaquePointer
    private let usesTLS: Bool

    /// - Throws: `GatewayError` when the plug-in is absent or the certificate is not usable.
    init(_ configuration: GatewayConfiguration) throws {
        usesTLS = configuration.tls != nil
        if let tls = configuration.tls { try Self.checkReadable(tls) }
        Self.quietLog()

        var info = lws_context_creation_info()
        info.port = deskbell_lws_no_listen()
        info.vhost_name = Self.keep("deskbell")
        info.protocols = UnsafePointer(Self.protocols(configuration))
        info.options = UInt64(LWS_SERVER_OPTION_LIBEV | LWS_SERVER_OPTION_VALIDATE_UTF8)
        info.foreign_loops = Self.foreignLoops()
        info.count_threads = 1
        info.gid = -1
        info.uid = -1
        info.max_http_header_data2 = UInt32(configuration.headerLimitBytes)
        info.pt_serv_buf_size = 16384
        info.timeout_secs = UInt32(configuration.handshakeSeconds)
        info.timeout_secs_ah_idle = UInt32(configuration.handshakeSeconds)
        info.keepalive_timeout = Int32(configuration.idleSeconds)
        info.retry_and_idle_policy = Self.idlePolicy(configuration)
        info.alpn = Self.keep("http/1.1")
        // Never empty: libwebsockets asserts that when it makes an answer of its own.
        info.server_string = Self.keep("deskbell")
        if let tls = configuration.tls {
            info.options |= UInt64(LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS)
            info.ssl_cert_filepath = Self.keep(tls.certificateFile)
            info.ssl_private_key_filepath = Self.keep(tls.keyFile)
        }
        Self.lastError = ""
        guard let context = lws_create_context(&info), let vhost = lws_get_vhost_by_name(context, "deskbell") else {
            throw Self.refusal(configuration)
        }
        self.context = context
        self.vhost = vhost
        try startTicking()
    }

    /// Hands over an accepted socket; nil when it was closed instead.
    ///
    /// `owner` is found again in every callback.
    func adopt(_ fd: Int32, owner: GatewayConnection) -> OpaquePointer? {
        var descriptor = lws_adopt_desc_t()
        descriptor.vh = vhost
        let flags = LWS_ADOPT_HTTP.rawValue | LWS_ADOPT_SOCKET.rawValue | (usesTLS ? LWS_ADOPT_ALLOW_SSL.rawValue : 0)
        descriptor.type = lws_adoption_type(rawValue: flags)
        descriptor.fd.sockfd = fd
        descriptor.opaque = Unmanaged.passUnretained(owner).toOpaque()
        return lws_adopt_descriptor_vhost_via_info(&descriptor)
    }

    /// Whether bytes of this socket may have been read but not yet used.
    ///
    /// libwebsockets only tells whether that is so for any socket; another one being in that state at this moment is
    /// rare, and then the answer errs towards yes.
    func mayHoldBytes() -> Bool {
        guard let context else { return false }
        return lws_service_adjust_timeout(context, 1, 0) == 0
    }

    /// Closes everything and frees the context.
    func destroy() {
        guard let context else { return }
        self.context = nil
        lws_context_destroy(context)
    }

    /// Its libev plug-in forgets to start its timer again (GATEWAY.md section 1), so a tick makes it look at its
    /// timeouts twice a second.
    private func startTicking() throws {
        let tick = deskbell_ticking_fd(500)
        guard tick >= 0 else { throw GatewayError("No timer could be made; raise the limit of open files.") }
        var descriptor = lws_adopt_desc_t()
        descriptor.vh = vhost
        descriptor.type = LWS_ADOPT_RAW_FILE_DESC
        descriptor.fd.filefd = tick
        guard lws_adopt_descriptor_vhost_via_info(&descriptor) != nil else {
            throw GatewayError(
                "libwebsockets does not accept its timer; check that its libev plug-in fits its version.")
        }
    }

    // MARK: What the context is made of

    private static func protocols(_ configuration: GatewayConfiguration) -> UnsafeMutablePointer<lws_protocols> {
        // The last, empty entry ends the list.
        let list = UnsafeMutablePointer<lws_protocols>.allocate(capacity: 3)
        list.initialize(repeating: lws_protocols(), count: 3)
        list[0].name = keep("http")
        list[0].callback = { enter($0, $1, $3, $4) }
        list[1].name = keep(configuration.liveProtocol)
        list[1].callback = { enter($0, $1, $3, $4) }
        // Otherwise what goes out in one write is capped by the receive buffer, and the rest copied.
        list[0].tx_packet_size = 65536
        list[1].tx_packet_size = 65536
        // The receive buffer of each live connection; longer messages arrive in several pieces.
        list[1].rx_buffer_size = 1024
        return list
    }

    private static func foreignLoops() -> UnsafeMutablePointer<UnsafeMutableRawPointer?> {
        let loops = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: 1)
        loops.initialize(to: UnsafeMutableRawPointer(Loop.evLoop))
        return loops
    }

    private static func idlePolicy(_ configuration: GatewayConfiguration) -> UnsafePointer<lws_retry_bo_t> {
        let policy = UnsafeMutablePointer<lws_retry_bo_t>.allocate(capacity: 1)
        policy.initialize(to: lws_retry_bo_t())
        policy.pointee.secs_since_valid_ping = UInt16(configuration.pingSeconds)
        policy.pointee.secs_since_valid_hangup = UInt16(configuration.hangupSeconds)
        return UnsafePointer(policy)
    }

    private static func keep(_ text: String) -> UnsafePointer<CChar>? { UnsafePointer(strdup(text)) }

    // MARK: Errors

    private static func quietLog() {
        lws_set_log_level(Int32(LLL_ERR)) { _, line in
            guard let line else { return }
            let text = String(cString: line).trimmingCharacters(in: .whitespacesAndNewlines)
            Loop.assume { LibWebSockets.lastError = text }
        }
    }

    private static func checkReadable(_ tls: GatewayConfiguration.TLS) throws {
        for (what, path) in [("certificate", tls.certificateFile), ("key", tls.keyFile)] {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw GatewayError(
                    "The TLS \(what) \(path) cannot be read; check that the file exists and who may read it.")
            }
            guard text.contains("-----BEGIN ") else {
                throw GatewayError("The TLS \(what) \(path) is not in PEM form; convert it with openssl.")
            }
        }
    }

    private static func refusal(_ configuration: GatewayConfiguration) -> GatewayError {
        guard let tls = configuration.tls else {
            return GatewayError(
                "libwebsockets cannot start on libev (\(lastError)); install the package libwebsockets-evlib-ev.")
        }
        return GatewayError(
            "The TLS certificate \(tls.certificateFile) and key \(tls.keyFile) cannot be used together; check that they "
                + "belong together and are not damaged (\(lastError)).")
    }
}

/// The way in from C.
private func enter(
    _ wsi: OpaquePointer?, _ reason: lws_callback_reasons, _ input: UnsafeMutableRawPointer?, _ count: Int
) -> Int32 {
    guard let wsi else { return 0 }
    nonisolated(unsafe) let (wsiHere, inputHere) = (
        wsi, UnsafeRawBufferPointer(start: input, count: input == nil ? 0 : count)
    )
    return Loop.assume { dispatch(wsiHere, reason, inputHere) }
}

/// Each event of libwebsockets, sent to the connection it belongs to; -1 closes the socket.
@Loop private func dispatch(
    _ wsi: OpaquePointer, _ reason: lws_callback_reasons, _ input: UnsafeRawBufferPointer
) -> Int32 {
    switch reason {
    case LWS_CALLBACK_RAW_RX_FILE: return readTick(wsi)
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: return confirmUpgrade(wsi)
    // CONNECT and other things that are not HTTP end here; the tick is the only raw descriptor.
    case LWS_CALLBACK_RAW_ADOPT, LWS_CALLBACK_RAW_RX, LWS_CALLBACK_RAW_WRITEABLE: return -1
    default: break
    }
    guard let owner = lws_get_opaque_user_data(wsi) else { return 0 }
    let connection = Unmanaged<GatewayConnection>.fromOpaque(owner).takeUnretainedValue()
    switch reason {
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION: return connection.filterUpgrade(wsi)
    case LWS_CALLBACK_HTTP: return connection.requestBegan(wsi)
    case LWS_CALLBACK_HTTP_BODY: return connection.bodyArrived(wsi, input)
    case LWS_CALLBACK_HTTP_BODY_COMPLETION: return connection.bodyCompleted(wsi)
    case LWS_CALLBACK_ESTABLISHED: return connection.established(wsi)
    case LWS_CALLBACK_RECEIVE:
        connection.live?.received(wsi, input)
        return 0
    case LWS_CALLBACK_SERVER_WRITEABLE: return connection.live?.writable(wsi) ?? 0
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        connection.live?.peerCloses(input)
        return 0
    case LWS_CALLBACK_CLOSED, LWS_CALLBACK_CLOSED_HTTP:
        connection.gone()
        return 0
    case LWS_CALLBACK_WSI_DESTROY:
        lws_set_opaque_user_data(wsi, nil)
        connection.gone()
        connection.server.forget(connection)
        return 0
    default: return 0
    }
}

/// Only "websocket" is granted.
///
/// Anything above 0 leads into a use after free (CVE-2025-11677), and "h2c" into HTTP/2 code we do not trust
/// (RELIABILITY.md section 2.3).
@Loop private func confirmUpgrade(_ wsi: OpaquePointer) -> Int32 {
    var buffer = [CChar](repeating: 0, count: 16)
    let length = lws_hdr_copy(wsi, &buffer, Int32(buffer.count), WSI_TOKEN_UPGRADE)
    guard length == 9 else { return -1 }
    let wish = buffer.prefix(9).map { UInt8(bitPattern: $0) }
    return String(decoding: wish, as: UTF8.self).lowercased() == "websocket" ? 0 : -1
}

@Loop private func readTick(_ wsi: OpaquePointer) -> Int32 {
    var ticks: UInt64 = 0
    _ = read(lws_get_socket_fd(wsi), &ticks, 8)
    return 0
}
