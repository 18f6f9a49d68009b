import Foundation
package import Gateway

/// Keeps other sites' pages from acting with our cookie (cross-site request forgery, cross-site WebSocket hijacking).
package struct OriginCheck: Sendable {
    /// Our own origin as the outside knows it, and others the operator trusts.
    private let trusted: Set<String>

    package init(publicURL: String, allowed: [String]) {
        trusted = Set(([publicURL] + allowed).map { OriginCheck.origin(of: $0) })
    }

    /// Whether the request comes from one of our own pages, or from no browser at all.
    package func accepts(_ head: HTTPHead) -> Bool {
        if let origin = head.headers["origin"] { return isOwn(origin, head) }
        if let site = head.headers["sec-fetch-site"] { return site == "same-origin" || site == "none" }
        return true
    }

    private func isOwn(_ origin: String, _ head: HTTPHead) -> Bool {
        if trusted.contains(origin.lowercased()) { return true }
        guard let host = head.host?.lowercased() else { return false }
        return origin.lowercased() == (head.isSecure ? "https://" : "http://") + host
    }

    /// Scheme, host and port of a URL.
    private static func origin(of url: String) -> String {
        guard let scheme = url.range(of: "://") else { return url.lowercased() }
        let authority = url[scheme.upperBound...].prefix { $0 != "/" }
        return (url[..<scheme.upperBound] + authority).lowercased()
    }
}
