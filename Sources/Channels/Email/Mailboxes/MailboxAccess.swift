import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Puts together a mailbox's server: its settings, its secrets, and a fresh access token where one is needed.
@Loop struct MailboxAccess {
    /// The two ways a mailbox's servers are used.
    enum Direction {
        case imap
        case smtp
    }

    let context: AppContext
    let tokens: OAuthTokens

    /// - Parameters:
    ///   - entered: Passwords typed and not stored yet.
    ///   - refused: An access token the server did not take.
    /// - Throws: `MailFault` when it is not set up, or no token is to be had.
    func server(
        _ direction: Direction, of inboxID: UUID, _ mail: MailSettings, entered: [MailboxSecret: String?] = [:],
        refused: String? = nil
    ) async throws -> MailServer {
        let settings = direction == .imap ? mail.imap : mail.smtp
        guard !settings.host.isEmpty else {
            throw MailFault(.notSetUp, "No server is entered for \(direction == .imap ? "receiving" : "sending").")
        }
        var server = MailServer(host: settings.host, port: settings.port, security: settings.security)
        guard !settings.username.isEmpty else { return server }
        switch settings.signIn {
        case .oauth:
            let token = try await tokens.token(of: inboxID, mail.oauth, refused: refused)
            server.credentials = .token(user: settings.username, token: token)
        case .password:
            var secrets = try await MailboxSecretStore(context.database.connection, key: context.secrets).secrets(
                inboxID)
            for (secret, text) in entered { secrets.values[secret] = text }
            let own = secrets[direction == .imap ? .imapPassword : .smtpPassword]
            guard let own else { return server }
            server.credentials = .password(user: settings.username, password: own)
        }
        guard server.security != .none || Self.isHere(server.host) else {
            throw MailFault(
                .notSetUp, "A password is not sent without encryption: choose TLS or STARTTLS, or remove it.")
        }
        return server
    }

    /// This machine, to which nothing travels.
    private static func isHere(_ host: String) -> Bool {
        ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host)
    }
}

extension MailServer {
    var token: String? {
        if case .token(_, let token) = credentials { token } else { nil }
    }
}
