import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import TestSupport
import Testing
import Web

@Suite("Idempotency")
@Loop struct IdempotencyTests {
    private static let route = Route.post("/parcels", "", .anyone) { _ in .noContent }
    private let me = Principal(kind: .user, id: UUID(), name: "Mei")

    /// Counts how often the work behind the route was done.
    @Loop private final class Work {
        var runs = 0

        func run(status: Int = 201) -> Response {
            runs += 1
            return .json(["run": .number(Double(runs))] as JSONValue, status: status)
        }
    }

    private func asked(_ body: String, key: String?, by principal: Principal? = nil, query: String = "") -> Request {
        asked(.bytes(Array(body.utf8)), key: key, by: principal, query: query)
    }

    private func asked(
        _ content: HTTPBody, key: String?, by principal: Principal? = nil, query: String = ""
    ) -> Request {
        Request(
            head: HTTPHead(
                method: "POST", path: "/api/v1/parcels", query: query,
                headers: HTTPHeaders(key.map { [("idempotency-key", $0)] } ?? []), remoteAddress: "192.0.2.1",
                isSecure: false),
            principal: principal ?? me, content: content)
    }

    /// A form with a word and an uploaded file of this content.
    private func form(_ content: String, filename: String = "parcel.jpg", note: String = "late") -> HTTPBody {
        let sha256 = Digest.sha256(content).hexadecimal
        let file = SpooledFile(path: "/nonexistent/\(sha256)", sizeBytes: content.utf8.count, sha256: sha256)
        return .form([
            FormPart(name: "note", filename: nil, contentType: nil, content: .bytes(Array(note.utf8))),
            FormPart(name: "file", filename: filename, contentType: "image/jpeg", content: .file(file)),
        ])
    }

    private func text(_ response: Response) -> String {
        guard case .bytes(let bytes) = response.body else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func refusal(_ body: () async throws -> Response) async -> Problem? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? Problem
        }
    }

    @Test("the same body gets the same answer and is done once")
    func sameBody() async throws {
        let idempotency = Idempotency(database: try await TestDatabase.fresh(), clock: .system)
        let work = Work()
        let first = try await idempotency.run(asked("a", key: "k"), Self.route) { work.run() }
        let second = try await idempotency.run(asked("a", key: "k"), Self.route) { work.run() }
        #expect(work.runs == 1)
        #expect(second.status == 201)
        #expect(text(second) == text(first))
        #expect(second.headers.contains { $0 == ("Idempotent-Replayed", "true") })
        #expect(second.headers.contains { $0 == ("Content-Type", "application/json; charset=utf-8") })
    }

    @Test("another body or another query under the same key is refused")
    func otherBody() async throws {
        let idempotency = Idempotency(database: try await TestDatabase.fresh(), clock: .system)
        let work = Work()
        _ = try await idempotency.run(asked("a", key: "k"), Self.route) { work.run() }
        #expect(
            await refusal { try await idempotency.run(asked("b", key: "k"), Self.route) { work.run() } }
                == .idempotencyKeyReused)
        #expect(
            await refusal {
                try await idempotency.run(asked("a", key: "k", query: "force=true"), Self.route) { work.run() }
            }
                == .idempotencyKeyReused)
        #expect(work.runs == 1)
    }

    @Test("the same file under the same key gets the same answer; another file, name or word is refused")
    func files() async throws {
        let idempotency = Idempotency(database: try await TestDatabase.fresh(), clock: .system)
        let work = Work()
        let first = try await idempotency.run(asked(form("a"), key: "k"), Self.route) { work.run() }
        let second = try await idempotency.run(asked(form("a"), key: "k"), Self.route) { work.run() }
        #expect(text(second) == text(first))
        for other in [form("b"), form("a", filename: "other.jpg"), form("a", note: "early"), .form([])] {
            let refused = await refusal { try await idempotency.run(asked(other, key: "k"), Self.route) { work.run() } }
            #expect(refused == .idempotencyKeyReused)
            #expect(refused?.status == 422)
        }
        #expect(work.runs == 1)
    }

    @Test("while the first request runs, the second is told to wait")
    func running() async throws {
        let idempotency = Idempotency(database: try await TestDatabase.fresh(), clock: .system)
        var second: Problem?
        _ = try await idempotency.run(asked("a", key: "k"), Self.route) {
            second = await refusal { try await idempotency.run(asked("a", key: "k"), Self.route) { .noContent } }
            return .noContent
        }
        #expect(second == .stillRunning)
    }

    @Test("a refusal, thrown or answered, lets the key go")
    func refused() async throws {
        let idempotency = Idempotency(database: try await TestDatabase.fresh(), clock: .system)
        let work = Work()
        #expect(
            await refusal { try await idempotency.run(asked("a", key: "k"), Self.route) { throw Problem.forbidden() } }
                == .forbidden())
        #expect(try await idempotency.run(asked("b", key: "k"), Self.route) { work.run(status: 422) }.status == 422)
        #expect(try await idempotency.run(asked("c", key: "k"), Self.route) { work.run() }.status == 201)
        #expect(work.runs == 2)
    }

    @Test("keys belong to who sent them, and requests without one run each time")
    func owners() async throws {
        let idempotency = Idempotency(database: try await TestDatabase.fresh(), clock: .system)
        let work = Work()
        let other = Principal(kind: .user, id: UUID(), name: "Jonas")
        _ = try await idempotency.run(asked("a", key: "k"), Self.route) { work.run() }
        _ = try await idempotency.run(asked("b", key: "k", by: other), Self.route) { work.run() }
        _ = try await idempotency.run(asked("c", key: "k", by: .anonymous), Self.route) { work.run() }
        _ = try await idempotency.run(asked("a", key: nil), Self.route) { work.run() }
        _ = try await idempotency.run(asked("a", key: nil), Self.route) { work.run() }
        #expect(work.runs == 5)
    }

    @Test("after a day a key is as good as new, and a claim whose node died after two minutes")
    func old() async throws {
        let database = try await TestDatabase.fresh()
        let store = IdempotencyStore(database.connection)
        let now = Date()
        func claim(_ key: String, at date: Date) async throws -> Bool {
            try await store.claim(principal: "p", key: key, requestHash: [1], now: date) == nil
        }
        #expect(try await claim("done", at: now))
        try await store.keep(principal: "p", key: "done", status: 201, contentType: nil, body: [])
        #expect(try await claim("done", at: now.addingTimeInterval(86_000)) == false)
        #expect(try await claim("done", at: now.addingTimeInterval(86_500)))
        #expect(try await claim("died", at: now))
        #expect(try await claim("died", at: now.addingTimeInterval(100)) == false)
        #expect(try await claim("died", at: now.addingTimeInterval(130)))
    }

    @Test("an empty or overlong key is refused")
    func badKeys() async throws {
        let idempotency = Idempotency(database: try await TestDatabase.fresh(), clock: .system)
        for key in ["", String(repeating: "k", count: 201)] {
            #expect(
                await refusal { try await idempotency.run(asked("a", key: key), Self.route) { .noContent } }?.status
                    == 422)
        }
    }
}
