import Foundation

/// A raw WebSocket client for tests (RFC 6455, client masking).
///
/// A thread of its own reads the socket.
package final class LiveTestClient: Sendable {
    /// What the server sent.
    package enum Frame: Sendable, Equatable {
        case text(String)
        case binary([UInt8])
        /// The server's close; 1005 without a code, 1006 when the connection just ended.
        case close(code: Int, reason: String)
    }

    /// The upgrade was answered by something else than 101.
    package struct Refused: Error {
        /// The HTTP status; nil when the connection was just closed.
        package let status: Int?
    }

    /// The socket below, for bytes no well-behaved client would send.
    package let socket: RawSocket
    private let inbox = FrameInbox()
    private let pending: [UInt8]

    /// Opens a live connection to 127.0.0.1.
    ///
    /// - Parameter subprotocol: nil leaves the field out.
    /// - Parameter readsByItself: false makes a reader that never reads until `startReading()`.
    /// - Throws: `Refused` unless the server answers 101.
    package init(
        port: Int, path: String = "/live", headers: [String: String] = [:], subprotocol: String? = "deskbell.v1",
        readsByItself: Bool = true, receiveBufferBytes: Int? = nil
    ) async throws {
        let (socket, rest) = try await HTTPTestClient.onThread {
            let socket = try RawSocket(port: port, receiveBufferBytes: receiveBufferBytes)
            var text =
                "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            text += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            if let subprotocol { text += "Sec-WebSocket-Protocol: \(subprotocol)\r\n" }
            for (name, value) in headers { text += "\(name): \(value)\r\n" }
            socket.send(text + "\r\n")
            var rest: [UInt8] = []
            do {
                let answer = try HTTPTestClient.readAnswer(from: socket, rest: &rest)
                guard answer.status == 101 else { throw Refused(status: answer.status) }
            } catch RawSocket.Failure.closed {
                throw Refused(status: nil)
            }
            return (socket, rest)
        }
        self.socket = socket
        pending = rest
        if readsByItself { startReading() }
    }

    /// Begins to read; only needed with `readsByItself: false`.
    package func startReading() {
        let (socket, inbox, pending) = (socket, inbox, pending)
        Thread.detachNewThread {
            var reader = FrameReader(socket: socket, inbox: inbox, buffer: pending)
            reader.run()
        }
    }

    /// Sends a text message.
    package func send(_ text: String) async { await sendFrame(opcode: 1, Array(text.utf8)) }

    /// Sends one frame as given; `opcode` 0 continues, 1 text, 2 binary, 8 close, 9 ping.
    package func sendFrame(opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true) async {
        let (socket, bytes) = (socket, Self.encode(opcode: opcode, payload, isFinal: isFinal))
        _ = try? await HTTPTestClient.onThread { socket.send(bytes) }
    }

    /// The next frame.
    ///
    /// - Throws: `RawSocket.Failure.timeout` after `seconds`.
    package func receive(seconds: Double = 5) async throws -> Frame { try await inbox.next(seconds: seconds) }

    /// The next frame, which must be text.
    package func receiveText(seconds: Double = 5) async throws -> String {
        switch try await receive(seconds: seconds) {
        case .text(let text): return text
        case .binary: throw RawSocket.Failure.closed
        case .close: throw RawSocket.Failure.closed
        }
    }

    /// The server's close, skipping what comes before it.
    package func receiveClose(seconds: Double = 5) async throws -> (code: Int, reason: String) {
        while true {
            if case .close(let code, let reason) = try await receive(seconds: seconds) { return (code, reason) }
        }
    }

    /// Closes politely with 1000.
    package func close() async {
        await sendFrame(opcode: 8, [0x03, 0xE8])
        socket.shutDown()
    }

    /// A masked client frame.
    package static func encode(opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true) -> [UInt8] {
        var bytes: [UInt8] = [(isFinal ? 0x80 : 0) | opcode]
        switch payload.count {
        case ..<126: bytes.append(0x80 | UInt8(payload.count))
        case ..<65536: bytes += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default:
            bytes.append(0x80 | 127)
            for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(payload.count >> shift & 255)) }
        }
        let mask: [UInt8] = [0x12, 0x34, 0x56, 0x78]
        bytes += mask
        for (index, byte) in payload.enumerated() { bytes.append(byte ^ mask[index & 3]) }
        return bytes
    }
}
