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
        guard let found = HostAddress.all(of: host, port: port) else { return .unknown }
        let usable = found.first { $0.isPublic || (allowsLoopback && $0.bytes == [127, 0, 0, 1]) }
        return usable.map { .pinned($0.text) } ?? .inside
    }
}
