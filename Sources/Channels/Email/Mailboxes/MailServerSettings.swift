import Basics
import Web

/// Where a mailbox's server is and how we sign in there, without what proves it.
package struct MailServerSettings: Sendable, Equatable {
    package enum SignIn: String, CaseIterable, Sendable {
        case password
        case oauth
    }

    /// Empty: not used.
    package var host = ""
    package var port: Int
    package var security = MailServer.Security.tls
    /// Empty: without signing in.
    package var username = ""
    package var signIn = SignIn.password

    init(port: Int) {
        self.port = port
    }

    mutating func read(_ reader: inout SettingsReader) {
        host = reader.text("host", max: 253)?.lowercased() ?? host
        if !Self.isHost(host) { reader.refuse("host", "must be the name of a server such as imap.example.com") }
        port = reader.integer("port", 1...65_535) ?? port
        security = reader.choice("security") ?? security
        username = reader.text("username", max: 254) ?? username
        if username.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            reader.refuse("username", "must not hold control characters")
        }
        signIn = reader.choice("auth") ?? signIn
    }

    /// Whether what proves who we are, of this kind, is shown to the server.
    func shows(_ proof: SignIn) -> Bool { !host.isEmpty && !username.isEmpty && signIn == proof }

    /// Whether a proof would be shown where `old` did not show it: to another server, or less well protected on its way.
    func showsElsewhere(_ proof: SignIn, than old: MailServerSettings) -> Bool {
        guard shows(proof) else { return false }
        return !old.shows(proof) || host != old.host || port != old.port
            || security != old.security && security != .tls
    }

    var values: [String: JSONValue] {
        [
            "host": .string(host), "port": .number(Double(port)), "security": .string(security.rawValue),
            "username": .string(username), "auth": .string(signIn.rawValue),
        ]
    }

    /// Nothing that could end the host within an address.
    private static func isHost(_ host: String) -> Bool {
        host.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || ".-_:[]".utf8.contains($0) }
    }
}
