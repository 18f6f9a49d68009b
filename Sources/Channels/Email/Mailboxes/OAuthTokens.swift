import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Access tokens of mailboxes: renewed before they end, and by one node at a time.
@Loop final class OAuthTokens {
    /// A token that ends sooner is renewed at once.
    static let spareSeconds = 300.0
    private static let claimSeconds = 45.0

    private let context: AppContext
    private let threads: MailThreads
    private let network: MailNetwork
    private var underWay: [UUID: Task<String, any Error>] = [:]

    init(context: AppContext, threads: MailThreads, network: MailNetwork) {
        self.context = context
        self.threads = threads
        self.network = network
    }

    /// A token that works for a while.
    ///
    /// - Parameter refused: A token the server did not take, to be replaced whatever its end.
    /// - Throws: `MailFault`.
    func token(of inboxID: UUID, _ oauth: MailSettings.OAuth, refused: String? = nil) async throws -> String {
        if let task = underWay[inboxID] { return try await task.value }
        let task = Task { @Loop in try await self.current(inboxID, oauth, refused: refused) }
        underWay[inboxID] = task
        defer { underWay[inboxID] = nil }
        return try await task.value
    }

    private func current(_ inboxID: UUID, _ oauth: MailSettings.OAuth, refused: String?) async throws -> String {
        for _ in 0..<60 {
            let store = MailboxSecretStore(context.database.connection, key: context.secrets)
            let secrets = try await store.secrets(inboxID)
            let now = context.clock.now
            if let token = secrets.accessToken, token != refused,
                let until = secrets.accessTokenUntil, until > now.addingTimeInterval(Self.spareSeconds)
            {
                return token
            }
            guard let refreshToken = secrets[.refreshToken] else {
                throw MailFault(.notSetUp, "There is no refresh token for this mailbox.")
            }
            // Two nodes asking at once could each spend the other's refresh token.
            if try await store.claimRefresh(inboxID, now: now, until: now.addingTimeInterval(Self.claimSeconds)) {
                return try await refresh(inboxID, oauth, secrets, refreshToken)
            }
            try await Loop.sleep(seconds: 1)
        }
        throw MailFault(.serverBusy, "Another server is renewing the access token and does not end.")
    }

    private func refresh(
        _ inboxID: UUID, _ oauth: MailSettings.OAuth, _ secrets: MailboxSecrets, _ refreshToken: String
    ) async throws -> String {
        do {
            var form = [
                ("grant_type", "refresh_token"), ("refresh_token", refreshToken), ("client_id", oauth.clientID),
            ]
            if let secret = secrets[.clientSecret] { form.append(("client_secret", secret)) }
            if !oauth.scope.isEmpty { form.append(("scope", oauth.scope)) }
            let granted = try await ask(oauth.tokenURL, form)
            let until = context.clock.now.addingTimeInterval(granted.seconds)
            try await MailboxSecretStore(context.database.connection, key: context.secrets).keep(
                accessToken: granted.accessToken, until: until, refreshToken: granted.refreshToken, of: inboxID,
                version: secrets.version)
            return granted.accessToken
        } catch {
            try? await MailboxSecretStore(context.database.connection, key: context.secrets).endRefresh(inboxID)
            throw error
        }
    }

    /// What a provider grants.
    struct Grant: Sendable, Equatable {
        let accessToken: String
        let seconds: Double
        let refreshToken: String?
    }

    /// Asks a token endpoint (RFC 6749 sections 4.1.3 and 6).
    func ask(_ url: String, _ form: [(String, String)]) async throws -> Grant {
        let network = network
        let answer = try await threads.run {
            try CurlRequest(url, limitBytes: 65_536).perform(form: form, network)
        }
        return try Self.grant(answer.status, answer.body)
    }

    static func grant(_ status: Int, _ body: [UInt8]) throws(MailFault) -> Grant {
        let json = (try? JSONValue(parsing: body)) ?? .null
        guard status == 200, let token = json["access_token"]?.string, !token.isEmpty else {
            let words = [json["error"]?.string, json["error_description"]?.string].compactMap { $0 }
            let said = words.isEmpty ? "status \(status)" : words.joined(separator: ": ")
            if status == 429 || status >= 500 {
                throw MailFault(
                    .serverBusy, "The provider gives no access token just now: \(said)", word: json["error"]?.string)
            }
            throw MailFault(
                .tokenRefused, "The provider gives no access token: \(said.prefix(500))", word: json["error"]?.string)
        }
        let seconds = json["expires_in"]?.number ?? json["expires_in"]?.string.flatMap(Double.init) ?? 3600
        return Grant(accessToken: token, seconds: seconds, refreshToken: json["refresh_token"]?.string)
    }
}
