package import Basics
package import EventLoop
package import Foundation
import Postgres
package import Web

/// The mail behind a message, as it came.
@Loop package struct MailOriginals {
    private let context: AppContext
    private let read: MailProcessing.Read

    package init(context: AppContext, read: @escaping MailProcessing.Read) {
        self.context = context
        self.read = read
    }

    /// The raw bytes' file; `nil` when the message is no mail.
    package func source(_ place: MessagePlace) async throws -> (path: String, sizeBytes: Int)? {
        let sha256 = try await context.database.connection.first(
            { row in try row["sha256"] as String? },
            """
            SELECT sha256
            FROM (
                SELECT 0 AS side, m.arrival, m.sha256
                FROM inbound_mails AS m
                WHERE m.ticket_id = \(place.ticketID) AND m.seq = \(place.seq) AND m.state IN ('processed', 'failed')
                UNION ALL
                SELECT 1, 0, o.sha256
                FROM outbound_mails AS o
                WHERE o.conversation_id = \(place.ticketID) AND o.message_seq = \(place.seq) AND o.sha256 IS NOT NULL
            ) AS mails
            ORDER BY side, arrival
            LIMIT 1
            """)
        guard let sha256 = sha256 ?? nil, let path = RawMailFiles(dataDirectory: context.dataDirectory).path(sha256),
            let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        else { return nil }
        return (path, size)
    }

    /// The mail read anew: headers, text, HTML, and the files with addresses that work for a while.
    ///
    /// - Parameters:
    ///   - attachmentIDs: The files of the message, found again by their content.
    ///   - related: Those of these conversations whose pictures a mail of this one may quote.
    package func original(
        _ place: MessagePlace, attachmentIDs: [UUID],
        related: @Loop ([UUID]) async throws -> [UUID]
    ) async throws -> MailOriginal? {
        guard let source = try await source(place) else { return nil }
        let spool = context.dataDirectory + "/mail-spool/view-" + UUID().uuidString.lowercased()
        try FileManager.default.createDirectory(atPath: spool, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: spool) }
        let mail = try await read(source.path, spool)
        let stored = try await AttachmentStore(context.database.connection).attachments(attachmentIDs)
        let links = AttachmentLinks(context: context)
        let files = mail.attachments.map { file in
            MailOriginal.File(
                attachment: stored.first { $0.sha256 == file.sha256 }.map(links.view), name: file.filename,
                contentType: file.contentType, contentID: file.contentID, isInline: file.isInline)
        }
        let pictures = HTMLPictures.addresses(mail.html ?? "").compactMap { address in
            MailPictures.link(address, secrets: context.secrets).map {
                MailOriginal.Picture(address: address, link: $0)
            }
        }
        let quoted = try await quotedPictures(mail, links, related)
        return MailOriginal(mail: mail, files: files, pictures: pictures + quoted)
    }

    /// Our own pictures a reply quotes by name without bringing them along: those of related conversations.
    private func quotedPictures(
        _ mail: ParsedMail, _ links: AttachmentLinks, _ related: @Loop ([UUID]) async throws -> [UUID]
    ) async throws -> [MailOriginal.Picture] {
        let brought = Set(mail.attachments.compactMap(\.contentID).map(ContentID.key))
        let named = ContentID.references(in: mail.html ?? "").subtracting(brought).sorted().prefix(100)
        let ids = named.compactMap(OutgoingFile.attachmentID)
        guard !ids.isEmpty else { return [] }
        let ours = try await AttachmentStore(context.database.connection).attachments(ids)
            .filter { !$0.isPrivate && $0.contentType.hasPrefix("image/") }
        let conversations = try await related(ours.compactMap(\.ticketID))
        return ours.filter { $0.ticketID.map(conversations.contains) ?? false }.map { file in
            MailOriginal.Picture(
                address: "cid:" + OutgoingFile.contentID(of: file.id.uuid), link: links.view(file).url)
        }
    }
}

/// A mail as it was sent, for the page that shows the original.
package struct MailOriginal: WireType, JSONWritable {
    struct File: Sendable, JSONWritable {
        let attachment: AttachmentView?
        let name: String
        let contentType: String
        let contentID: String?
        let isInline: Bool

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", attachment?.id)
                json.field("name", name)
                json.field("content_type", contentType)
                json.field("content_id", contentID)
                json.field("inline", isInline)
                json.field("url", attachment?.url)
                json.field("size_bytes", attachment?.sizeBytes)
            }
        }
    }

    /// A picture that did not come with the mail, lying elsewhere or our own quoted by its content id: its address as
    /// the mail has it, and where it is fetched on our side.
    struct Picture: Sendable, JSONWritable {
        let address: String
        let link: String

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("address", address)
                json.field("link", link)
            }
        }
    }

    struct Header: Sendable, JSONWritable {
        let name: String
        let value: String

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("name", name)
                json.field("value", value)
            }
        }
    }

    let headers: [Header]
    let subject: String
    let text: String
    let html: String?
    let attachments: [File]
    /// Where each picture that did not come with the mail is fetched on our side, by its address as the mail has it.
    let pictures: [Picture]
    let errors: [String]

    init(mail: ParsedMail, files: [File], pictures: [Picture] = []) {
        headers = mail.headers.map { Header(name: $0.name, value: $0.value) }
        subject = mail.subject
        text = mail.text
        html = mail.html
        attachments = files
        self.pictures = pictures
        errors = mail.errors
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("headers", headers)
            json.field("subject", subject)
            json.field("text", text)
            json.field("html", html)
            json.field("attachments", attachments)
            json.field("pictures", pictures)
            json.field("errors", errors)
        }
    }

    package static var example: MailOriginal {
        var mail = ParsedMail()
        mail.headers = [MailHeader(name: "Subject", value: "Where is my parcel?")]
        mail.subject = "Where is my parcel?"
        mail.text = "I ordered a week ago."
        mail.html = "<p>I ordered a week ago.</p>"
        return MailOriginal(
            mail: mail,
            files: [
                File(
                    attachment: .example, name: "parcel.jpg", contentType: "image/jpeg", contentID: "part1@example.com",
                    isInline: true)
            ],
            pictures: [
                Picture(
                    address: "https://pictures.example/logo.png",
                    link: "/api/v1/mail/pictures?url=https%3A%2F%2Fpictures.example%2Flogo.png&signature=…")
            ])
    }
}
