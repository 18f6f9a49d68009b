import Foundation

/// An address of a host: four bytes of IPv4, sixteen of IPv6.
package struct HostAddress: Sendable, Equatable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Looks a host up; blocks.
    ///
    /// - Parameter host: A name, or an address; IPv6 may stand in brackets.
    /// - Returns: `nil` when nobody knows the host.
    package static func all(of host: String, port: Int) -> [HostAddress]? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host.trimmingCharacters(in: ["[", "]"]), String(port), &hints, &list) == 0 else {
            return nil
        }
        defer { freeaddrinfo(list) }
        var found: [HostAddress] = []
        var next = list
        while let entry = next {
            next = entry.pointee.ai_next
            if let bytes = bytes(entry.pointee) { found.append(HostAddress(bytes: bytes)) }
        }
        return found
    }

    private static func bytes(_ entry: addrinfo) -> [UInt8]? {
        guard let address = entry.ai_addr else { return nil }
        if entry.ai_family == AF_INET {
            return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { four in
                withUnsafeBytes(of: four.pointee.sin_addr) { Array($0) }
            }
        }
        guard entry.ai_family == AF_INET6 else { return nil }
        return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { six in
            withUnsafeBytes(of: six.pointee.sin6_addr) { Array($0) }
        }
    }

    /// As libcurl takes it; IPv6 stands in brackets.
    package var text: String {
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map {
            String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
        }
        return "[" + groups.joined(separator: ":") + "]"
    }

    /// Whether the address belongs to the public internet (IANA's special-purpose registries, RFC 6890).
    package var isPublic: Bool {
        if bytes.count == 16 {
            // Only 2000::/3 is given out; of it, documentation, tunnels and protocol assignments lead elsewhere.
            guard bytes[0] & 0xE0 == 0x20 else { return false }
            if bytes[0] == 0x20, bytes[1] == 0x02 { return false }
            return !(bytes[0] == 0x20 && bytes[1] == 0x01 && (bytes[2] < 2 || (bytes[2] == 0x0D && bytes[3] == 0xB8)))
        }
        guard bytes.count == 4 else { return false }
        switch (bytes[0], bytes[1], bytes[2]) {
        case (0, _, _), (10, _, _), (127, _, _), (224..., _, _): return false
        case (100, 64...127, _), (169, 254, _), (172, 16...31, _), (192, 168, _), (198, 18...19, _): return false
        case (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 51, 100), (203, 0, 113): return false
        default: return true
        }
    }
}
