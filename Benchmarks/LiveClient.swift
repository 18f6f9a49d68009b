import EventLoop
import Foundation

/// One live connection: upgrade, hello, frames out masked, frames in as text.
@Loop final class LiveClient {
    private let wire: Wire
    private var buffer: [UInt8] = []
    private var isOpen = false
    private var opening: CheckedContinuation<Void, any Error>?
    var onFrame: @Loop ([UInt8]) -> Void = { _ in }
    var onClose: @Loop () -> Void = {}

    init(port: Int) throws {
        wire = try Wire(port: port)
        wire.onBytes = { [weak self] bytes in self?.received(bytes) }
        wire.onClose = { [weak self] in self?.closed() }
        wire.send(
            Array(
                "GET /live HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: deskbell.v1\r\n\r\n"
                    .utf8))
    }

    /// Says hello as the owner of `token` and waits for the acknowledgement.
    func hello(token: String) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            opening = continuation
            pendingHello = "{\"kind\":\"hello\",\"ref\":\"hello\",\"data\":{\"token\":\"\(token)\"}}"
            if isOpen { sendHello() }
        }
    }

    private var pendingHello: String?

    private func sendHello() {
        if let text = pendingHello { send(text) }
        pendingHello = nil
    }

    func send(_ text: String) {
        let payload = Array(text.utf8)
        var frame: [UInt8] = [0x81]
        if payload.count < 126 {
            frame.append(0x80 | UInt8(payload.count))
        } else {
            frame += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        }
        // A mask of zeros is a mask: the payload stays as it is.
        frame += [0, 0, 0, 0]
        wire.send(frame + payload)
    }

    func close() { wire.close() }

    private func received(_ bytes: [UInt8]) {
        buffer += bytes
        if !isOpen {
            guard
                let end = buffer.indices.dropLast(3).first(where: { Array(buffer[$0..<($0 + 4)]) == [13, 10, 13, 10] })
            else { return }
            guard buffer.starts(with: Array("HTTP/1.1 101".utf8)) else { return closed() }
            buffer.removeFirst(end + 4)
            isOpen = true
            sendHello()
        }
        var place = 0
        while let (opcode, payload, next) = frame(at: place) {
            place = next
            if opcode == 1 { deliver(payload) }
            if opcode == 9 { wire.send([0x8A, 0x80, 0, 0, 0, 0]) }
        }
        buffer.removeFirst(place)
    }

    private func frame(at place: Int) -> (UInt8, [UInt8], Int)? {
        guard buffer.count >= place + 2 else { return nil }
        var length = Int(buffer[place + 1] & 127)
        var start = place + 2
        if length == 126 {
            guard buffer.count >= start + 2 else { return nil }
            length = Int(buffer[start]) << 8 | Int(buffer[start + 1])
            start += 2
        } else if length == 127 {
            guard buffer.count >= start + 8 else { return nil }
            length = buffer[start..<(start + 8)].reduce(0) { $0 << 8 | Int($1) }
            start += 8
        }
        guard buffer.count >= start + length else { return nil }
        return (buffer[place] & 15, Array(buffer[start..<(start + length)]), start + length)
    }

    private func deliver(_ payload: [UInt8]) {
        if let waiting = opening {
            opening = nil
            if payload.starts(with: Array(#"{"kind":"ack""#.utf8)) {
                waiting.resume()
            } else {
                waiting.resume(
                    throwing: RigFault(description: "hello gave \(String(decoding: payload, as: UTF8.self))"))
            }
            return
        }
        onFrame(payload)
    }

    private func closed() {
        opening?.resume(throwing: RigFault(description: "the live connection was refused"))
        opening = nil
        onClose()
    }
}
