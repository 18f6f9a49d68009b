import Basics
import EventLoop
import Foundation
import Postgres
import TestSupport
import Testing
import Web

@testable import Channels

@Loop @Suite("Bytes of deleted mails")
struct RawMailJobsTests {
    /// A data folder whose clock is that of its files.
    private func open(_ body: @Loop (Entrance, RawMailJobs, ContentFiles) async throws -> Void) async throws {
        try await Entrance.open { entrance in
            let context = AppContext(
                database: entrance.database, clock: .system, dataDirectory: entrance.context.dataDirectory,
                webRoot: "/nonexistent", publicURL: "http://127.0.0.1:8080", secrets: entrance.context.secrets)
            try await body(
                entrance, RawMailJobs(context: context), RawMailFiles(dataDirectory: context.dataDirectory).files)
        }
    }

    private func exists(_ sha256: String, _ files: ContentFiles) -> Bool {
        files.path(sha256).map { FileManager.default.fileExists(atPath: $0) } ?? false
    }

    private func age(_ path: String?, seconds: Double = 90_000) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: try #require(path))
    }

    private func received(_ entrance: Entrance, _ text: String) async throws -> String {
        let inbox = try await entrance.database.connection.one(
            { row in try row["id"] as UUID }, "SELECT id FROM inboxes ORDER BY id LIMIT 1")
        let raw = RawMail(inboxID: inbox, source: .http, receivedAt: Date(), bytes: Array(text.utf8))
        let id = try await MailReception(context: entrance.context).keep(raw)
        return try await entrance.database.connection.one(
            { row in try row["sha256"] }, "SELECT sha256 FROM inbound_mails WHERE id = \(id)")
    }

    @Test("the bytes go when the ticket went; what waits, failed, is our own or on a ticket stays")
    func removes() async throws {
        try await open { entrance, jobs, files in
            let inbox = try await entrance.inbox(#"{"kind":"email","name":"Support"}"#)
            let mailbox = try #require(UUID(uuidString: inbox.id))
            let connection = entrance.database.connection
            let ticket = try await Entrance.ticket(entrance.database, mailbox).ticket
            let gone = try await Entrance.ticket(entrance.database, mailbox).ticket
            var contents: [String: String] = [:]
            for state in ["stored", "processed", "duplicate", "ignored", "failed"] {
                contents[state] = try await received(entrance, "on no ticket: \(state)")
                try await connection.execute(
                    "UPDATE inbound_mails SET state = \(state) WHERE sha256 = \(contents[state])")
            }
            contents["placed"] = try await received(entrance, "on a ticket")
            contents["deleted"] = try await received(entrance, "on a ticket that goes")
            for (name, id) in [("placed", ticket), ("deleted", gone)] {
                try await connection.execute(
                    """
                    UPDATE inbound_mails SET state = 'processed', ticket_id = \(id) WHERE sha256 = \(contents[name])
                    """)
            }
            for (name, id) in [("sent", ticket), ("unsent", gone)] {
                contents[name] = try files.keep(Array(name.utf8))
                try await connection.execute(
                    """
                    INSERT INTO outbound_mails (id, inbox_id, conversation_id, message_id, purpose, sha256, created_at,
                        queued_at)
                    VALUES (\(UUID()), \(mailbox), \(id), \(UUID()), 'survey', \(contents[name]), now(), now())
                    """)
            }
            contents["nobody's"] = try files.keep(Array("nobody's".utf8))
            contents["new"] = try files.keep(Array("just written, its row is to come".utf8))
            for (name, sha256) in contents where name != "new" { try age(files.path(sha256)) }
            try await connection.execute("DELETE FROM tickets WHERE id = \(gone)")

            #expect(try await jobs.removeUnnamed() == 5)
            let left = contents.filter { exists($0.value, files) }.keys.sorted()
            #expect(left == ["failed", "ignored", "new", "placed", "sent", "stored"])
            #expect(try await jobs.removeUnnamed() == 0)
        }
    }

    @Test("a mail that comes again while its old bytes are being removed keeps them")
    func comesAgain() async throws {
        try await open { entrance, jobs, files in
            _ = try await entrance.inbox(#"{"kind":"email","name":"Support"}"#)
            let text = "From: mei@example.com\n\nAgain"
            let sha256 = try files.keep(Array(text.utf8))
            try age(files.path(sha256))
            let limit = Date(timeIntervalSinceNow: -RawMailJobs.unnamedSeconds)
            // Found old and named by nobody …
            let folder = "\(sha256.prefix(2))/\(sha256.dropFirst(2).prefix(2))"
            #expect(await files.contents(of: folder, keptBefore: limit) == [sha256])
            #expect(try await InboundMailStore(entrance.database.connection).named(among: [sha256]).isEmpty)
            // … it comes again before it is removed.
            #expect(try await received(entrance, text) == sha256)
            #expect(await files.remove(sha256, keptBefore: limit) == false)
            #expect(exists(sha256, files))
            #expect(try await jobs.removeUnnamed() == 0)
        }
    }

    @Test("however keeping and removing fall together, what was kept is there")
    func race() async throws {
        try await open { _, _, files in
            let limit = Date(timeIntervalSinceNow: -RawMailJobs.unnamedSeconds)
            for round in 0..<300 {
                let bytes = Array("round \(round)".utf8)
                let sha256 = try files.keep(bytes)
                try age(files.path(sha256))
                async let kept = RawMailJobsTests.keep(bytes, files)
                async let gone = files.remove(sha256, keptBefore: limit)
                _ = try await (kept, gone)
                #expect(exists(sha256, files), "round \(round)")
            }
            #expect(try await files.tidied(before: Date()).count > 100)
        }
    }

    @concurrent private static func keep(_ bytes: [UInt8], _ files: ContentFiles) async throws -> String {
        try files.keep(bytes)
    }

    @Test("what a removal left aside when the server died comes back, and what died unfinished goes")
    func interrupted() async throws {
        try await open { _, jobs, files in
            let sha256 = try files.keep(Array("aside".utf8))
            let path = try #require(files.path(sha256))
            let root = URL(fileURLWithPath: path).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().path
            try FileManager.default.moveItem(atPath: path, toPath: root + "/.aside-" + sha256)
            for (name, seconds) in [(".unfinished", 90_000.0), (".being-written", 5)] {
                #expect(FileManager.default.createFile(atPath: root + "/" + name, contents: Data("half".utf8)))
                try age(root + "/" + name, seconds: seconds)
            }
            #expect(try await jobs.removeUnnamed() == 0)
            #expect(exists(sha256, files))
            let hidden = try FileManager.default.contentsOfDirectory(atPath: root).filter { $0.hasPrefix(".") }
            #expect(hidden == [".being-written"])
        }
    }
}
