/// A server mail is fetched from or handed to, and how we sign in there.
package struct MailServer: Sendable, Equatable {
    /// How the connection is kept from being read on its way.
    package enum Security: String, CaseIterable, Sendable {
        /// TLS from the first byte.
        case tls
        /// TLS after a greeting in clear; without it nothing is sent.
        case starttls
        case none
    }

    /// What proves that we may.
    package enum Credentials: Sendable, Equatable {
        case none
        case password(user: String, password: String)
        /// An OAuth access token, sent as XOAUTH2.
        case token(user: String, token: String)
    }

    package var host: String
    package var port: Int
    package var security: Security
    package var credentials: Credentials

    package init(host: String, port: Int, security: Security, credentials: Credentials = .none) {
        self.host = host
        self.port = port
        self.security = security
        self.credentials = credentials
    }

    /// The host as an address has it: IPv6 in brackets.
    var urlHost: String { host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host }
}

/// What this node knows of the network its mail travels.
package struct MailNetwork: Sendable {
    /// Certificates trusted beside those of the system (PEM): of a company's own authority.
    package var certificatesFile: String?
    package var connectSeconds = 30
    /// How long one answer may take.
    package var answerSeconds = 120
    /// The slowest transfer still waited for.
    package var slowestBytesPerSecond = 20_000

    package init(certificatesFile: String? = nil) {
        self.certificatesFile = certificatesFile
    }

    /// How long a transfer of so many bytes may take in all.
    func transferSeconds(_ bytes: Int) -> Int { 60 + answerSeconds + bytes / max(1, slowestBytesPerSecond) }
}
