/// The proxies whose word about the client is believed.
///
/// Everybody else can write X-Forwarded-For too (CVE-2026-34720).
struct TrustedProxies: Sendable {
    private var blocks: [(address: IPAddress, bits: Int)] = []

    /// Nobody's word.
    static let none = TrustedProxies()

    private init() {}

    /// - Throws: `GatewayError` naming the entry that is neither an address nor a CIDR block.
    init(_ entries: [String]) throws {
        for entry in entries {
            let parts = entry.split(separator: "/", maxSplits: 1)
            guard let first = parts.first, let address = IPAddress(String(first)) else { throw Self.error(entry) }
            let width = address.isIPv4 ? 32 : 128
            var bits = width
            if parts.count == 2 {
                guard let given = Int(parts[1]), (0...width).contains(given) else { throw Self.error(entry) }
                bits = given
            }
            blocks.append((address, address.isIPv4 ? bits + 96 : bits))
        }
    }

    func contain(_ address: IPAddress) -> Bool {
        blocks.contains { $0.address.matches(address, bits: $0.bits) }
    }

    /// The client behind `peer`: the last address in X-Forwarded-For that is not itself a trusted proxy.
    ///
    /// Whatever stands to its left was written by that client.
    func client(peer: IPAddress, forwardedFor: String?) -> IPAddress {
        guard contain(peer), let forwardedFor else { return peer }
        var client = peer
        for entry in forwardedFor.split(separator: ",").reversed() {
            guard let address = IPAddress(entry.trimmingBlanks()) else { return client }
            client = address
            if !contain(address) { return client }
        }
        return client
    }

    private static func error(_ entry: String) -> GatewayError {
        GatewayError(
            "The trusted proxy “\(entry)” is neither an address nor a block like 10.0.0.0/8; correct the setting.")
    }
}

extension Substring {
    /// Without blanks and tabs at both ends.
    func trimmingBlanks() -> String {
        var text = self
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
