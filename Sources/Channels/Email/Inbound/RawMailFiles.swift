/// The bytes of mails, ours and theirs, under their SHA-256 in the data directory: `mails/ab/cd/<sha256>`.
package struct RawMailFiles: Sendable {
    private let files: ContentFiles

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
}
