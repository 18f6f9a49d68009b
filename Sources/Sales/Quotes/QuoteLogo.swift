import Basics
import Channels
import EventLoop
import Foundation
import Postgres
import Web

/// The picture at the head of quotes: a file somebody uploaded, kept while the settings or a sent version name it.
///
/// Files lie by their hash, so that the same picture is stored once.
@Loop struct QuoteLogo {
    /// Enough for print at the size it is drawn, and soon laid out.
    static let largestBytes = 1_048_576
    static let largestSide = 3_000

    let context: AppContext

    /// Where a picture lies.
    struct File: Sendable {
        let format: ImageFormat
        let width: Int
        let height: Int
        let path: String

        /// The picture with its bytes; `nil` when they are gone.
        nonisolated func picture() -> PaperPicture? {
            guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
            return PaperPicture(bytes: Array(bytes), isPNG: format == .png, width: width, height: height)
        }
    }

    func file(_ id: UUID?, in connection: Connection) async throws -> File? {
        guard let id, let file = try await AttachmentStore(connection).attachment(ID(id)),
            let format = ImageFormat(rawValue: file.contentType), let width = file.width, let height = file.height,
            let path = AttachmentFiles(dataDirectory: context.dataDirectory).path(file.sha256)
        else { return nil }
        return File(format: format, width: width, height: height, path: path)
    }

    /// Keeps a picture that takes the place of another, and lets that one go.
    ///
    /// - Throws: `Problem.invalid` when it is none this person uploaded, or none that can be printed.
    func put(_ id: UUID?, before old: UUID?, _ request: Request, in connection: Connection) async throws {
        guard id != old else { return }
        let store = AttachmentStore(connection)
        if let id {
            guard let file = try await store.attachment(ID(id)), file.ticketID == nil, file.ownerID != nil,
                file.ownerID == request.principal.id
            else { throw Problem.invalid("/logo_id", "names a file you have not uploaded") }
            guard ["image/png", "image/jpeg"].contains(file.contentType), file.sizeBytes <= Self.largestBytes,
                max(file.width ?? 0, file.height ?? 0) <= Self.largestSide
            else {
                throw Problem.invalid(
                    "/logo_id", "must be a PNG or JPEG picture of at most 1 MB and \(Self.largestSide) pixels a side")
            }
            try await store.keep([id], true)
        }
        if let old, try await !isSent(old, in: connection) { try await store.keep([old], false) }
    }

    /// Whether a version that was sent has the picture.
    private func isSent(_ id: UUID, in connection: Connection) async throws -> Bool {
        try await connection.one(
            { row in try row["sent"] }, "SELECT EXISTS (SELECT FROM quote_editions WHERE logo_id = \(id)) AS sent")
    }

    /// Where the picture is shown without signing in, for a day.
    func url(_ id: UUID?) async throws -> String? {
        guard let id else { return nil }
        return try await AttachmentLinks(context: context).url(of: id)
    }
}
