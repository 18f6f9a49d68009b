import Access
import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@Suite("The audit log", .serialized)
struct AuditTests {
    @Loop private func record(_ desk: AccessDesk, _ action: String, subject: UUID? = nil) async throws {
        try await AuditStore(desk.database.connection, clock: desk.context.clock).record(
            AuditEntry(
                actor: .system, action: action, subjectKind: "team", subjectID: subject,
                changes: ["name": (from: .string("Post"), to: .string("Shipping"))]),
            remoteAddress: "203.0.113.7")
    }

    /// Changes the log as somebody with the owner's password to the database could.
    @Loop private func tamper(_ desk: AccessDesk, _ statement: String) async throws {
        try await desk.database.connection.script(
            """
            ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_append_only;
            \(statement);
            ALTER TABLE audit_entries ENABLE TRIGGER audit_entries_append_only;
            """)
    }

    @Loop private func firstBrokenSeal(_ desk: AccessDesk) async throws -> Int? {
        try await AuditSeals(desk.database.connection).firstBrokenSeal()
    }

    @Test("an act is recorded with who, what, old and new, and where from")
    @Loop func content() async throws {
        try await AccessDesk.openWithOwner { desk, mei async throws in
            let bo = try await desk.add("bo@shop.example", .agent)
            let token = try await desk.token("mei@shop.example")
            _ = try await desk.call("PATCH", "/users/\(bo.id)", json: #"{"role": "supervisor"}"#, token: token)
            let answer = try await desk.call("GET", "/audit?action=user.updated", token: token).json
            let entry = try #require(answer["items"]?.array?.first)
            #expect(
                entry["actor"]
                    == .object([
                        "kind": .string("user"), "id": .string(mei.id.description), "name": .string("mei"),
                    ]))
            #expect(entry["subject"] == .object(["kind": .string("user"), "id": .string(bo.id.description)]))
            #expect(
                entry["changes"]
                    == .object(["role": .object(["from": .string("agent"), "to": .string("supervisor")])]))
            #expect(entry["remote_address"] == .string("127.0.0.1"))
            #expect(entry["at"] == .string(desk.clock.now.rfc3339))
        }
    }

    @Test("an act that fails leaves no record")
    @Loop func rollback() async throws {
        try await AccessDesk.openWithOwner { desk, mei async throws in
            let token = try await desk.token("mei@shop.example")
            let before = try await desk.number("SELECT count(*) AS answer FROM audit_entries")
            _ = try await desk.call("PATCH", "/users/\(mei.id)", json: #"{"role": "agent"}"#, token: token)
            #expect(try await desk.number("SELECT count(*) AS answer FROM audit_entries") == before)
        }
    }

    @Test("it is filtered by actor, act, subject and time, and paged without repeating")
    @Loop func filters() async throws {
        try await AccessDesk.openWithOwner { desk, mei async throws in
            let token = try await desk.token("mei@shop.example")
            let team = UUID()
            desk.clock.move(seconds: 60)
            let from = desk.clock.now.rfc3339
            for action in ["team.created", "team.updated", "teams.counted"] {
                try await record(desk, action, subject: team)
            }
            func actions(_ query: String) async throws -> [String] {
                let answer = try await desk.call("GET", "/audit?\(query)", token: token).json
                return answer["items"]?.array?.compactMap { $0["action"]?.string } ?? []
            }
            #expect(Set(try await actions("subject=\(team)")) == ["team.created", "team.updated", "teams.counted"])
            #expect(Set(try await actions("subject=team:\(team)&action=team")) == ["team.created", "team.updated"])
            #expect(try await actions("subject=user:\(team)") == [])
            #expect(try await actions("actor_id=\(mei.id)") == ["session.created"])
            #expect(try await actions("from=\(from)").count == 3)
            #expect(try await actions("to=\(from)&action=team") == [])
            let first = try await desk.call("GET", "/audit?limit=2", token: token).json
            let cursor = try #require(first["next_cursor"]?.string)
            let rest = try await desk.call("GET", "/audit?limit=200&cursor=\(cursor)", token: token).json
            let ids = [first, rest].flatMap { $0["items"]?.array ?? [] }.compactMap { $0["id"]?.string }
            #expect(ids.count == Set(ids).count)
            #expect(try await desk.number("SELECT count(*) AS answer FROM audit_entries") == ids.count)
        }
    }

    @Test(
        "the database refuses to change it",
        arguments: [
            "UPDATE audit_entries SET actor_name = 'nobody'", "DELETE FROM audit_entries", "TRUNCATE audit_entries",
            "DELETE FROM audit_seals",
        ])
    @Loop func appendOnly(statement: String) async throws {
        try await AccessDesk.openWithOwner { desk, _ async throws in
            let before = try await desk.number("SELECT count(*) AS answer FROM audit_entries")
            let error = await #expect(throws: DatabaseError.self) {
                try await desk.database.connection.script(statement)
            }
            #expect(error?.sqlState == "42501")
            #expect(try await desk.number("SELECT count(*) AS answer FROM audit_entries") == before)
        }
    }

    @Test(
        "seals tell which part was changed, removed or added behind our back",
        arguments: [
            "UPDATE audit_entries SET actor_name = 'nobody' WHERE action = 'b.done'",
            "UPDATE audit_entries SET changes = '{}' WHERE action = 'b.done'",
            "DELETE FROM audit_entries WHERE action = 'b.done'",
            "UPDATE audit_entries SET at = at + interval '1 microsecond' WHERE action = 'b.done'",
        ])
    @Loop func tampering(statement: String) async throws {
        try await AccessDesk.open { desk async throws in
            #expect(try await firstBrokenSeal(desk) == nil)
            for action in ["a.done", "b.done", "c.done"] {
                try await record(desk, action)
                try await desk.access.auditJobs.seal()
            }
            #expect(try await desk.number("SELECT count(*) AS answer FROM audit_seals") == 3)
            #expect(try await firstBrokenSeal(desk) == nil)
            try await tamper(desk, statement)
            #expect(try await firstBrokenSeal(desk) == 2)
        }
    }

    @Test("a missing seal breaks the chain, and sealing nothing makes none")
    @Loop func missingSeal() async throws {
        try await AccessDesk.open { desk async throws in
            try await desk.access.auditJobs.seal()
            #expect(try await desk.number("SELECT count(*) AS answer FROM audit_seals") == 0)
            for action in ["a.done", "b.done", "c.done"] {
                try await record(desk, action)
                try await desk.access.auditJobs.seal()
            }
            try await desk.database.connection.script(
                """
                ALTER TABLE audit_seals DISABLE TRIGGER audit_seals_append_only;
                DELETE FROM audit_seals WHERE number = 1;
                """)
            #expect(try await firstBrokenSeal(desk) == 2)
        }
    }

    @Test("an entry whose transaction is still open is sealed later, not lost")
    @Loop func openTransaction() async throws {
        try await AccessDesk.open { desk async throws in
            try await desk.database.transaction { connection in
                try await AuditStore(connection, clock: desk.context.clock).record(
                    AuditEntry(actor: .system, action: "slow.done", subjectKind: "team", subjectID: nil),
                    remoteAddress: nil)
                try await desk.access.auditJobs.seal()
            }
            #expect(try await desk.number("SELECT count(*) AS answer FROM audit_seals") == 0)
            try await desk.access.auditJobs.seal()
            #expect(try await desk.number("SELECT entry_count AS answer FROM audit_seals") == 1)
            #expect(try await firstBrokenSeal(desk) == nil)
        }
    }
}
