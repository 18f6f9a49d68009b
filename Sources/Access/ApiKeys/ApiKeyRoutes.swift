import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// Paths about API keys.
@Loop struct ApiKeyRoutes {
    let context: AppContext
    let hub: LiveHub

    var routes: [Route] {
        [
            .get(
                "/api-keys", "API keys in use, newest first", .permission(.apiKeysWrite), output: ApiKey.self,
                page: true, handler: list),
            .post(
                "/api-keys", "Makes an API key and shows it this once", .permission(.apiKeysWrite),
                input: NewApiKey.self, output: ApiKey.self, handler: create),
            .delete("/api-keys/{id}", "Takes an API key out of use", .permission(.apiKeysWrite), handler: revoke),
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        let before = try request.place(of: ApiKey.self)
        let keys = try await ApiKeyStore(context.database.connection).keys(
            before: before.map { (createdAt: $0.at, id: $0.id) }, limit: limit + 1)
        return .json(Page(keys, limit: limit) { Cursor(at: $0.createdAt, id: $0.id) })
    }

    private func create(_ request: Request) async throws -> Response {
        let (name, scopes) = try request.input(NewApiKey.self).checked()
        // A key is a person's act; a key that makes keys could outlive its own revocation.
        guard let maker = request.principal.id, request.principal.kind == .user else { throw Problem.forbidden() }
        let secret = SecretToken(context.random, prefix: StaffAuthenticator.apiKeyPrefix)
        let key = ApiKey(
            id: .make(at: context.clock.now, random: context.random), name: name, scopes: scopes,
            createdAt: context.clock.now, lastUsedAt: nil, key: secret.text)
        try await context.database.transaction { connection in
            try await ApiKeyStore(connection).insert(key, keyHash: secret.hash, createdBy: maker)
            var changes = AuditChanges()
            changes.note("name", nil, name)
            changes.note("scopes", .array([]), .array(scopes.map { .string($0.rawValue) }))
            try await AuditStore(connection, clock: context.clock).record(
                "api_key.created", "api_key", key.id.uuid, changes, by: request)
        }
        return .created(key)
    }

    private func revoke(_ request: Request) async throws -> Response {
        let id: ID<ApiKey> = try request.id(of: "API key")
        try await context.database.transaction { connection in
            guard let key = try await ApiKeyStore(connection).revoke(id, at: context.clock.now) else {
                throw Problem.notFound("API key")
            }
            var changes = AuditChanges()
            changes.note("name", key.name, nil)
            try await AuditStore(connection, clock: context.clock).record(
                "api_key.revoked", "api_key", id.uuid, changes, by: request)
        }
        hub.closeSessions(of: [id.uuid])
        return .noContent
    }
}
