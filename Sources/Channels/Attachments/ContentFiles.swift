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
        // Kept anew from now on, so that nobody takes it for forgotten: `remove` looks at the time. It may have looked
        // while the time was being set: then the file is no longer there.
        if let known = path(sha256), utimes(known, nil) == 0, Self.keptAt(known) != nil {
            // Durable but perhaps for its name: who wrote it may have died before the folder was.
            try Self.sync((known as NSString).deletingLastPathComponent)
            return sha256
        }
        let spool = try spool()
        try Data(bytes).write(to: URL(fileURLWithPath: spool))
        try place(spool, sha256)
        return sha256
    }

    /// A place to write at before the hash is known.
    func spool() throws -> String {
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        return root + "/.\(UUID().uuidString)"
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

    // MARK: What is forgotten

    /// Brings back what an interrupted `remove` had put aside, and removes what died while it was written.
    ///
    /// - Returns: The folders there are, `ab/cd`, in order.
    @concurrent func tidied(before limit: Date) async throws -> [String] {
        var folders: [String] = []
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] {
            if name.hasPrefix(Self.asideMark) {
                try bringBack(String(name.dropFirst(Self.asideMark.count)))
            } else if name.hasPrefix(".") {
                if Self.keptAt(root + "/" + name).map({ $0 < limit }) ?? false { unlink(root + "/" + name) }
            } else {
                let inner = (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + name)) ?? []
                folders += inner.map { name + "/" + $0 }
            }
        }
        return folders.sorted()
    }

    /// The contents in a folder that nobody kept since `limit`.
    @concurrent func contents(of folder: String, keptBefore limit: Date) async -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)) ?? []
        return names.filter { name in
            path(name).flatMap(Self.keptAt).map { $0 < limit } ?? false
        }.sorted()
    }

    /// Removes a content, unless somebody has kept it since `limit`.
    ///
    /// It is first put aside: whoever keeps it at this very moment either has touched it before, and it comes back, or
    /// does not find it, before or after touching it, and writes it anew.
    ///
    /// - Returns: Whether it is gone.
    @concurrent func remove(_ sha256: String, keptBefore limit: Date) async -> Bool {
        guard let path = path(sha256) else { return false }
        let aside = root + "/" + Self.asideMark + sha256
        guard rename(path, aside) == 0 else { return false }
        if let keptAt = Self.keptAt(aside), keptAt < limit { return unlink(aside) == 0 }
        do {
            try bringBack(sha256)
        } catch {
            Log.error("content not brought back", ["cause": String(describing: error)])
        }
        return false
    }

    private static let asideMark = ".aside-"

    private func bringBack(_ sha256: String) throws {
        guard let path = path(sha256) else { return }
        // Somebody may have written it anew meanwhile: the same bytes.
        guard link(root + "/" + Self.asideMark + sha256, path) == 0 || errno == EEXIST else {
            throw CocoaError(.fileWriteUnknown)
        }
        try Self.sync((path as NSString).deletingLastPathComponent)
        unlink(root + "/" + Self.asideMark + sha256)
    }

    private static func keptAt(_ path: String) -> Date? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9)
    }

    private static func sync(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw CocoaError(.fileReadNoSuchFile) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
