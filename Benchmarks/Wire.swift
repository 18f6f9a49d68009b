import EventLoop
import Foundation

/// A non-blocking TCP connection on the loop.
@Loop final class Wire {
    private let descriptor: Int32
    private var watch: LoopWatch?
    private var outgoing: [UInt8] = []
    var onBytes: @Loop ([UInt8]) -> Void = { _ in }
    var onClose: @Loop () -> Void = {}

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            Glibc.close(descriptor)
            throw RigFault(description: "connecting to port \(port): \(String(cString: strerror(errno)))")
        }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        watch = LoopWatch(fd: descriptor, reads: true, writes: false) { [weak self] readable, writable in
            if writable { self?.flush() }
            if readable { self?.read() }
        }
    }

    func send(_ bytes: [UInt8]) {
        outgoing += bytes
        flush()
    }

    func close() {
        guard watch != nil else { return }
        watch?.cancel()
        watch = nil
        Glibc.close(descriptor)
    }

    private func flush() {
        while !outgoing.isEmpty {
            let sent = outgoing.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent < 0 { break }
            outgoing.removeFirst(sent)
        }
        watch?.change(reads: true, writes: !outgoing.isEmpty)
    }

    private func read() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        if count < 0, errno == EAGAIN { return }
        guard count > 0 else {
            close()
            return onClose()
        }
        onBytes(Array(buffer[0..<count]))
    }
}
