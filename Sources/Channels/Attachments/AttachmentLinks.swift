import Basics
package import EventLoop
package import Foundation
import Postgres
package import Web

/// Attachments as messages show them, with addresses that work for a while without signing in.
@Loop package struct AttachmentLinks {
    private let context: AppContext
    /// How long an address works; pages that stay open longer fetch the message again.
    private let validSeconds: Double
    private let origin: String

    /// - Parameter origin: Stands before each address, for readers elsewhere.
    package init(context: AppContext, validSeconds: Double = 86_400, origin: String = "") {
        self.context = context
        self.validSeconds = validSeconds
        self.origin = origin
    }

    /// The JSON of these attachments by id; unknown ids are left out.
    package func json(_ ids: [UUID]) async throws -> [UUID: [UInt8]] {
        let found = try await AttachmentStore(context.database.connection).attachments(ids)
        return Dictionary(
            found.map { ($0.id.uuid, JSONWriter.write(view($0))) }, uniquingKeysWith: { first, _ in first })
    }

    /// A signed address of this file; `nil` when there is none such.
    package func url(of id: UUID) async throws -> String? {
        let file = try await AttachmentStore(context.database.connection).attachment(ID(id))
        return file.map { url($0.id) }
    }

    func view(_ attachment: Attachment) -> AttachmentView {
        AttachmentView(
            id: attachment.id, name: attachment.name, contentType: attachment.contentType,
            sizeBytes: attachment.sizeBytes, url: url(attachment.id), width: attachment.width, height: attachment.height
        )
    }

    /// A signed address.
    ///
    /// It expires at a full hour, so that a page asked for twice names the same one.
    private func url(_ id: ID<Attachment>) -> String {
        let now = context.clock.now.timeIntervalSince1970
        let expires = Int(((now + validSeconds) / 3600).rounded(.up)) * 3600
        return "\(origin)/api/v1/attachments/\(id)?expires=\(expires)&signature=\(signature(id, expires).base64URL)"
    }

    /// Whether the request's address was signed by us for this file and has not expired.
    func isSigned(_ request: Request, _ id: ID<Attachment>) -> Bool {
        guard let expires = request.query("expires").flatMap(Int.init),
            Double(expires) > context.clock.now.timeIntervalSince1970,
            let sent = request.query("signature").flatMap({ [UInt8](base64URL: $0) })
        else { return false }
        return Digest.equal(sent, signature(id, expires))
    }

    private func signature(_ id: ID<Attachment>, _ expires: Int) -> [UInt8] {
        context.secrets.signature("attachment", "\(id)|\(expires)")
    }
}

/// An attachment as the API shows one.
struct AttachmentView: WireType, JSONWritable {
    let id: ID<Attachment>
    let name: String
    let contentType: String
    let sizeBytes: Int
    let url: String
    /// Pixels, for pictures.
    let width: Int?
    let height: Int?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("content_type", contentType)
            json.field("size_bytes", sizeBytes)
            json.field("url", url)
            if let width { json.field("width", width) }
            if let height { json.field("height", height) }
        }
    }

    static var example: AttachmentView {
        AttachmentView(
            id: ID(Examples.file), name: "parcel.jpg", contentType: "image/jpeg", sizeBytes: 48_213,
            url: "/api/v1/attachments/\(ID<Attachment>(Examples.file))?expires=1795516800&signature=…", width: 1200,
            height: 800)
    }
}
