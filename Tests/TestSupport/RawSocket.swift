import Foundation

/// A blocking TCP socket for tests: raw bytes out, raw bytes in, with a time limit on every wait.
package final class RawSocket: @unchecked Sendable {
    // `fd` never changes; the kernel serialises what several threads do with it.
    package let fd: Int32

    /// Why a test socket gave up.
    package enum Failure: Error {
        case connect(Int32)
        case timeout
        case closed
    }

    /// Connects to 127.0.0.1; a small receive buffer makes a slow reader slow sooner.
    package init(port: Int, receiveBufferBytes: Int? = nil) throws {
        fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if let receiveBufferBytes {
            var size = Int32(receiveBufferBytes)
            setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let outcome = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(fd, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard outcome == 0 else {
            Foundation.close(fd)
            throw Failure.connect(errno)
        }
    }

    deinit { Foundation.close(fd) }

    /// Sends all bytes; silently less when the other side has closed.
    package func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return }
            sent += count
        }
    }

    /// Sends text.
    package func send(_ text: String) { send(Array(text.utf8)) }

    /// Some bytes; empty when the other side has closed.
    package func receive(seconds: Double) throws -> [UInt8] {
        var waiting = pollfd(fd: fd, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, Int32(max(0, seconds) * 1000)) > 0 else { throw Failure.timeout }
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(fd, &buffer, buffer.count, 0)
        return count <= 0 ? [] : Array(buffer[..<count])
    }

    /// Everything until the other side closes.
    package func receiveAll(seconds: Double) throws -> [UInt8] {
        let deadline = Date(timeIntervalSinceNow: seconds)
        var all: [UInt8] = []
        while true {
            let bytes = try receive(seconds: deadline.timeIntervalSinceNow)
            if bytes.isEmpty { return all }
            all += bytes
        }
    }

    /// Ends both directions.
    package func shutDown() { shutdown(fd, Int32(SHUT_RDWR)) }
}
