import Foundation

/// Asks our own listener for HTTP/2 and refuses to serve if it agrees: this libwebsockets answers `Upgrade: h2c` unless it
/// is told not to, and its HTTP/2 code has a known hole (RELIABILITY.md section 2.3).
enum UpgradeCheck {
    /// - Throws: `GatewayError` when the answer is 101.
    static func run(host: String, port: Int) async throws {
        let answer = await withCheckedContinuation { continuation in
            // A thread of its own, because these calls block.
            Thread.detachNewThread { continuation.resume(returning: ask(host, port)) }
        }
        guard !answer.hasPrefix("HTTP/1.1 101") else {
            throw GatewayError("This libwebsockets lets clients change to HTTP/2; Deskbell does not serve with it.")
        }
    }

    /// The first bytes of the answer; empty when the connection was closed, which is what we hope for.
    private static func ask(_ host: String, _ port: Int) -> String {
        let target = host == "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host
        let fd = socket(SocketAddress.family(host), Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard fd >= 0 else { return "" }
        defer { close(fd) }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard SocketAddress.with(target, port, { connect(fd, $0, $1) }) == 0 else { return "" }
        let request =
            "GET / HTTP/1.1\r\nHost: \(target.contains(":") ? "[\(target)]" : target):\(port)\r\nConnection: Upgrade, HTTP2-Settings\r\n"
            + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"
        let bytes = Array(request.utf8)
        guard send(fd, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { return "" }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = recv(fd, &buffer, buffer.count, 0)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : ""
    }
}
