import CWebSockets
package import EventLoop
import Foundation

/// A live connection.
///
/// It outlives its socket harmlessly: after the close, sending does nothing.
@Loop package final class WebSocketConnection {
    /// The request that opened it, with only the header fields worth keeping.
    package let head: HTTPHead
    /// Called with each complete text message.
    package var onText: ((String) -> Void)?
    /// Called once when the connection is gone, with the code of the close; 1006 when there was none.
    package var onClose: ((_ code: Int) -> Void)?
    /// Whether frames are still taken.
    package private(set) var isOpen = true
    /// Frames waiting to be written.
    package var queuedFrames: Int { queue.count - sent }

    private unowned let server: GatewayServer
    private var wsi: OpaquePointer?
    private var queue: [LiveFrameBytes] = []
    private var sent = 0
    private var queuedBytes = 0
    private var message: [UInt8] = []
    private var closing: (code: Int, reason: String)?
    private var closedWith = 1006

    /// Header fields a session may ask for later; the rest would only cost memory for hours.
    static let headersKept: Set<String> = [
        "host", "origin", "cookie", "authorization", "user-agent", "accept-language", "x-visitor-token",
    ]

    init(head: HTTPHead, wsi: OpaquePointer, server: GatewayServer) {
        self.head = head
        self.wsi = wsi
        self.server = server
    }

    /// Sends a frame after those before it; a reader with too much waiting is closed with 4408.
    package func send(_ frame: LiveFrameBytes) {
        guard isOpen, let wsi else { return }
        let limits = server.configuration
        if queuedFrames >= limits.queueLimitFrames
            || (queuedFrames > 0 && queuedBytes + frame.count > limits.queueLimitBytes)
        {
            server.statistics.slowReadersTotal += 1
            dropQueue()
            close(code: 4408, reason: "too slow, resume")
            return
        }
        queue.append(frame)
        queuedBytes += frame.count
        if queuedFrames == 1 { lws_callback_on_writable(wsi) }
    }

    /// Sends what waits, then closes with this code and reason (at most 123 bytes).
    package func close(code: Int, reason: String) {
        guard isOpen else { return }
        isOpen = false
        closing = (code, reason)
        guard let wsi else { return }
        // A reader that takes nothing would never make room for the close frame.
        lws_set_timeout(wsi, PENDING_TIMEOUT_CLOSE_SEND, 3)
        lws_callback_on_writable(wsi)
    }

    /// Stops taking bytes from the socket, so that the sender has to wait.
    package func pauseReading() {
        if let wsi { lws_rx_flow_control(wsi, 0) }
    }

    /// Takes bytes again.
    package func resumeReading() {
        if let wsi { lws_rx_flow_control(wsi, 1) }
    }

    // MARK: From libwebsockets

    /// Joins what libwebsockets hands over into one message.
    ///
    /// The limit holds over all fragments, because endless fragments fill memory otherwise (CVE-2026-63495).
    func received(_ wsi: OpaquePointer, _ bytes: UnsafeRawBufferPointer) {
        guard isOpen else { return }
        if lws_frame_is_binary(wsi) != 0 { return close(code: 4400, reason: "text frames only") }
        guard message.count + bytes.count <= server.configuration.messageLimitBytes else {
            message = []
            return close(code: 4413, reason: "message too large")
        }
        let isComplete = lws_is_final_fragment(wsi) != 0 && lws_remaining_packet_payload(wsi) == 0
        if message.isEmpty, isComplete {
            deliver(bytes)
        } else {
            message.append(contentsOf: bytes)
            guard isComplete else { return }
            let whole = message
            message = []
            whole.withUnsafeBytes { deliver($0) }
        }
    }

    /// Writes what waits while the socket takes it; -1 closes.
    func writable(_ wsi: OpaquePointer) -> Int32 {
        while sent < queue.count {
            if lws_send_pipe_choked(wsi) != 0 {
                lws_callback_on_writable(wsi)
                return 0
            }
            let frame = queue[sent]
            guard lws_write(wsi, frame.payload, frame.count, LWS_WRITE_TEXT) >= 0 else { return -1 }
            sent += 1
            queuedBytes -= frame.count
            server.statistics.framesSentTotal += 1
            server.statistics.bytesSentTotal += frame.count
        }
        // Given back rather than kept: most connections are idle most of the time.
        dropQueue()
        guard let closing else { return 0 }
        closedWith = closing.code
        var reason = Array(closing.reason.utf8.prefix(123))
        while !reason.isEmpty, String(validating: reason, as: UTF8.self) == nil { reason.removeLast() }
        lws_close_reason(wsi, lws_close_status(rawValue: UInt32(closing.code)), &reason, reason.count)
        return -1
    }

    /// The peer's close frame.
    func peerCloses(_ payload: UnsafeRawBufferPointer) {
        closedWith = payload.count >= 2 ? Int(payload[0]) << 8 | Int(payload[1]) : 1005
        isOpen = false
    }

    /// The socket is gone.
    func gone() {
        guard wsi != nil else { return }
        wsi = nil
        isOpen = false
        dropQueue()
        message = []
        let onClose = onClose
        self.onClose = nil
        onText = nil
        onClose?(closing?.code ?? closedWith)
    }

    private func deliver(_ bytes: UnsafeRawBufferPointer) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return close(code: 1007, reason: "not UTF-8")
        }
        server.statistics.messagesReceivedTotal += 1
        server.statistics.bytesReceivedTotal += bytes.count
        onText?(text)
    }

    private func dropQueue() {
        queue = []
        sent = 0
        queuedBytes = 0
    }
}
