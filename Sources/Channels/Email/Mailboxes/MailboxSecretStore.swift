import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Every SQL statement about mailboxes' secrets; sealed on their way in, opened on their way out.
@Loop struct MailboxSecretStore {
    private let connection: Connection
    private let key: MasterKey

    init(_ connection: Connection, key: MasterKey) {
        self.connection = connection
        self.key = key
    }

    func secrets(_ inboxID: UUID) async throws -> MailboxSecrets {
        let key = key
        return try await connection.first(
            { try MailboxSecrets($0, key) },
            """
            SELECT imap_password, smtp_password, client_secret, refresh_token, access_token, access_token_until, version
            FROM mailbox_secrets
            WHERE inbox_id = \(inboxID)
            """) ?? MailboxSecrets()
    }

    /// Stores what people entered; an access token got with the old secrets is forgotten.
    func change(_ changes: [MailboxSecret: String?], of inboxID: UUID) async throws {
        var secrets = try await secrets(inboxID)
        for (secret, text) in secrets.following(changes) { secrets.values[secret] = text }
        let value = { (secret: MailboxSecret) -> [UInt8]? in secrets[secret].map { key.seal(Array($0.utf8)) } }
        try await connection.execute(
            """
            INSERT INTO mailbox_secrets AS s (inbox_id, imap_password, smtp_password, client_secret, refresh_token)
            VALUES (\(inboxID), \(value(.imapPassword)), \(value(.smtpPassword)), \(value(.clientSecret)),
                \(value(.refreshToken)))
            ON CONFLICT (inbox_id) DO UPDATE
            SET imap_password = EXCLUDED.imap_password, smtp_password = EXCLUDED.smtp_password,
                client_secret = EXCLUDED.client_secret, refresh_token = EXCLUDED.refresh_token,
                access_token = NULL, access_token_until = NULL, version = s.version + 1
            """)
    }

    /// Whether this node is the one to ask for a new access token.
    func claimRefresh(_ inboxID: UUID, now: Date, until: Date) async throws -> Bool {
        try await connection.execute(
            """
            UPDATE mailbox_secrets
            SET refreshing_until = \(until)
            WHERE inbox_id = \(inboxID) AND (refreshing_until IS NULL OR refreshing_until < \(now))
            """) == 1
    }

    /// Stores what a refresh gave; `refreshToken` when the provider gave another one.
    ///
    /// Nothing is stored when people entered other secrets meanwhile.
    func keep(
        accessToken: String, until: Date, refreshToken: String?, of inboxID: UUID, version: Int
    ) async throws {
        let sealedAccess = key.seal(Array(accessToken.utf8))
        let sealedRefresh = refreshToken.map { key.seal(Array($0.utf8)) }
        try await connection.execute(
            """
            UPDATE mailbox_secrets
            SET access_token = \(sealedAccess), access_token_until = \(until),
                refresh_token = coalesce(\(sealedRefresh), refresh_token), refreshing_until = NULL
            WHERE inbox_id = \(inboxID) AND version = \(version)
            """)
    }

    /// The version of the secrets a sign-in begins with.
    func beginSignIn(_ inboxID: UUID) async throws -> Int {
        try await connection.execute(
            "INSERT INTO mailbox_secrets (inbox_id) VALUES (\(inboxID)) ON CONFLICT (inbox_id) DO NOTHING")
        return try await secrets(inboxID).version
    }

    /// Whether a sign-in begun with this version is the first to end; the version grows by one when it is.
    func claimSignIn(_ inboxID: UUID, version: Int) async throws -> Bool {
        try await connection.execute(
            """
            UPDATE mailbox_secrets
            SET version = version + 1
            WHERE inbox_id = \(inboxID) AND version = \(version)
            """) == 1
    }

    /// Stores what a sign-in gave; false when people entered other secrets meanwhile, or the mailbox is gone.
    func keepSignIn(
        accessToken: String, until: Date, refreshToken: String, of inboxID: UUID, version: Int
    ) async throws -> Bool {
        let sealedAccess = key.seal(Array(accessToken.utf8))
        let sealedRefresh = key.seal(Array(refreshToken.utf8))
        return try await connection.execute(
            """
            UPDATE mailbox_secrets
            SET access_token = \(sealedAccess), access_token_until = \(until), refresh_token = \(sealedRefresh),
                refreshing_until = NULL, version = version + 1
            WHERE inbox_id = \(inboxID) AND version = \(version)
            """) == 1
    }

    func forgetAccessToken(_ inboxID: UUID, version: Int) async throws {
        try await connection.execute(
            """
            UPDATE mailbox_secrets SET access_token = NULL, access_token_until = NULL
            WHERE inbox_id = \(inboxID) AND version = \(version)
            """)
    }

    func endRefresh(_ inboxID: UUID) async throws {
        try await connection.execute("UPDATE mailbox_secrets SET refreshing_until = NULL WHERE inbox_id = \(inboxID)")
    }
}
