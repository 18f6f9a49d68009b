package import Basics
package import EventLoop
import Foundation
import Gateway
package import Postgres

/// Runs a POST that carries an `Idempotency-Key` at most once (CONVENTIONS.md section 4).
@Loop package struct Idempotency {
    private let database: Database
    private let clock: WallClock

    package init(database: Database, clock: WallClock) {
        self.database = database
        self.clock = clock
    }

    /// What `body` answers, or what it answered when the same request came before.
    ///
    /// - Throws: `Problem.idempotencyKeyReused`, `Problem.stillRunning`, or what `body` throws.
    package func run(_ request: Request, _ route: Route, _ body: () async throws -> Response) async throws -> Response {
        // A body or an answer with a secret leaves no trace here, and a kept answer could not repeat the cookie.
        let carriesSecret = ["/session", "/setup", "/invitations", "/users", "/api-keys"].contains {
            route.path.hasPrefix($0)
        }
        guard route.method == "POST", !carriesSecret, let key = request.head.headers["idempotency-key"] else {
            return try await body()
        }
        guard !key.isEmpty, key.utf8.count <= 200 else {
            throw Problem.invalid("/Idempotency-Key", "must have 1 to 200 bytes")
        }
        let store = IdempotencyStore(database.connection)
        let principal =
            request.principal.kind == .anonymous
            ? "anonymous:\(request.head.remoteAddress)" : request.principal.accountName
        let hash = Self.hash(of: request)
        if let kept = try await store.claim(principal: principal, key: key, requestHash: hash, now: clock.now) {
            return try Self.repeated(kept, hash)
        }
        let response: Response
        do {
            response = try await body()
        } catch {
            await release(store, principal, key)
            throw error
        }
        guard response.status < 400 else {
            await release(store, principal, key)
            return response
        }
        var bytes: [UInt8] = []
        if case .bytes(let written) = response.body { bytes = written }
        let type = response.headers.first { $0.0 == "Content-Type" }?.1
        do {
            try await store.keep(
                principal: principal, key: key, status: response.status, contentType: type, body: bytes)
        } catch {
            // It was done all the same: the key stays claimed, so that a repetition does not do it again.
            Log.warning("answer not kept", ["cause": String(describing: error)])
        }
        return response
    }

    /// What makes two requests the same: where they go and what they carry.
    ///
    /// Of a form that is its fields and the content of its files; the boundary between them is another one each time.
    private static func hash(of request: Request) -> [UInt8] {
        let target = Array("\(request.head.path)?\(request.head.query)\n".utf8)
        guard case .form(let parts) = request.content else { return Digest.sha256(target + request.rawBody) }
        return Digest.sha256(target + parts.flatMap(digest))
    }

    /// As long for every part, so that what one part ends with cannot stand for the beginning of the next.
    private static func digest(of part: FormPart) -> [UInt8] {
        let content =
            switch part.content {
            case .bytes(let bytes): Digest.sha256(bytes).hexadecimal
            case .file(let file): file.sha256.lowercased()
            }
        let words = [part.name, part.filename, part.contentType].map { $0.map(Digest.sha256)?.hexadecimal ?? "-" }
        return Digest.sha256((words + [content]).joined(separator: " "))
    }

    /// A refusal changed nothing: the same key may be used for the corrected request.
    private func release(_ store: IdempotencyStore, _ principal: String, _ key: String) async {
        do {
            try await store.release(principal: principal, key: key)
        } catch {
            Log.warning("idempotency key not released", ["cause": String(describing: error)])
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
