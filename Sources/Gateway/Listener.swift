import CShims
import EventLoop
import Foundation

/// One listening socket of ours, shared between processes by SO_REUSEPORT.
@Loop final class Listener {
    /// The port, also when 0 was asked for.
    let port: Int
    private let fd: Int32
    private var watch: LoopWatch?
    private var rest: LoopTimer?
    private let accepted: @Loop (Int32) -> Void

    /// Binds and listens; connections are accepted from `open()` on.
    ///
    /// - Throws: `GatewayError` in one sentence.
    init(_ address: String, accepted: @escaping @Loop (Int32) -> Void) throws {
        self.accepted = accepted
        let (host, port) = try Self.parse(address)
        fd = socket(
            SocketAddress.family(host), Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard fd >= 0 else { throw GatewayError("No socket for \(address) could be made: \(Self.reason()).") }
        Self.set(fd, SOL_SOCKET, SO_REUSEADDR, 1)
        Self.set(fd, SOL_SOCKET, SO_REUSEPORT, 1)
        if host.contains(":") { Self.set(fd, Int32(IPPROTO_IPV6), IPV6_V6ONLY, host == "::" ? 0 : 1) }
        let fd = fd
        guard SocketAddress.with(host, port, { bind(fd, $0, $1) }) == 0 else {
            let code = errno
            close(fd)
            throw Self.refusal(code, address, port)
        }
        guard listen(fd, 1024) == 0 else {
            let code = errno
            close(fd)
            throw Self.refusal(code, address, port)
        }
        self.port = Self.boundPort(fd) ?? port
    }

    /// Begins to accept.
    func open() {
        let (fd, accepted) = (fd, accepted)
        watch = LoopWatch(fd: fd, reads: true, writes: false) { [weak self] _, _ in
            // A bounded number per turn, so that a flood of connections leaves room for those already open.
            for _ in 0..<64 {
                let client = deskbell_accept(fd)
                if client >= 0 {
                    accepted(client)
                } else if errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS {
                    self?.pause()
                    return
                } else if errno != ECONNABORTED && errno != EINTR {
                    return
                }
            }
        }
    }

    /// Refuses new connections from now on.
    func shut() {
        rest?.cancel()
        rest = nil
        guard let watch else { return }
        self.watch = nil
        watch.cancel()
        deskbell_hang_up(fd)
        close(fd)
    }

    /// Without free descriptors the socket stays readable and the loop would spin; look again in half a second.
    private func pause() {
        watch?.change(reads: false, writes: false)
        rest = LoopTimer(afterSeconds: 0.5) { [weak self] in self?.watch?.change(reads: true, writes: false) }
    }

    static func parse(_ address: String) throws -> (host: String, port: Int) {
        let error = GatewayError(
            "“\(address)” is not an address to listen on; write it like 127.0.0.1:8080 or [::1]:8080.")
        guard let colon = address.lastIndex(of: ":"), let port = Int(address[address.index(after: colon)...]),
            (0...65535).contains(port)
        else { throw error }
        var host = String(address[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if host == "localhost" { host = "127.0.0.1" }
        if host.isEmpty || host == "*" { host = "0.0.0.0" }
        guard IPAddress(host) != nil else { throw error }
        return (host, port)
    }

    private static func boundPort(_ fd: Int32) -> Int? {
        var address = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let isKnown = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(fd, $0, &length) == 0 }
        }
        // The port lies at the same place in sockaddr_in and sockaddr_in6.
        return isKnown ? Int(UInt16(bigEndian: address.sin6_port)) : nil
    }

    private static func refusal(_ code: Int32, _ address: String, _ port: Int) -> GatewayError {
        switch code {
        case EADDRINUSE:
            GatewayError("Port \(port) is taken by another program; stop it or choose another port to listen on.")
        case EACCES:
            GatewayError(
                "Port \(port) may not be opened by this user; choose one above 1023 or grant CAP_NET_BIND_SERVICE.")
        case EADDRNOTAVAIL:
            GatewayError(
                "\(address) is not an address of this machine; listen on one of its own or on 0.0.0.0:\(port).")
        default: GatewayError("Listening on \(address) is refused: \(String(cString: strerror(code))).")
        }
    }

    private static func set(_ fd: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(fd, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
