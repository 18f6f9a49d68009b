import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// Takes the files of a mail into the attachment store.
@Loop struct MailFiles {
    let context: AppContext

    /// Stores the files the reading process left in the spool, their kind told by their content.
    ///
    /// - Returns: Attachments not in the database yet: `insert` them in the transaction that stores the message.
    func keep(_ files: [MailAttachment], of mail: UUID) async throws -> [Attachment] {
        var kept: [Attachment] = []
        for file in files {
            guard let path = file.path else { continue }
            let spooled = SpooledFile(path: path, sizeBytes: file.size, sha256: file.sha256)
            // Two parts of one mail may have the same bytes: the first one took the spool file away.
            let content: FormPart.Content? =
                FileManager.default.fileExists(atPath: path) ? .file(spooled) : nil
            kept.append(try await attachment(content, file, of: mail, kept))
        }
        return kept
    }

    private func attachment(
        _ content: FormPart.Content?, _ file: MailAttachment, of mail: UUID, _ kept: [Attachment]
    ) async throws -> Attachment {
        guard let content else {
            guard let twin = kept.first(where: { $0.sha256 == file.sha256 }) else {
                throw CocoaError(.fileReadNoSuchFile)
            }
            return made(file.filename, twin.sha256, twin.sizeBytes, twin.picture, of: mail)
        }
        let stored = try await Self.place(content, context.dataDirectory)
        return made(
            file.filename, stored.sha256, stored.sizeBytes, ImageFormat.picture(stored.beginning), of: mail)
    }

    /// Stores one file of these bytes, such as the mail itself.
    func keep(_ bytes: [UInt8], name: String, of mail: UUID) async throws -> Attachment {
        let stored = try await Self.place(.bytes(bytes), context.dataDirectory)
        return made(name, stored.sha256, stored.sizeBytes, nil, of: mail)
    }

    @concurrent private static func place(_ content: FormPart.Content, _ dataDirectory: String) async throws
        -> (sha256: String, sizeBytes: Int, beginning: [UInt8])
    {
        try AttachmentFiles(dataDirectory: dataDirectory).keep(content)
    }

    private func made(
        _ name: String, _ sha256: String, _ sizeBytes: Int, _ picture: ImageFormat.Picture?, of mail: UUID
    ) -> Attachment {
        let now = context.clock.now
        return Attachment(
            id: .make(at: now, random: context.random), sha256: sha256, name: AttachmentName.clean(name),
            contentType: picture?.format.rawValue ?? "application/octet-stream", sizeBytes: sizeBytes,
            width: picture?.width, height: picture?.height, ownerKind: .mail, ownerID: mail, createdAt: now)
    }
}

extension Attachment {
    fileprivate var picture: ImageFormat.Picture? {
        guard let format = ImageFormat(rawValue: contentType), let width, let height else { return nil }
        return ImageFormat.Picture(format: format, width: width, height: height)
    }
}
