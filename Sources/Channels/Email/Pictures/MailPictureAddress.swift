import Access
import Foundation
import Web

/// Where a picture in a mail lies, and whether we may fetch it: the address comes from a stranger, so it must not lead us
/// into our own network.
package struct MailPictureAddress: Sendable, Equatable {
    package let text: String
    let host: String
    let port: Int

    /// - Returns: `nil` for anything but a web address on a usual port, without a name to sign in by.
    package init?(_ text: String) {
        guard text.utf8.count <= 2_000, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), let url = URL(string: text),
            let host = url.host(), !host.isEmpty, url.user() == nil, url.password() == nil,
            let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme)
        else { return nil }
        let usual = scheme == "https" ? 443 : 80
        guard url.port == nil || url.port == usual else { return nil }
        self.text = text
        self.host = host
        port = usual
    }

    /// Addresses of the host in the public internet; empty when one of them is not, or nobody knows the host.
    ///
    /// Blocks.
    func publicAddresses() -> [String] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host.trimmingCharacters(in: ["[", "]"]), String(port), &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [String] = []
        var next = list
        while let entry = next {
            next = entry.pointee.ai_next
            guard let bytes = Self.bytes(entry.pointee), PublicAddress.isPublic(bytes) else { return [] }
            var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            getnameinfo(
                entry.pointee.ai_addr, entry.pointee.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST)
            let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            found.append(bytes.count == 16 ? "[\(text)]" : text)
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
}
