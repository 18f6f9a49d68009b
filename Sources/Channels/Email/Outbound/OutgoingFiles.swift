import Basics
package import EventLoop
package import Foundation
package import Postgres
package import Web

/// Finds the files a mail takes along.
@Loop package struct OutgoingFiles {
    private let context: AppContext

    package init(context: AppContext) {
        self.context = context
    }

    /// These attachments in the order given; private ones never leave.
    package func files(_ ids: [UUID], in connection: Connection) async throws -> [OutgoingFile] {
        guard !ids.isEmpty else { return [] }
        let store = AttachmentFiles(dataDirectory: context.dataDirectory)
        let known = Dictionary(
            uniqueKeysWithValues: try await AttachmentStore(connection).attachments(ids).map { ($0.id.uuid, $0) })
        return ids.compactMap { id in
            guard let file = known[id], !file.isPrivate, let path = store.path(file.sha256) else { return nil }
            return OutgoingFile(
                name: file.name, contentType: file.contentType, path: path, sizeBytes: file.sizeBytes,
                contentID: file.contentType.hasPrefix("image/") ? OutgoingFile.contentID(of: id) : nil)
        }
    }
}

extension OutgoingFile {
    private static let suffix = "@deskbell"

    /// The name by which a mail shows one of our pictures between its words.
    static func contentID(of attachment: UUID) -> String { attachment.text + suffix }

    /// The attachment such a name means; `nil` for a name that is not ours.
    static func attachmentID(of contentID: String) -> UUID? {
        guard contentID.hasSuffix(suffix) else { return nil }
        return UUID(uuidString: String(contentID.dropLast(suffix.count)))
    }
}
