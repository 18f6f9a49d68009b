import Foundation
import Synchronization

/// Frames between the reading thread and the test that waits for them.
final class FrameInbox: Sendable {
    private struct State {
        var frames: [LiveTestClient.Frame] = []
        var waiter: (id: Int, continuation: CheckedContinuation<LiveTestClient.Frame, any Error>)?
        var lastID = 0
    }
    private let state = Mutex(State())

    func put(_ frame: LiveTestClient.Frame) {
        state.withLock { state in
            if let waiter = state.waiter {
                state.waiter = nil
                waiter.continuation.resume(returning: frame)
            } else {
                state.frames.append(frame)
            }
        }
    }

    func next(seconds: Double) async throws -> LiveTestClient.Frame {
        try await withCheckedThrowingContinuation { continuation in
            let id: Int? = state.withLock { state in
                if !state.frames.isEmpty {
                    continuation.resume(returning: state.frames.removeFirst())
                    return nil
                }
                state.lastID += 1
                state.waiter = (state.lastID, continuation)
                return state.lastID
            }
            guard let id else { return }
            DispatchQueue.global().asyncAfter(deadline: .now() + seconds) {
                self.state.withLock { state in
                    guard let waiter = state.waiter, waiter.id == id else { return }
                    state.waiter = nil
                    waiter.continuation.resume(throwing: RawSocket.Failure.timeout)
                }
            }
        }
    }
}

/// Turns the bytes of the socket into frames; answers pings.
struct FrameReader {
    let socket: RawSocket
    let inbox: FrameInbox
    var buffer: [UInt8]
    private var message: [UInt8] = []
    private var messageOpcode: UInt8 = 0

    init(socket: RawSocket, inbox: FrameInbox, buffer: [UInt8]) {
        self.socket = socket
        self.inbox = inbox
        self.buffer = buffer
    }

    mutating func run() {
        while let (opcode, isFinal, payload) = nextFrame() {
            switch opcode {
            case 0, 1, 2:
                if opcode != 0 { messageOpcode = opcode }
                message += payload
                guard isFinal else { continue }
                inbox.put(messageOpcode == 1 ? .text(String(decoding: message, as: UTF8.self)) : .binary(message))
                message = []
            case 8:
                let code = payload.count >= 2 ? Int(payload[0]) << 8 | Int(payload[1]) : 1005
                inbox.put(.close(code: code, reason: String(decoding: payload.dropFirst(2), as: UTF8.self)))
                socket.send(LiveTestClient.encode(opcode: 8, Array(payload.prefix(2))))
                return
            case 9: socket.send(LiveTestClient.encode(opcode: 10, payload))
            default: continue
            }
        }
        inbox.put(.close(code: 1006, reason: ""))
    }

    private mutating func nextFrame() -> (opcode: UInt8, isFinal: Bool, payload: [UInt8])? {
        guard fill(2) else { return nil }
        var length = Int(buffer[1] & 0x7F)
        var header = 2
        if length >= 126 {
            let size = length == 126 ? 2 : 8
            guard fill(2 + size) else { return nil }
            length = buffer[2..<2 + size].reduce(0) { $0 << 8 | Int($1) }
            header += size
        }
        guard fill(header + length) else { return nil }
        let frame = (buffer[0] & 0x0F, buffer[0] & 0x80 != 0, Array(buffer[header..<header + length]))
        buffer.removeSubrange(..<(header + length))
        return frame
    }

    private mutating func fill(_ count: Int) -> Bool {
        while buffer.count < count {
            guard let bytes = try? socket.receive(seconds: 300), !bytes.isEmpty else { return false }
            buffer += bytes
        }
        return true
    }
}
