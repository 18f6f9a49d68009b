import Basics
import EventLoop
import Foundation
import Gateway
import Web

/// Where a mail server on this machine hands mail over.
package enum LMTPAddress: Sendable, Equatable {
    case unix(path: String)
    /// On the loopback interface.
    case loopback(host: String, port: UInt16)

    /// `unix:/run/deskbell/lmtp`, `127.0.0.1:24` or `[::1]:24`; `nil` for anything else, above all for addresses others
    /// could reach: LMTP knows no sign-in.
    package init?(_ text: String) {
        if text.hasPrefix("unix:/") {
            let path = String(text.dropFirst(5))
            // sockaddr_un holds 108 bytes.
            guard path.utf8.count < 108 else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        let host = String(text[..<colon])
        guard ["127.0.0.1", "localhost", "[::1]"].contains(host) else { return nil }
        self = .loopback(host: host == "[::1]" ? "::1" : "127.0.0.1", port: port)
    }
}

/// Takes connections of mail servers on this machine.
@Loop final class LMTPServer {
    struct Unavailable: Error, CustomStringConvertible {
        let description: String
    }

    private static let connectionLimit = 64

    private let delivery: LMTPDelivery
    private let address: LMTPAddress
    private var listener: Int32 = -1
    private var watch: LoopWatch?
    private var sessions: [ObjectIdentifier: LoopSocket] = [:]

    init(_ address: LMTPAddress, _ delivery: LMTPDelivery) {
        self.address = address
        self.delivery = delivery
    }

    /// The port listened at, for tests that asked for any.
    private(set) var port: UInt16 = 0

    /// - Throws: `Unavailable` with a sentence for the operator.
    func start() throws {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let bound: Bool
        switch address {
        case .unix(let path):
            listener = socket(AF_UNIX, kind, 0)
            removeLeftover(path)
            var name = sockaddr_un()
            name.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
            bound = bindAndListen(&name)
            // Who may connect is decided by the folder it lies in.
            chmod(path, 0o666)
        case .loopback("::1", let port):
            listener = socket(AF_INET6, kind, 0)
            reuse()
            var name = sockaddr_in6()
            name.sin6_family = sa_family_t(AF_INET6)
            name.sin6_addr = in6addr_loopback
            name.sin6_port = port.bigEndian
            bound = bindAndListen(&name)
        case .loopback(_, let port):
            listener = socket(AF_INET, kind, 0)
            reuse()
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
            name.sin_port = port.bigEndian
            bound = bindAndListen(&name)
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            withUnsafeMutableBytes(of: &name) { bytes in
                _ = getsockname(listener, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
            }
            self.port = UInt16(bigEndian: name.sin_port)
        }
        guard bound else {
            let reason = String(cString: strerror(errno))
            close(listener)
            throw Unavailable(description: "LMTP cannot listen at \(address): \(reason).")
        }
        watch = LoopWatch(fd: listener, reads: true, writes: false) { [weak self] _, _ in self?.accept() }
    }

    func stop() {
        guard let watch else { return }
        self.watch = nil
        watch.cancel()
        close(listener)
        if case .unix(let path) = address { unlink(path) }
        for socket in sessions.values { socket.close() }
    }

    private func accept() {
        while true {
            let fd = Glibc.accept(listener, nil, nil)
            guard fd >= 0 else { return }
            _ = fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK)
            _ = fcntl(fd, F_SETFD, FD_CLOEXEC)
            guard sessions.count < Self.connectionLimit else {
                _ = "421 4.3.2 too many connections\r\n".withCString { write(fd, $0, strlen($0)) }
                close(fd)
                continue
            }
            let socket = LoopSocket(fd)
            let session = LMTPSession(socket, delivery, host: ProcessInfo.processInfo.hostName)
            sessions[ObjectIdentifier(socket)] = socket
            Task { @Loop in
                await session.run()
                sessions[ObjectIdentifier(socket)] = nil
            }
        }
    }

    private func bindAndListen<Name>(_ name: inout Name) -> Bool {
        withUnsafeMutableBytes(of: &name) { bytes in
            bind(listener, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count)) == 0
        } && listen(listener, 64) == 0
    }

    private func reuse() {
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    /// A socket of a run that was killed; nothing else is ever removed.
    private func removeLeftover(_ path: String) {
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK { unlink(path) }
    }
}
