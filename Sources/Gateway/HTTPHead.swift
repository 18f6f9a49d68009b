/// The header fields of a request.
///
/// Names are compared without regard to case; a repeated field is joined by commas.
///
/// Holds the fields libwebsockets knows plus `GatewayConfiguration.customHeaders`; others are not kept.
package struct HTTPHeaders: Sendable {
    private var fields: [(name: String, value: String)]

    /// Fields in the given order.
    package init(_ fields: [(name: String, value: String)] = []) { self.fields = fields }

    /// The value of a field, or nil when the request did not send it.
    package subscript(_ name: String) -> String? {
        fields.first { $0.name.utf8.elementsEqual(name.utf8) || $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Every field as (lower-case name, value).
    package var all: [(name: String, value: String)] { fields }

    /// Only the fields named, to be kept as long as a live connection lasts.
    func keeping(_ names: Set<String>) -> HTTPHeaders { HTTPHeaders(fields.filter { names.contains($0.name) }) }
}

/// What a request says before its body.
package struct HTTPHead: Sendable {
    /// The method in capitals.
    package var method: String
    /// The path without the query, percent-encoded in one canonical spelling, `.` and `..` already resolved.
    package var path: String
    /// The query without its question mark, percent-encoded; empty when there was none.
    package var query: String
    /// The header fields.
    package var headers: HTTPHeaders
    /// The client's address; what a trusted proxy says in X-Forwarded-For, otherwise the peer of the connection.
    package var remoteAddress: String
    /// Whether the client speaks TLS to us or, by X-Forwarded-Proto, to a trusted proxy.
    package var isSecure: Bool
    /// The Host field.
    package var host: String?

    /// A head with these values, as the gateway or a test makes it.
    package init(
        method: String, path: String, query: String = "", headers: HTTPHeaders = HTTPHeaders(),
        remoteAddress: String = "127.0.0.1", isSecure: Bool = false, host: String? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.remoteAddress = remoteAddress
        self.isSecure = isSecure
        self.host = host
    }

    /// The query's items in order, decoded: `%XX` as UTF-8 and `+` as a blank.
    package var queryItems: [(name: String, value: String)] { PercentCoding.items(query) }

    /// The first query item of that name, decoded.
    package func queryItem(_ name: String) -> String? { queryItems.first { $0.name == name }?.value }

    /// The cookies of the request; the first one wins when a name is repeated (RFC 6265 section 5.4 order).
    package var cookies: [String: String] {
        var cookies: [String: String] = [:]
        for pair in (headers["cookie"] ?? "").split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let name = parts[0].trimmingBlanks()
            guard !name.isEmpty, cookies[name] == nil else { continue }
            var value = parts[1].trimmingBlanks()
            if value.utf8.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
                value = String(value.dropFirst().dropLast())
            }
            cookies[name] = value
        }
        return cookies
    }
}
