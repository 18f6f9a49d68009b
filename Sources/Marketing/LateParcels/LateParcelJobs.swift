import Access
import Basics
import Channels
package import EventLoop
import Foundation
package import Helpdesk
import Jobs
import Postgres
package import Web

/// Tells customers of late parcels, each parcel once: in their chat when they are there, else by mail.
///
/// The mail opens a ticket that waits for the customer, so an answer lands in it. Where a ticket speaks of the parcel
/// already, the staff get a note there instead and the customer no second thread.
@Loop package struct LateParcelJobs {
    /// A parcel noticed so long after its promise is old news, such as one imported with the past.
    package static let staleSeconds = 7 * 86_400.0
    /// How long ago somebody was in the chat to be told there.
    static let hereSeconds = 300.0

    private let context: AppContext
    private let desk: Desk

    package init(context: AppContext, desk: Desk) {
        self.context = context
        self.desk = desk
    }

    func register(_ queue: JobQueue) {
        queue.every(seconds: 30, name: "marketing.late_parcels") { try await turn() }
    }

    private var now: Date { context.clock.now }

    /// Decides about every parcel that waits, unless it is a quiet hour.
    package func turn() async throws {
        let store = LateParcelStore(context.database.connection)
        let rule = try await store.rule()
        let company = try await CompanyStore(context.database.connection).company()
        guard rule.enabled, let company, !rule.isQuiet(at: now, zone: company.zone) else { return }
        while try await step(rule, company) { try Task.checkCancellation() }
    }

    private struct Refused: Error {
        let shipment: UUID
        let reason: LateNoticeRefusal
    }

    private func step(_ rule: LateParcelRule, _ company: CompanyProfile) async throws -> Bool {
        do {
            return try await context.database.transaction { connection in
                guard let found = try await LateParcelStore(connection).next(now: now) else { return false }
                try await decide(found, rule, company, in: connection)
                return true
            }
        } catch let refused as Refused {
            // Whatever was written for it is undone; the decision stays.
            try await LateParcelStore(context.database.connection).settle(
                refused.shipment, "withheld", reason: refused.reason, at: now)
            return true
        }
    }

    private func decide(
        _ found: LateParcelStore.Case, _ rule: LateParcelRule, _ company: CompanyProfile,
        in connection: Connection
    ) async throws {
        let store = LateParcelStore(connection)
        let parcel = found.parcel
        func refuse(_ reason: LateNoticeRefusal) -> Refused { Refused(shipment: parcel.shipmentID, reason: reason) }
        if let reason = Self.refusal(found, now: now) { throw refuse(reason) }
        if let ticket = try await store.ticketAbout(parcel) {
            try await note(parcel, on: ticket, company.locale, in: connection)
            return try await store.settle(parcel.shipmentID, "noted", ticket: ticket, at: now)
        }
        let pause = now.addingTimeInterval(-Double(rule.pauseDays) * 86_400)
        if rule.pauseDays > 0, try await store.wasTold(parcel.customerID, since: pause) { throw refuse(.paused) }
        guard let chosen = LetterText.closest(rule.texts, to: parcel.locale) else { throw refuse(.noText) }
        guard
            let text = parcel.fill(chosen.text, company: company.name, locale: chosen.locale, zone: company.zone)
        else { throw refuse(.unfilled) }
        if rule.usesChat,
            let chat = try await store.chat(
                of: parcel.customerID, here: Array(desk.hub.visitorIDs),
                since: now.addingTimeInterval(-Self.hereSeconds))
        {
            _ = try await desk.append(message(text.body, .reply, on: ID(chat), parcel), in: connection)
            return try await store.settle(
                parcel.shipmentID, "told", channel: "chat", ticket: chat, at: now)
        }
        guard let address = parcel.address else { throw refuse(.noAddress) }
        if found.isSuppressed { throw refuse(.suppressed) }
        guard let mailbox = try await SendingMailboxStore(connection).usable(preferring: rule.inboxID) else {
            throw refuse(.noMailbox)
        }
        let ticket = try await mail(
            text, chosen.locale, to: MailAddress(name: parcel.customerName, address: address), parcel, mailbox,
            company.name, in: connection)
        guard let ticket else { throw refuse(.refused) }
        try await store.settle(parcel.shipmentID, "told", channel: "email", ticket: ticket, opened: true, at: now)
    }

    /// What stands against telling anybody, whatever the rule says.
    static func refusal(_ found: LateParcelStore.Case, now: Date) -> LateNoticeRefusal? {
        if found.isGone { return .noCustomer }
        if found.hasArrived { return .arrived }
        let promised = found.parcel.promisedAt ?? found.parcel.lateAt
        return now.timeIntervalSince(promised) > staleSeconds ? .stale : nil
    }

    private func note(
        _ parcel: LateParcel, on ticket: UUID, _ locale: String, in connection: Connection
    ) async throws {
        let what = [parcel.carrier, parcel.trackingNumber].filter { !$0.isEmpty }.joined(separator: " ")
        let text =
            Words.closest(to: locale) == "zh-Hans"
            ? "订单 #\(parcel.orderNumber) 的包裹（\(what)）已延误。因为此工单正在处理，没有另外通知客户。"
            : "The parcel of order #\(parcel.orderNumber) (\(what)) is late. The customer was not told separately, "
                + "because this ticket is about it."
        _ = try await desk.append(message(text, .note, on: ID(ticket), parcel), in: connection)
    }

    private func message(
        _ text: String, _ kind: MessageKind, on ticket: ID<Ticket>, _ parcel: LateParcel
    ) -> NewMessage {
        NewMessage(
            id: .make(at: now), ticketID: ticket, clientID: ClientID.make(forEventOf: parcel.shipmentID.text),
            kind: kind, isPrivate: kind == .note, author: .system, text: text, at: now)
    }

    /// - Returns: The ticket it opened; `nil` when that address gets no automatic mail, and the caller undoes it.
    private func mail(
        _ text: LetterText, _ locale: String, to address: MailAddress, _ parcel: LateParcel, _ mailbox: UUID,
        _ company: String, in connection: Connection
    ) async throws -> UUID? {
        var wish = TicketWish(
            requester: Requester(customerID: parcel.customerID, isTrusted: true), inboxID: mailbox, channel: "email",
            subject: text.subject, text: text.body, at: now)
        wish.author = MessageAuthor(kind: .system, id: nil, name: company)
        wish.awaitsCustomer = true
        let opened = try await desk.open(wish, by: .system, in: connection)
        var mail = OutgoingMail(
            purpose: .notice, mailboxID: mailbox, conversationID: opened.id.uuid, messageID: opened.message.id.uuid,
            recipients: MailRecipients(to: [address]), subject: "\(text.subject) [#\(opened.number)]",
            text: text.body)
        mail.locale = locale
        guard case .queued = try await MailOutbox(context: context).queue(mail, seq: 1, in: connection) else {
            return nil
        }
        connection.afterCommit { [desk] in desk.announce(opened, opened.message) }
        return opened.id.uuid
    }
}
