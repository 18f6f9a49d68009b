import EventLoop
import Foundation

/// One keep-alive HTTP/1.1 connection, one request at a time.
@Loop final class HTTPClient {
    /// What came back.
    struct Answer: Sendable {
        let status: Int
        let head: String
        let body: [UInt8]

        func header(_ name: String) -> String? {
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
        }
    }

    var headers: [String: String] = [:]
    private let port: Int
    private var wire: Wire?
    private var buffer: [UInt8] = []
    private var waiting: CheckedContinuation<Answer, any Error>?

    init(port: Int) {
        self.port = port
    }

    func request(_ method: String, _ path: String, json: String? = nil) async throws -> Answer {
        let wire = try self.wire ?? Wire(port: port)
        self.wire = wire
        wire.onBytes = { [weak self] bytes in self?.received(bytes) }
        wire.onClose = { [weak self] in self?.closed() }
        var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        let body = Array((json ?? "").utf8)
        if json != nil { head += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n" }
        let bytes = Array((head + "\r\n").utf8) + body
        return try await withCheckedThrowingContinuation { continuation in
            waiting = continuation
            wire.send(bytes)
        }
    }

    private func received(_ bytes: [UInt8]) {
        buffer += bytes
        guard let end = headEnd else { return }
        let head = String(decoding: buffer[0..<end], as: UTF8.self)
        let length =
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
        guard buffer.count >= end + 4 + length else { return }
        let status = Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0
        let answer = Answer(status: status, head: head, body: Array(buffer[(end + 4)..<(end + 4 + length)]))
        buffer.removeFirst(end + 4 + length)
        let continuation = waiting
        waiting = nil
        continuation?.resume(returning: answer)
    }

    private var headEnd: Int? {
        guard buffer.count >= 4 else { return nil }
        return (0...(buffer.count - 4)).first {
            buffer[$0] == 13 && buffer[$0 + 1] == 10 && buffer[$0 + 2] == 13 && buffer[$0 + 3] == 10
        }
    }

    private func closed() {
        wire = nil
        buffer = []
        waiting?.resume(throwing: RigFault(description: "the server closed the connection"))
        waiting = nil
    }
}
