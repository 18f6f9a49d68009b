import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// The path by which other programs bring in what customers write to them.
@Loop struct ProgramRoutes {
    let context: AppContext
    let receive: ReceiveInbound
    let people: any VisitorPeople

    var routes: [Route] {
        [
            .post(
                "/inbound-messages",
                "Takes a customer's message from another program; the same id twice is stored once",
                .permission(.ticketsWrite), input: ProgramMessageInput.self, output: ProgramReceipt.self, handler: take)
        ]
    }

    private func take(_ request: Request) async throws -> Response {
        let input = try request.input(ProgramMessageInput.self)
        let inbox = try await InboxStore(context.database.connection).inbox(key: input.inbox)
        guard let inbox, inbox.enabled, let settings = inbox.settings.program else {
            throw Problem.invalid("/inbox", "must be the key of an inbox for other programs that is switched on")
        }
        let message = try input.checked(standard: settings.platform)
        try await requireOwn(message.attachments, request.principal)
        let author = try await author(of: message, inbox, trusted: settings.trustsIdentities)
        let receipt = try await receive(
            InboundMessage(
                channel: .api, inboxID: inbox.id.uuid, author: author, subject: message.subject, text: message.text,
                clientID: message.clientID, attachmentIDs: message.attachments, fileOwnerID: request.principal.id,
                locale: message.locale, receivedAt: context.clock.now))
        return .created(
            ProgramReceipt(
                ticketID: receipt.ticketID, ticketNumber: receipt.ticketNumber, customerID: receipt.customerID,
                conversation: message.conversation, id: message.id, seq: receipt.seq))
    }

    /// Files on a message that is repeated belong to its ticket already; whether a new one may have them, the intake
    /// says.
    private func requireOwn(_ files: [UUID], _ principal: Principal) async throws {
        guard !files.isEmpty else { return }
        let found = try await AttachmentStore(context.database.connection).attachments(files)
        guard found.count == Set(files).count, found.allSatisfy({ $0.ownerID != nil && $0.ownerID == principal.id })
        else { throw Problem.invalid("/attachments", "must name files you uploaded with POST /attachments") }
    }

    /// Opens or continues the conversation, and finds or makes its customer.
    private func author(of message: ProgramMessage, _ inbox: Inbox, trusted: Bool) async throws -> InboundAuthor {
        try await context.database.transaction { connection in
            let store = ConversationStore(connection)
            let now = context.clock.now
            try await store.lock(message, of: inbox.id)
            let conversation = try await store.open(
                message, of: inbox.id, id: .make(at: now, random: context.random),
                tokenHash: context.random.bytes(32), at: now)
            var known = conversation.customerID
            if known == nil, let contact = message.sender.id {
                known = try await store.customer(ofContact: contact, inbox: inbox.id)
            }
            let sender = message.sender
            let customer = try await people.customer(
                known: known, account: message.handle.map { (platform: message.platform, handle: $0) },
                name: sender.name ?? sender.handle, email: sender.email, phone: sender.phone, locale: message.locale,
                trusted: trusted, in: connection)
            if customer != conversation.customerID {
                try await store.bind(conversation.visitorID, to: customer)
            }
            return InboundAuthor(
                customerID: customer, visitorID: conversation.visitorID, name: sender.name ?? sender.handle)
        }
    }
}
