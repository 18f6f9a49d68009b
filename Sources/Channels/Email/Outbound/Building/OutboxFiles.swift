import Basics
internal import CSodium
import Foundation

/// The bytes of mail that goes out, under their SHA-256 beside those that came in: `mails/ab/cd/<sha256>`.
package struct OutboxFiles: Sendable {
    private let root: String

    package init(dataDirectory: String) {
        root = dataDirectory + "/mails"
    }

    /// Where the bytes lie; `nil` for a text that is no SHA-256.
    package func path(_ sha256: String) -> String? {
        guard sha256.utf8.count == 64,
            sha256.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        return "\(root)/\(sha256.prefix(2))/\(sha256.dropFirst(2).prefix(2))/\(sha256)"
    }

    /// Makes the mail's bytes durable, away from the loop thread.
    ///
    /// - Throws: `MIMEFault`, or what the disk says.
    @concurrent package func keep(_ mail: MIMEMail) async throws -> (sha256: String, sizeBytes: Int) {
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        let spool = root + "/.\(UUID().uuidString)"
        do {
            let written = try write(mail, to: spool)
            guard let target = path(written.sha256) else { throw CocoaError(.fileWriteInvalidFileName) }
            let directory = (target as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            guard rename(spool, target) == 0 else { throw CocoaError(.fileWriteUnknown) }
            try Self.sync(directory)
            return written
        } catch {
            unlink(spool)
            throw error
        }
    }

    private func write(_ mail: MIMEMail, to spool: String) throws -> (sha256: String, sizeBytes: Int) {
        let file = open(spool, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        defer { try? handle.close() }
        var state = crypto_hash_sha256_state()
        crypto_hash_sha256_init(&state)
        var size = 0
        try MIMEBuilder(mail) { bytes in
            crypto_hash_sha256_update(&state, bytes, UInt64(bytes.count))
            size += bytes.count
            try handle.write(contentsOf: bytes)
        }.write()
        guard fsync(file) == 0 else { throw CocoaError(.fileWriteUnknown) }
        var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
        crypto_hash_sha256_final(&state, &digest)
        return (digest.hexadecimal, size)
    }

    private static func sync(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw CocoaError(.fileReadNoSuchFile) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
