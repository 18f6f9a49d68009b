import Basics
internal import CSodium
import Foundation

/// The bytes of mails, ours and theirs, under their SHA-256 in the data directory: `mails/ab/cd/<sha256>`.
package struct RawMailFiles: Sendable {
    let files: ContentFiles

    package init(dataDirectory: String) {
        files = ContentFiles(root: dataDirectory + "/mails")
    }

    /// Where a mail lies; `nil` for a text that is no SHA-256.
    package func path(_ sha256: String) -> String? {
        files.path(sha256)
    }

    /// Writes a mail and makes it durable; away from the loop, because a disk may take its time.
    ///
    /// - Returns: Its SHA-256.
    @concurrent package func keep(_ bytes: [UInt8]) async throws -> String {
        try files.keep(bytes)
    }

    /// Composes a mail straight to the disk and makes it durable, away from the loop.
    ///
    /// - Throws: `MIMEFault`, or what the disk says.
    @concurrent func keep(_ mail: MIMEMail) async throws -> (sha256: String, sizeBytes: Int) {
        let spool = try files.spool()
        do {
            let written = try Self.write(mail, to: spool)
            try files.place(spool, written.sha256)
            return written
        } catch {
            unlink(spool)
            throw error
        }
    }

    private static func write(_ mail: MIMEMail, to spool: String) throws -> (sha256: String, sizeBytes: Int) {
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
        var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
        crypto_hash_sha256_final(&state, &digest)
        return (digest.hexadecimal, size)
    }
}
