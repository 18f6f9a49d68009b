import Basics
import Foundation
import Gateway
import Web

/// The bytes of attachments, under their SHA-256 in the data directory: `attachments/ab/cd/<sha256>`.
package struct AttachmentFiles: Sendable {
    private let root: String

    package init(dataDirectory: String) {
        root = dataDirectory + "/attachments"
    }

    /// Where the content lies; `nil` for a text that is no SHA-256, so that no other path can ever be made.
    func path(_ sha256: String) -> String? {
        guard sha256.utf8.count == 64,
            sha256.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        return "\(root)/\(sha256.prefix(2))/\(sha256.dropFirst(2).prefix(2))/\(sha256)"
    }

    /// Takes an upload's content into the store and makes it durable.
    ///
    /// - Returns: Its hash, its length in bytes and its first bytes, from which its kind is told.
    func keep(_ content: FormPart.Content) throws -> (sha256: String, sizeBytes: Int, beginning: [UInt8]) {
        switch content {
        case .bytes(let bytes):
            let sha256 = Digest.sha256(bytes).hexadecimal
            let spool = root + "/.\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(fileURLWithPath: spool))
            try place(spool, sha256)
            return (sha256, bytes.count, Array(bytes.prefix(Self.beginningBytes)))
        case .file(let file):
            let sha256 = file.sha256.lowercased()
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file.path))
            let beginning = try handle.read(upToCount: Self.beginningBytes) ?? Data()
            try handle.close()
            file.keep()
            try place(file.path, sha256)
            return (sha256, file.sizeBytes, Array(beginning))
        }
    }

    /// Enough to find the frame header behind the thumbnails cameras put in front of it.
    private static let beginningBytes = 262_144

    private func place(_ spool: String, _ sha256: String) throws {
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

    private static func sync(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw CocoaError(.fileReadNoSuchFile) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    func remove(_ sha256: String) {
        if let path = path(sha256) { unlink(path) }
    }
}
