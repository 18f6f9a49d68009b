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
        let found = HostAddress.all(of: host, port: port) ?? []
        return found.allSatisfy(\.isPublic) ? found.map(\.text) : []
    }
}
