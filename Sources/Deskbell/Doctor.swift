import Access
import ArgumentParser
import Basics
import Channels
import EventLoop
import Foundation
import Postgres
import Web

/// `deskbell doctor`: looks at everything that is often wrong and says in plain words what to do.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Check the installation and say what to mend.")

    @OptionGroup var data: DataOptions

    func run() async throws {
        var report = DoctorReport()
        report.check(
            "PostgreSQL's programs", EmbeddedCluster.programsFolder.map { "found in \($0)" },
            "Install the package postgresql-15, or use --database-url.", needed: data.externalDatabase == nil)
        report.check(
            "built web pages", try? Resources.folder("web/dist", variable: "DESKBELL_WEB"), "Run node web/build.mjs.")
        report.check(
            "migrations", try? Resources.folder("sql", variable: "DESKBELL_SQL"),
            "Start Deskbell from its repository, or set DESKBELL_SQL.")
        report.check(
            "libwebsockets event loop plug-in", GatewayPlugin.path, "Install the package libwebsockets-evlib-ev.")
        report.check("free space in \(data.dataDirectory)", freeSpace, "Less than 1 GB is left: make room.")
        try await checkDatabase(&report)
        report.print()
        if report.faults > 0 { throw ExitCode(1) }
    }

    private var freeSpace: String? {
        var place = data.dataDirectory
        while !FileManager.default.fileExists(atPath: place), place != "/" {
            place = (place as NSString).deletingLastPathComponent
        }
        guard let attributes = try? FileManager.default.attributesOfFileSystem(forPath: place),
            let free = attributes[.systemFreeSize] as? Int, free > 1_000_000_000
        else { return nil }
        return "\(free / 1_000_000_000) GB"
    }

    private func checkDatabase(_ report: inout DoctorReport) async throws {
        let store: Store
        do {
            store = try await Store.open(
                dataDirectory: data.dataDirectory, databaseURL: data.externalDatabase, poolSize: 2, joining: true)
        } catch let fault as StartupFault {
            return report.check("database", nil, fault.sentence)
        }
        let findings = await findings(store)
        await store.close()
        for (name, found, advice) in findings { report.check(name, found, advice) }
    }

    @Loop private func findings(_ store: Store) async -> [(String, String?, String)] {
        do {
            try await store.migrate()
            let connection = store.database.connection
            let version: String = try await connection.one(
                { try $0["version"] }, "SELECT current_setting('server_version') AS version")
            let commit: String = try await connection.one(
                { try $0["setting"] }, "SELECT current_setting('synchronous_commit') AS setting")
            let gaps: Int = try await connection.one(
                { try $0["gaps"] },
                """
                SELECT count(*) AS gaps
                FROM tickets AS t
                WHERE t.last_seq <> (SELECT count(*) FROM messages AS m WHERE m.ticket_id = t.id)
                """)
            let chain = try await AuditSeals(connection).firstBrokenSeal()
            let mail = try await OutboxFigures.read(connection, at: Date())
            let unread = try await UnreadMailbox.all(connection)
            return [
                ("database", "PostgreSQL \(version)", ""),
                (
                    "mailboxes", mail.stopped.isEmpty ? "all can send" : nil,
                    "\(mail.stopped.joined(separator: ", ")): open the mailbox in the settings and test it."
                ),
                (
                    "reading mail", unread.isEmpty ? "all can be read" : nil,
                    "\(unread.map(\.sentence).joined(separator: "; ")): open the mailbox in the settings and test it."
                ),
                (
                    "outgoing mail",
                    mail.oldestSeconds < 3_600 && mail.uncertain == 0
                        ? "\(mail.queued) waiting, \(mail.failed) failed within a day" : nil,
                    "\(mail.queued) wait, one overdue for \(mail.oldestSeconds / 60) minutes, and of \(mail.uncertain) nobody knows: see the mail log."
                ),
                (
                    "durable commits", commit == "off" ? nil : "synchronous_commit is \(commit)",
                    "Set synchronous_commit to on: acknowledged messages may vanish."
                ),
                (
                    "message numbers", gaps == 0 ? "without gaps" : nil,
                    "\(gaps) tickets have gaps: restore from a backup and tell us."
                ),
                (
                    "audit log", chain == nil ? "unbroken" : nil,
                    "The audit log was changed at seal \(chain ?? 0): compare with a backup."
                ),
            ]
        } catch {
            return [("database", nil, StartupFault.from(error).sentence)]
        }
    }
}

/// What the doctor found, line by line.
private struct DoctorReport {
    private var lines: [String] = []
    private(set) var faults = 0

    mutating func check(_ name: String, _ found: String?, _ advice: String, needed: Bool = true) {
        if let found {
            lines.append("ok    \(name): \(found)")
        } else if needed {
            faults += 1
            lines.append("FAULT \(name): \(advice)")
        }
    }

    func print() {
        for line in lines { Swift.print(line) }
        Swift.print(faults == 0 ? "Everything is in order." : "\(faults) to mend.")
    }
}

/// Where Debian puts libwebsockets' libev plug-in.
private enum GatewayPlugin {
    static var path: String? {
        let folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"]
        return folders.map { $0 + "/libwebsockets-evlib_ev.so" }.first { FileManager.default.fileExists(atPath: $0) }
    }
}
