import Basics
import Foundation
import Web

/// Bytes under their SHA-256 below one folder, durable before they have their name: `ab/cd/<sha256>`.
///
/// The same content twice is one file, and no name from outside is ever part of a path.
package struct ContentFiles: Sendable {
    private let root: String

    package init(root: String) {
        self.root = root
    }

    /// Where the content lies; `nil` for a text that is no SHA-256, so that no other path can ever be made.
    package func path(_ sha256: String) -> String? {
        guard sha256.utf8.count == 64,
            sha256.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        return "\(root)/\(sha256.prefix(2))/\(sha256.dropFirst(2).prefix(2))/\(sha256)"
    }

    /// Writes the bytes and makes them durable.
    ///
    /// - Returns: Their hash.
    package func keep(_ bytes: [UInt8]) throws -> String {
        let sha256 = Digest.sha256(bytes).hexadecimal
        if let known = path(sha256), FileManager.default.fileExists(atPath: known) {
            // Durable but perhaps for its name: who wrote it may have died before the folder was.
            try Self.sync((known as NSString).deletingLastPathComponent)
            return sha256
        }
        let spool = root + "/.\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: spool))
        try place(spool, sha256)
        return sha256
    }

    /// Moves the file at `spool`, whose content has this hash, to its place and makes it durable.
    package func place(_ spool: String, _ sha256: String) throws {
        guard let target = path(sha256) else { throw CocoaError(.fileWriteInvalidFileName) }
        let directory = (target as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        chmod(spool, 0o600)
        try Self.sync(spool)
        // Same content, same name: replacing it with itself is harmless.
        guard rename(spool, target) == 0 else {
            unlink(spool)
            throw CocoaError(.fileWriteUnknown)
        }
        try Self.sync(directory)
    }

    package func remove(_ sha256: String) {
        if let path = path(sha256) { unlink(path) }
    }

    private static func sync(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw CocoaError(.fileReadNoSuchFile) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
