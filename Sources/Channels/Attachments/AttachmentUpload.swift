import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// Takes uploaded files into the store.
@Loop struct AttachmentUpload {
    /// 20 MB a file.
    static let fileLimitBytes = 20 * 1024 * 1024
    let context: AppContext

    /// Stores one part of a form as an attachment of its uploader.
    func store(_ part: FormPart, ownerKind: Attachment.OwnerKind, ownerID: UUID?) async throws -> Attachment {
        let files = AttachmentFiles(dataDirectory: context.dataDirectory)
        let content = try files.keep(part.content)
        let picture = ImageFormat.picture(content.beginning)
        let now = context.clock.now
        let attachment = Attachment(
            id: .make(at: now, random: context.random), sha256: content.sha256,
            name: AttachmentName.clean(part.filename),
            contentType: picture?.format.rawValue ?? "application/octet-stream", sizeBytes: content.sizeBytes,
            width: picture?.width, height: picture?.height, ownerKind: ownerKind, ownerID: ownerID, createdAt: now)
        try await AttachmentStore(context.database.connection).insert(attachment)
        return attachment
    }
}
