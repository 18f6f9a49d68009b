import Foundation

/// Internet addresses in the form the socket calls take.
enum SocketAddress {
    /// Runs `call` with the address of `host`, an IPv4 or IPv6 literal, and `port`.
    static func with<T>(_ host: String, _ port: Int, _ call: (UnsafePointer<sockaddr>, socklen_t) -> T) -> T {
        if host.contains(":") {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = in_port_t(UInt16(port)).bigEndian
            inet_pton(AF_INET6, host, &address.sin6_addr)
            return pass(address, call)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        return pass(address, call)
    }

    /// The family a socket for `host` needs.
    static func family(_ host: String) -> Int32 { host.contains(":") ? AF_INET6 : AF_INET }

    private static func pass<A, T>(_ address: A, _ call: (UnsafePointer<sockaddr>, socklen_t) -> T) -> T {
        withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, socklen_t(MemoryLayout<A>.size)) }
        }
    }
}
