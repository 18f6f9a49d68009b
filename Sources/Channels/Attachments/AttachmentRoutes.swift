import Basics
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// Paths of files.
@Loop struct AttachmentRoutes {
    let context: AppContext
    let limits: EntranceLimits
    let mayReadTicket: @Loop @Sendable (UUID, Principal) async throws -> Bool

    var routes: [Route] {
        [
            .post(
                "/attachments", "Takes a file (multipart, field `file`) for a message to come", .anyone,
                output: AttachmentView.self,
                body: .form(
                    limitBytes: AttachmentUpload.fileLimitBytes + 65_536,
                    fileLimitBytes: AttachmentUpload.fileLimitBytes),
                handler: upload),
            .get(
                "/attachments/{id}", "A file's content, as a download unless it is a picture", .anyone,
                query: [
                    QueryParameter("expires", "Of a signed address."),
                    QueryParameter("signature", "Of a signed address."),
                ], handler: download),
        ]
    }

    private func upload(_ request: Request) async throws -> Response {
        let owner: (kind: Attachment.OwnerKind, id: UUID?)
        switch request.principal.kind {
        case .user: owner = (.user, request.principal.id)
        case .apiKey:
            try request.principal.require(.ticketsWrite)
            owner = (.apiKey, request.principal.id)
        case .visitor:
            guard let reach = request.principal.visitor else { throw Problem.signInRequired }
            try limits.uploads.take(reach.visitorID.uuidString)
            try await requireAllowed(inboxID: reach.inboxID)
            owner = (.visitor, reach.visitorID)
        case .anonymous: throw Problem.signInRequired
        }
        guard let part = request.form.first(where: { $0.name == "file" && $0.filename != nil }) else {
            throw Problem.invalid("/file", "is required: send multipart/form-data with a field called file")
        }
        let attachment = try await AttachmentUpload(context: context).store(
            part, ownerKind: owner.kind, ownerID: owner.id)
        return .created(AttachmentLinks(context: context).view(attachment))
    }

    private func requireAllowed(inboxID: UUID) async throws {
        let inbox = try await InboxStore(context.database.connection).inbox(ID(inboxID))
        guard let inbox, inbox.enabled, inbox.settings.chat?.attachments == true else {
            throw Problem.forbidden("Files are not accepted here.")
        }
    }

    private func download(_ request: Request) async throws -> Response {
        let id: ID<Attachment> = try request.id(of: "file")
        guard let attachment = try await AttachmentStore(context.database.connection).attachment(id),
            try await mayRead(attachment, request),
            let path = AttachmentFiles(dataDirectory: context.dataDirectory).path(attachment.sha256)
        else { throw Problem.notFound("file") }
        guard FileManager.default.fileExists(atPath: path) else {
            Log.error("attachment content missing", ["attachment_id": id])
            throw Problem.notFound("file")
        }
        let isPicture = ImageFormat(rawValue: attachment.contentType) != nil
        return Response(
            status: 200,
            headers: [
                ("Content-Type", attachment.contentType),
                ("Content-Disposition", AttachmentName.disposition(attachment.name, inline: isPicture)),
                ("X-Content-Type-Options", "nosniff"),
                ("Content-Security-Policy", "sandbox; default-src 'none'"),
                ("Cache-Control", "private, max-age=86400"),
            ], body: .file(path: path, sizeBytes: attachment.sizeBytes))
    }

    /// Whoever uploaded it; staff and visitors who may read its ticket; and whoever has a signed address.
    ///
    /// A file on a private note is for signed-in staff alone: its address may not be passed on.
    private func mayRead(_ attachment: Attachment, _ request: Request) async throws -> Bool {
        let principal = request.principal
        if attachment.isPrivate, !principal.isStaff { return false }
        if !attachment.isPrivate, AttachmentLinks(context: context).isSigned(request, attachment.id) { return true }
        guard let ticketID = attachment.ticketID else {
            return attachment.ownerID != nil && principal.id == attachment.ownerID
        }
        return principal.kind == .anonymous ? false : try await mayReadTicket(ticketID, principal)
    }
}
