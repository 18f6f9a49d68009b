import Foundation
import Postgres

/// A backup: a tar file with `database.dump` (pg_dump's custom format), `attachments/`, `mails/` and `master.key`.
struct ArchiveFile: Sendable {
    let path: String

    private static let databaseName = "database.dump"
    private static let companyFiles = ["master.key", "attachments", "mails"]

    /// - Throws: `StartupFault` with what the failing program said.
    func write(from dataDirectory: String, conninfo: String) async throws {
        let work = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: work) }
        try await Tool("pg_dump").run([
            "--format=custom", "--no-owner", "--file=\(work)/\(Self.databaseName)", "--dbname=\(conninfo)",
        ])
        let present = Self.companyFiles.filter { FileManager.default.fileExists(atPath: "\(dataDirectory)/\($0)") }
        let partial = path + ".partial"
        defer { try? FileManager.default.removeItem(atPath: partial) }
        // The archive holds the master key: it is nobody else's to read.
        let descriptor = open(partial, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StartupFault("\(path) cannot be written: choose a folder this user may write to.")
        }
        close(descriptor)
        try await Tool("tar").run(
            ["-cf", partial, "-C", work, Self.databaseName] + (present.isEmpty ? [] : ["-C", dataDirectory] + present))
        guard rename(partial, path) == 0 else {
            throw StartupFault("\(path) cannot be written: \(String(cString: strerror(errno))).")
        }
    }

    /// - Throws: `StartupFault` when the archive is none of ours or a program fails.
    func read(into dataDirectory: String, conninfo: String) async throws {
        let work = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: work) }
        try await Tool("tar").run(["-xf", path, "-C", work, "--no-same-owner", "--no-same-permissions"])
        guard FileManager.default.fileExists(atPath: "\(work)/\(Self.databaseName)") else {
            throw StartupFault("\(path) is no backup of Deskbell: it holds no \(Self.databaseName).")
        }
        try await Tool("pg_restore").run([
            "--no-owner", "--exit-on-error", "--single-transaction", "--dbname=\(conninfo)",
            "\(work)/\(Self.databaseName)",
        ])
        for name in Self.companyFiles where FileManager.default.fileExists(atPath: "\(work)/\(name)") {
            let target = "\(dataDirectory)/\(name)"
            try? FileManager.default.removeItem(atPath: target)
            try FileManager.default.copyItem(atPath: "\(work)/\(name)", toPath: target)
        }
        chmod("\(dataDirectory)/master.key", 0o600)
    }

    private func temporaryFolder() throws -> String {
        var template = Array((NSTemporaryDirectory() + "/deskbell-archive-XXXXXX").utf8CString)
        guard let folder = mkdtemp(&template) else {
            throw StartupFault("There is no room for temporary files in \(NSTemporaryDirectory()).")
        }
        return String(cString: folder)
    }
}

/// A program of the system, run to its end.
struct Tool: Sendable {
    let name: String

    init(_ name: String) {
        self.name = name
    }

    /// - Throws: `StartupFault` with the program's complaint, else its last line, when it fails.
    @concurrent func run(_ arguments: [String]) async throws {
        let process = Process()
        let postgres = EmbeddedCluster.programsFolder.map { "\($0)/\(name)" }
        let path = [postgres, "/usr/bin/\(name)", "/bin/\(name)"].compactMap { $0 }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
        guard let path else { throw StartupFault("The program \(name) is missing: install it and try again.") }
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let said = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let lines = String(decoding: said, as: UTF8.self).split(separator: "\n")
            let complaint = lines.first { $0.contains("error:") } ?? lines.last
            throw StartupFault("\(name) failed: \(complaint.map(String.init) ?? "it gave no reason").")
        }
    }
}
