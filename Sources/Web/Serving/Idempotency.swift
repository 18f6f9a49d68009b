import Basics
import EventLoop
import Foundation
import Gateway
import Postgres

/// Runs a POST that carries an `Idempotency-Key` at most once (CONVENTIONS.md section 4).
@Loop struct Idempotency {
    let database: Database
    let clock: WallClock

    func run(_ request: Request, _ route: Route, _ body: () async throws -> Response) async throws -> Response {
        // A body with a password leaves no trace here, and a kept answer could not repeat the cookie.
        let carriesSecret = ["/session", "/setup", "/invitations", "/users"].contains { route.path.hasPrefix($0) }
        guard route.method == "POST", !carriesSecret, let key = request.head.headers["idempotency-key"] else {
            return try await body()
        }
        guard !key.isEmpty, key.utf8.count <= 200 else {
            throw Problem.invalid("/Idempotency-Key", "must have 1 to 200 bytes")
        }
        let store = IdempotencyStore(database.connection)
        let principal = request.principal.kind == .anonymous
            ? "anonymous:\(request.head.remoteAddress)" : request.principal.accountName
        let hash = Digest.sha256(Array("\(request.head.path)\n".utf8) + request.rawBody)
        if let kept = try await store.claim(principal: principal, key: key, requestHash: hash, now: clock.now) {
            return try Self.repeated(kept, hash)
        }
        do {
            let response = try await body()
            if case .bytes(let bytes) = response.body {
                let type = response.headers.first { $0.0 == "Content-Type" }?.1
                try await store.keep(
                    principal: principal, key: key, status: response.status, contentType: type, body: bytes)
            } else {
                try await store.keep(principal: principal, key: key, status: response.status, contentType: nil, body: [])
            }
            return response
        } catch {
            // A refusal changed nothing: the same key may be used for the corrected request.
            try? await store.release(principal: principal, key: key)
            throw error
        }
    }

    private static func repeated(_ kept: IdempotencyStore.Kept, _ hash: [UInt8]) throws -> Response {
        guard kept.requestHash == hash else { throw Problem.idempotencyKeyReused }
        guard let status = kept.status else { throw Problem.stillRunning }
        var headers = [("Idempotent-Replayed", "true")]
        if let type = kept.contentType { headers.append(("Content-Type", type)) }
        return Response(status: status, headers: headers, body: .bytes(kept.body ?? []))
    }
}
