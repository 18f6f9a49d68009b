import Basics
import Channels
import EventLoop
import Foundation
import Gateway
import Postgres
import Web

/// Paths to the original of a message that came or left by mail; who may see the ticket may see it.
@Loop struct MailRoutes {
    let desk: Desk
    let read: MailProcessing.Read?

    var routes: [Route] {
        [
            .get(
                "/tickets/{id}/messages/{seq}/mail", "The mail behind a message as it was sent",
                .permission(.ticketsRead), output: MailOriginal.self, handler: original),
            .get(
                "/tickets/{id}/messages/{seq}/mail/source", "The raw bytes of the mail behind a message, as a file",
                .permission(.ticketsRead), handler: source),
        ]
    }

    private func original(_ request: Request) async throws -> Response {
        let message = try await message(request)
        guard let read else { throw Problem.notFound("mail") }
        do {
            let place = MessagePlace(ticketID: message.ticketID.uuid, seq: message.seq)
            let found = try await MailOriginals(context: desk.context, read: read).original(
                place, attachmentIDs: message.attachmentIDs,
                related: { try await MailPlacementStore(desk.database.connection).related($0, to: place) })
            guard let found else { throw Problem.notFound("mail") }
            return .json(found)
        } catch let fault as MailReaderFault {
            Log.warning("original mail not shown", ["reason": "\(fault)"])
            throw Problem.conflict(
                "mail-unreadable", "This mail cannot be read", "Take its source and open it with a mail program.")
        }
    }

    private func source(_ request: Request) async throws -> Response {
        let message = try await message(request)
        let originals = MailOriginals(context: desk.context) { _, _ in ParsedMail() }
        let found = try await originals.source(MessagePlace(ticketID: message.ticketID.uuid, seq: message.seq))
        guard let found else { throw Problem.notFound("mail") }
        return Response(
            status: 200,
            headers: [
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Disposition", "attachment; filename=\"mail-\(message.seq).eml\""),
                ("X-Content-Type-Options", "nosniff"),
                ("Content-Security-Policy", "sandbox; default-src 'none'"),
                ("Cache-Control", "private, no-store"),
            ], body: .file(path: found.path, sizeBytes: found.sizeBytes))
    }

    private func message(_ request: Request) async throws -> Message {
        let ticket = try await StaffMessage(desk).visible(
            try request.name(of: "ticket"), to: request.principal, reading: true)
        guard let seq = Int(request.parameter("seq")), seq > 0,
            let message = try await MessageStore(desk.database.connection).messages(
                of: ticket, after: seq - 1, limit: 1, for: .staff
            ).first, message.seq == seq
        else { throw Problem.notFound("message") }
        return message
    }
}
