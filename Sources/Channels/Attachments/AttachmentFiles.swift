import Basics
import Foundation
import Gateway

/// The bytes of attachments, under their SHA-256 in the data directory: `attachments/ab/cd/<sha256>`.
package struct AttachmentFiles: Sendable {
    private let files: ContentFiles

    package init(dataDirectory: String) {
        files = ContentFiles(root: dataDirectory + "/attachments")
    }

    /// Where the content lies; `nil` for a text that is no SHA-256.
    package func path(_ sha256: String) -> String? {
        files.path(sha256)
    }

    /// Takes an upload's content into the store and makes it durable.
    ///
    /// - Returns: Its hash, its length in bytes and its first bytes, from which its kind is told.
    func keep(_ content: FormPart.Content) throws -> (sha256: String, sizeBytes: Int, beginning: [UInt8]) {
        switch content {
        case .bytes(let bytes):
            return (try files.keep(bytes), bytes.count, Array(bytes.prefix(Self.beginningBytes)))
        case .file(let file):
            let sha256 = file.sha256.lowercased()
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file.path))
            let beginning = try handle.read(upToCount: Self.beginningBytes) ?? Data()
            try handle.close()
            file.keep()
            try files.place(file.path, sha256)
            return (sha256, file.sizeBytes, Array(beginning))
        }
    }

    /// Enough to find the frame header behind the thumbnails cameras put in front of it.
    private static let beginningBytes = 262_144

    func remove(_ sha256: String) {
        files.remove(sha256)
    }
}
