import Foundation

/// An IPv4 or IPv6 address as 16 bytes, IPv4 in its mapped form, so that both compare alike.
struct IPAddress: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// An address in text, IPv4 dotted or IPv6 with or without brackets; nil when it is neither.
    init?(_ text: String) {
        var text = Substring(text)
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        var four = in_addr()
        if inet_pton(AF_INET, String(text), &four) == 1 {
            self.init(four)
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, String(text), &six) == 1 else { return nil }
        self.init(six)
    }

    /// The peer of a connected socket; nil once it is gone.
    init?(peerOf fd: Int32) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isKnown = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(fd, $0, &length) == 0 }
        }
        guard isKnown else { return nil }
        if Int32(storage.ss_family) == AF_INET {
            self.init(
                withUnsafePointer(to: &storage) {
                    $0.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { $0.pointee.sin_addr }
                })
        } else {
            self.init(
                withUnsafePointer(to: &storage) {
                    $0.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { $0.pointee.sin6_addr }
                })
        }
    }

    private init(_ four: in_addr) {
        high = 0
        low = 0xFFFF_0000_0000 | UInt64(UInt32(bigEndian: four.s_addr))
    }

    private init(_ six: in6_addr) {
        let words = withUnsafeBytes(of: six) { ($0.load(as: UInt64.self), $0.load(fromByteOffset: 8, as: UInt64.self)) }
        high = UInt64(bigEndian: words.0)
        low = UInt64(bigEndian: words.1)
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

    /// Whether the peer is a program on this machine: 127.0.0.0/8 or ::1.
    var isLoopback: Bool { isIPv4 ? low >> 24 & 0xFF == 127 : high == 0 && low == 1 }

    /// What one customer usually holds: the address itself, or the /64 of an IPv6 address.
    var limitKey: IPAddress { isIPv4 ? self : IPAddress(high: high, low: 0) }

    /// Whether both agree in their first `bits` of 128.
    func matches(_ other: IPAddress, bits: Int) -> Bool {
        let highMask = bits >= 64 ? UInt64.max : bits == 0 ? 0 : UInt64.max << (64 - bits)
        let lowMask = bits <= 64 ? 0 : UInt64.max << (128 - bits)
        return high & highMask == other.high & highMask && low & lowMask == other.low & lowMask
    }

    var text: String {
        if isIPv4 {
            return [24, 16, 8, 0].map { String(low >> $0 & 255) }.joined(separator: ".")
        }
        var six = in6_addr()
        withUnsafeMutableBytes(of: &six) {
            $0.storeBytes(of: high.bigEndian, as: UInt64.self)
            $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, &six, &buffer, socklen_t(buffer.count)) != nil else { return "::" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
