import Basics
import EventLoop
import Foundation
import Postgres

/// Every SQL statement about API keys.
@Loop struct ApiKeyStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = "id, name, scopes, created_at, last_used_at"

    /// Keys that work, newest first, at most `limit`.
    func keys(before: (createdAt: Date, id: ID<ApiKey>)?, limit: Int) async throws -> [ApiKey] {
        var filter: SQL = "revoked_at IS NULL"
        if let before { filter = "\(filter) AND (created_at, id) < (\(before.createdAt), \(before.id))" }
        return try await connection.rows(
            ApiKey.init,
            """
            SELECT \(Self.columns)
            FROM api_keys
            WHERE \(filter)
            ORDER BY created_at DESC, id DESC
            LIMIT \(limit)
            """)
    }

    /// The key with this hash, noting at most once a minute that it is in use.
    func use(keyHash: [UInt8], now: Date) async throws -> ApiKey? {
        let key = try await connection.first(
            ApiKey.init, "SELECT \(Self.columns) FROM api_keys WHERE key_hash = \(keyHash) AND revoked_at IS NULL")
        if let key, key.lastUsedAt.map({ now.timeIntervalSince($0) > Session.touchSeconds }) ?? true {
            try await connection.execute("UPDATE api_keys SET last_used_at = \(now) WHERE id = \(key.id)")
        }
        return key
    }

    func insert(_ key: ApiKey, keyHash: [UInt8], createdBy: UUID) async throws {
        try await connection.execute(
            """
            INSERT INTO api_keys (id, name, scopes, key_hash, created_by, created_at)
            VALUES (\(key.id), \(key.name), \(key.scopes.map(\.rawValue)), \(keyHash), \(createdBy), \(key.createdAt))
            """)
    }

    /// Takes the key out of use; `nil` when there was none in use.
    func revoke(_ id: ID<ApiKey>, at now: Date) async throws -> ApiKey? {
        try await connection.first(
            ApiKey.init,
            """
            UPDATE api_keys SET revoked_at = \(now)
            WHERE id = \(id) AND revoked_at IS NULL
            RETURNING \(Self.columns)
            """)
    }
}
