import CShims
import CSodium
import EventLoop
import Foundation

/// Writes one uploaded file to disk and hashes it on the way.
///
/// An unfinished file vanishes with the spool.
@Loop final class FileSpool {
    private let path: String
    private let limitBytes: Int
    private var fd: Int32
    private var sizeBytes = 0
    private var hash = crypto_hash_sha256_state()
    private var isFinished = false

    /// - Throws: `BodyRefusal` with 507 when the file cannot be made.
    init(directory: String, limitBytes: Int) throws {
        self.limitBytes = limitBytes
        var name: [UInt8] = Array(repeating: 0, count: 16)
        randombytes_buf(&name, name.count)
        // No byte of the name comes from the client.
        path = directory + "/upload-" + name.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        fd = deskbell_create_file(path)
        guard fd >= 0 else { throw Self.noSpace }
        crypto_hash_sha256_init(&hash)
    }

    deinit {
        if fd >= 0 { close(fd) }
        if !isFinished { unlink(path) }
    }

    func append(_ bytes: ArraySlice<UInt8>) throws {
        guard sizeBytes + bytes.count <= limitBytes else { throw BodyRefusal.tooLarge(limitBytes) }
        sizeBytes += bytes.count
        try bytes.withUnsafeBytes { buffer in
            crypto_hash_sha256_update(
                &hash, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(buffer.count))
            var written = 0
            while written < buffer.count {
                let count = write(fd, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw Self.noSpace }
                written += count
            }
        }
    }

    func finish() throws -> SpooledFile {
        let outcome = close(fd)
        fd = -1
        guard outcome == 0 else { throw Self.noSpace }
        var digest = [UInt8](repeating: 0, count: 32)
        crypto_hash_sha256_final(&hash, &digest)
        isFinished = true
        let hexadecimal = digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return SpooledFile(path: path, sizeBytes: sizeBytes, sha256: hexadecimal)
    }

    private static let noSpace = BodyRefusal(status: 507, sentence: "The uploaded file could not be stored.")
}
