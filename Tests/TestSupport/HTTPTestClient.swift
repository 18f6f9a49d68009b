import Foundation

/// A tiny HTTP/1.1 client for tests on one keep-alive connection.
///
/// It reconnects when the server has closed.
package final class HTTPTestClient: @unchecked Sendable {
    // Used by one test at a time; `request` hops to a thread of its own so that it never blocks Swift's pool.
    private let port: Int
    private var socket: RawSocket?
    private var rest: [UInt8] = []

    /// An answer.
    package struct Answer: Sendable {
        package var status: Int
        package var headers: [String: String]
        package var body: [UInt8]
        /// The body as text.
        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// A client of 127.0.0.1:`port`; connects at the first request.
    package init(port: Int) { self.port = port }

    /// Sends one request and reads its answer.
    package func request(
        _ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8]? = nil, seconds: Double = 10
    ) async throws -> Answer {
        try await Self.onThread { try self.perform(method, path, headers, body, seconds) }
    }

    /// Sends one request with a text body.
    package func request(
        _ method: String, _ path: String, headers: [String: String] = [:], text: String, seconds: Double = 10
    ) async throws -> Answer {
        try await request(method, path, headers: headers, body: Array(text.utf8), seconds: seconds)
    }

    /// Runs blocking work on a thread of its own.
    package static func onThread<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
        }
    }

    private func perform(
        _ method: String, _ path: String, _ headers: [String: String], _ body: [UInt8]?, _ seconds: Double
    ) throws -> Answer {
        var text = "\(method) \(path) HTTP/1.1\r\n"
        if headers["Host"] == nil { text += "Host: 127.0.0.1:\(port)\r\n" }
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if let body { text += "Content-Length: \(body.count)\r\n" }
        let bytes = Array((text + "\r\n").utf8) + (body ?? [])
        let isReused = socket != nil
        do {
            return try exchange(bytes, method, seconds)
        } catch RawSocket.Failure.closed where isReused {
            return try exchange(bytes, method, seconds)
        }
    }

    private func exchange(_ bytes: [UInt8], _ method: String, _ seconds: Double) throws -> Answer {
        let socket = try self.socket ?? RawSocket(port: port)
        self.socket = socket
        socket.send(bytes)
        do {
            return try Self.readAnswer(from: socket, rest: &rest, isHead: method == "HEAD", seconds: seconds)
        } catch {
            self.socket = nil
            rest = []
            throw error
        }
    }

    /// Reads one answer; what follows it stays in `rest`.
    ///
    /// Interim 1xx answers are skipped.
    package static func readAnswer(
        from socket: RawSocket, rest: inout [UInt8], isHead: Bool = false, seconds: Double = 10
    ) throws -> Answer {
        let deadline = Date(timeIntervalSinceNow: seconds)
        func more() throws {
            let bytes = try socket.receive(seconds: deadline.timeIntervalSinceNow)
            if bytes.isEmpty { throw RawSocket.Failure.closed }
            rest += bytes
        }
        while true {
            let end = Array("\r\n\r\n".utf8)
            while rest.firstRange(of: end) == nil { try more() }
            guard let range = rest.firstRange(of: end) else { throw RawSocket.Failure.closed }
            let lines = String(decoding: rest[..<range.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
            rest.removeSubrange(..<range.upperBound)
            let status = Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0
            if status == 100 { continue }
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                guard let colon = line.firstIndex(of: ":") else { continue }
                headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
            }
            let length = isHead || status == 204 || status == 304 ? 0 : Int(headers["content-length"] ?? "") ?? 0
            while rest.count < length { try more() }
            let body = Array(rest[..<length])
            rest.removeSubrange(..<length)
            return Answer(status: status, headers: headers, body: body)
        }
    }
}
