package import Foundation

/// An address somebody gave us to send to, and whether we may go there: it must not lead us into our own network.
package struct PublicAddress: Sendable {
    package let url: URL
    package let host: String
    package let port: Int

    /// - Parameter allowsLoopback: A test's receiver may live on this machine, without TLS.
    /// - Returns: `nil` when the text is no `https` address without a user name.
    package init?(_ text: String, allowsLoopback: Bool) {
        guard text.utf8.count <= 2_000, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), let url = URL(string: text),
            let host = url.host(), !host.isEmpty, url.user() == nil, url.password() == nil
        else { return nil }
        let isLocal = allowsLoopback && url.scheme == "http" && host == "127.0.0.1"
        guard url.scheme == "https" || isLocal else { return nil }
        self.url = url
        self.host = host
        port = url.port ?? (url.scheme == "https" ? 443 : 80)
        guard (1...65_535).contains(port) else { return nil }
    }

    /// The origin a signature is made for (RFC 8292 section 2).
    package var origin: String {
        let isUsual = port == (url.scheme == "https" ? 443 : 80)
        return "\(url.scheme ?? "https")://\(host)" + (isUsual ? "" : ":\(port)")
    }

    /// Where a host leads.
    enum Resolution: Sendable, Equatable {
        /// To this address, to be used and no other: a second look-up might answer otherwise.
        case pinned(String)
        /// Only into private networks.
        case inside
        /// Nowhere, as far as anybody knows at the moment.
        case unknown
    }

    /// Looks the host up; blocks.
    func resolved(allowsLoopback: Bool) -> Resolution {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host.trimmingCharacters(in: ["[", "]"]), String(port), &hints, &list) == 0 else {
            return .unknown
        }
        defer { freeaddrinfo(list) }
        var next = list
        while let entry = next {
            next = entry.pointee.ai_next
            guard let bytes = Self.bytes(entry.pointee) else { continue }
            if Self.isPublic(bytes) || (allowsLoopback && bytes == [127, 0, 0, 1]) { return .pinned(Self.text(bytes)) }
        }
        return .inside
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

    private static func text(_ bytes: [UInt8]) -> String {
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map {
            String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
        }
        return "[" + groups.joined(separator: ":") + "]"
    }

    /// Whether the address belongs to the public internet (IANA's special-purpose registries, RFC 6890).
    package static func isPublic(_ bytes: [UInt8]) -> Bool {
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
