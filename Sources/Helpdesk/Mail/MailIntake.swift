import Access
import Basics
package import Channels
import Customers
package import EventLoop
import Foundation
import Jobs
package import Postgres

/// A mail becomes a customer's message on the right ticket.
///
/// Everything runs in the transaction that settles the mail; what people are told of it waits for the commit.
@Loop package final class MailIntake {
    private static let floodLimit = 20
    private static let floodSeconds = 600.0
    private let desk: Desk

    package init(_ desk: Desk) {
        self.desk = desk
    }

    package func receive(_ mail: ReceivedMail, in connection: Connection) async throws -> MailReceipt {
        if let receipt = try await report(mail, in: connection) { return receipt }
        let staff = try await staff(mail, in: connection)
        if let staff, let receipt = try await agentReply(mail, by: staff, in: connection) { return receipt }
        if let staff, let original = mail.forwarded {
            return try await forward(mail, original, by: staff, in: connection)
        }
        let sender = try await person(mail.sender, mail.mail.locale, in: connection)
        let match = try await match(mail, in: connection)
        if case .continues(let id, let reopens) = match.place,
            let receipt = try await continueTicket(id, mail, sender, reopens, match.explanation, in: connection)
        {
            return receipt
        }
        if let receipt = try await flood(mail, sender, in: connection) { return receipt }
        var linked: UUID?
        if case .opens(let other) = match.place { linked = other }
        return try await open(mail, sender, linkedTo: linked, match.explanation, in: connection)
    }

    /// Takes a report about a campaign's mail: it marks whom it did not reach and is nobody's ticket.
    ///
    /// - Returns: Whether the mail was such a report.
    package func receiveCampaignReport(_ mail: ReceivedMail, in connection: Connection) async throws -> Bool {
        guard let report = mail.mail.bounce else { return false }
        let reports = DeliveryReports(desk)
        let recipients = mail.mail.deliveredTo + mail.mail.to.map(\.address)
        guard let subject = try await reports.subject(of: report, deliveredTo: recipients, in: connection),
            try await OutboxStore(connection).mail(subject.mailID)?.purpose == .campaign
        else { return false }
        return try await reports.apply(report, deliveredTo: recipients, in: connection)
    }

    // MARK: Who

    private struct Person {
        /// `nil` for a mail system: it is nobody's customer.
        let customerID: UUID?
        let name: String
    }

    private func staff(_ mail: ReceivedMail, in connection: Connection) async throws -> (id: UUID, name: String)? {
        guard let sender = mail.sender, !mail.mail.machine.isMachine else { return nil }
        return try await TicketMatchStore(connection).staff(sender.address)
    }

    /// The customer with the sender's address, made when there is none: nobody else of a mail becomes one.
    private func person(_ sender: MailAddress?, _ locale: String?, in connection: Connection) async throws -> Person {
        let address = sender.flatMap { EmailAddress.checked($0.address) }
        let given = (sender?.name ?? "").replacing("\0", with: "").trimmingBlanks
        let name = String(given.prefix(200))
        let fallback = address.map { String($0.prefix { $0 != "@" }) } ?? sender?.address ?? ""
        var requester = Requester(
            name: name.isEmpty ? String(fallback.prefix(200)) : name, email: address, isTrusted: true)
        if requester.name?.isEmpty == true {
            requester.name = MailNotices.unknownSender.text(try await companyLocale(connection))
        }
        let found = try await RequesterStore(connection).find(requester, at: desk.now)
        let store = CustomerStore(connection)
        let id = ID<Customer>(found.customerID)
        if !found.isNew { try await store.nameIfUnknown(id, name, at: desk.now) }
        try await store.seen(id, at: desk.now)
        return Person(customerID: found.customerID, name: found.name.isEmpty ? name : found.name)
    }

    private func isMachine(_ mail: ReceivedMail) -> Bool { mail.mail.machine.isMachine || mail.mail.bounce != nil }

    private func companyLocale(_ connection: Connection) async throws -> String {
        try await connection.first({ row in try row["locale"] }, "SELECT locale FROM company_profile LIMIT 1") ?? "en"
    }

    // MARK: Where

    private func match(_ mail: ReceivedMail, in connection: Connection) async throws -> TicketMatch {
        let store = TicketMatchStore(connection)
        var found: [(clue: ThreadClue, candidate: TicketMatch.Candidate)] = []
        for clue in mail.clues.prefix(100) {
            guard let ticket = try await store.ticket(by: clue, of: mail, now: desk.now) else { continue }
            let rules = try await desk.inboxRules.rules(of: ticket.inboxID, in: connection)
            found.append(
                (
                    clue: clue,
                    candidate: TicketMatch.Candidate(
                        ticketID: ticket.id, number: ticket.number, isParticipant: ticket.isParticipant,
                        namesOurMail: ticket.namesOurMail,
                        outcome: rules.reopen.outcome(status: ticket.status, solvedAt: ticket.solvedAt, now: desk.now))
                ))
            // Signed clues come first and decide alone; the rest may be somebody else's word.
            if clue.isSigned { break }
        }
        return TicketMatch.decide(found, isMachine: isMachine(mail))
    }

    // MARK: What

    private func continueTicket(
        _ id: UUID, _ mail: ReceivedMail, _ sender: Person, _ reopens: Bool, _ explanation: MailExplanation,
        in connection: Connection
    ) async throws -> MailReceipt? {
        guard let ticket = try await TicketChangeStore(connection).lock(ID(id)) else { return nil }
        let isMachine = self.isMachine(mail)
        let author = MessageAuthor(
            kind: isMachine ? .system : .customer, id: isMachine ? nil : sender.customerID, name: sender.name)
        let change = TicketChange(ticket, connection: connection, actor: Actor(author: author), now: at(mail))
        if reopens, ticket.status == .solved { try await change.reopen(desk) }
        var message = NewMessage(
            id: .make(at: change.now), ticketID: ticket.id, clientID: mail.clientID, kind: .reply,
            // A report is nothing for the customer's eyes, wherever they read the ticket.
            isPrivate: mail.mail.bounce != nil, author: author, text: mail.text, at: change.now)
        message.attachmentIDs = mail.attachmentIDs
        change.add(message)
        try await MessageAttachments(desk).claim(message, owner: mail.id, in: connection)
        let stored = try await desk.store(change)
        guard let last = stored.last else { return nil }
        if !isMachine, let customerID = sender.customerID {
            try await MailParticipantStore(connection).add(
                mail, to: ticket.id.uuid, sender: customerID, customer: ticket.customerID)
        }
        announce(stored, assigneeID: ticket.assigneeID, teamID: ticket.teamID, in: connection)
        let receipt = MailReceipt(ticketID: id, seq: last.seq, opened: false, explanation: explanation)
        try await remember(mail, receipt, customer: sender.customerID, in: connection)
        return receipt
    }

    private func open(
        _ mail: ReceivedMail, _ sender: Person, linkedTo linked: UUID?, _ explanation: MailExplanation,
        subject: String? = nil, in connection: Connection
    ) async throws -> MailReceipt {
        let cleaned = SubjectLine.clean(mail.mail.subject).replacing("\0", with: "")
        var wish = TicketWish(
            requester: Requester(customerID: sender.customerID, isTrusted: true), inboxID: mail.inboxID,
            channel: ChannelKind.email.rawValue, subject: subject ?? String(cleaned.prefix(300)), text: mail.text,
            at: at(mail))
        wish.clientID = mail.clientID
        wish.attachmentIDs = mail.attachmentIDs
        wish.fileOwner = mail.id
        wish.isMail = true
        wish.continues = linked
        let opened = try await desk.open(wish, by: .system, in: connection)
        try await MailParticipantStore(connection).add(
            mail, to: opened.id.uuid, sender: opened.customerID, customer: opened.customerID)
        try await offerJoining(mail, opened, explanation, in: connection)
        announce(opened, in: connection)
        let receipt = MailReceipt(
            ticketID: opened.id.uuid, seq: opened.message.seq, opened: true, explanation: explanation)
        try await remember(mail, receipt, customer: sender.customerID, in: connection)
        try await Acknowledgement(desk).acknowledge(
            receipt.ticketID, to: mail.sender.flatMap { EmailAddress.checked($0.address) == nil ? nil : $0 },
            locale: mail.mail.locale, inReplyTo: mail.mail.messageID,
            isSilent: isMachine(mail) || mail.isHistory || explanation.rule == "flood"
                || explanation.rule == "forwarded",
            in: connection)
        return receipt
    }

    /// Two mails minutes apart are often one matter: people decide, nothing is joined by itself.
    private func offerJoining(
        _ mail: ReceivedMail, _ opened: TicketOpened, _ explanation: MailExplanation, in connection: Connection
    ) async throws {
        guard mail.offersJoiningMinutes > 0, !isMachine(mail), !mail.isHistory, explanation.rule != "flood" else {
            return
        }
        let now = desk.now
        try await TicketJoiningStore(connection).offer(
            opened.id.uuid, of: opened.customerID, in: mail.inboxID,
            since: now.addingTimeInterval(-60 * Double(mail.offersJoiningMinutes)), at: now)
    }

    /// A mail somebody of the staff passed on: its first writer is the customer.
    private func forward(
        _ mail: ReceivedMail, _ original: ForwardedMail, by staff: (id: UUID, name: String), in connection: Connection
    ) async throws -> MailReceipt {
        guard !mail.own.contains(original.from.address) else {
            let sender = try await person(mail.sender, mail.mail.locale, in: connection)
            return try await open(mail, sender, linkedTo: nil, MailExplanation("new"), in: connection)
        }
        let sender = try await person(original.from, mail.mail.locale, in: connection)
        var passedOn = mail
        // Whom the agent wrote to is no part of the customer's matter.
        passedOn.mail.to = []
        passedOn.mail.cc = []
        passedOn.mail.from = [original.from]
        let receipt = try await open(
            passedOn, sender, linkedTo: nil,
            MailExplanation(
                "forwarded",
                ["by": .string(staff.name), "user_id": .string(staff.id.text), "from": .string(original.from.address)]),
            in: connection)
        try await FollowerStore(connection).add([staff.id], to: ID(receipt.ticketID))
        return receipt
    }

    /// An agent's answer written in their own mail program: only to a signed reply address, and only when our own mail
    /// system says that the sender is who they say.
    private func agentReply(
        _ mail: ReceivedMail, by staff: (id: UUID, name: String), in connection: Connection
    ) async throws -> MailReceipt? {
        guard mail.isAuthenticated, case .replyAddress(let id) = mail.clues.first,
            let ticket = try await TicketChangeStore(connection).lock(ID(id)), ticket.channel != InternalChannel.name
        else { return nil }
        let author = MessageAuthor(kind: .agent, id: staff.id, name: staff.name)
        let change = TicketChange(ticket, connection: connection, actor: Actor(author: author), now: desk.now)
        if ticket.status == .closed { try await change.reopen(desk) }
        // The customer gets this answer with the thread below it as always, not a second time inside it.
        let own = mail.mail.replyText.replacing("\0", with: "").trimmingBlanks
        var message = NewMessage(
            id: .make(at: change.now), ticketID: ticket.id, clientID: mail.clientID, kind: .reply, isPrivate: false,
            author: author, text: own.isEmpty ? mail.text : own, at: change.now)
        message.attachmentIDs = mail.attachmentIDs
        change.add(message)
        change.audit("ticket.answered_by_mail")
        try await MessageAttachments(desk).claim(message, owner: mail.id, in: connection)
        let stored = try await desk.store(change)
        guard let last = stored.last else { return nil }
        announce(stored, assigneeID: ticket.assigneeID, teamID: ticket.teamID, in: connection)
        try await MailParticipantStore(connection).name(
            mail.ownMessageID, inbox: mail.inboxID, ticket: id, seq: last.seq)
        return MailReceipt(
            ticketID: id, seq: last.seq, opened: false,
            explanation: MailExplanation(
                "agent_reply",
                ["ticket_number": .number(Double(ticket.number)), "user_id": .string(staff.id.text)]))
    }

    /// More new tickets from one sender than anybody writes go to one ticket, until somebody has looked at it.
    private func flood(_ mail: ReceivedMail, _ sender: Person, in connection: Connection) async throws -> MailReceipt? {
        guard !mail.isHistory, let address = mail.sender?.key else { return nil }
        let store = TicketMatchStore(connection)
        let now = desk.now
        let gathering = try await store.floodTicket(
            of: address, in: mail.inboxID, since: now.addingTimeInterval(-86_400))
        let count = try await store.openedCount(
            by: address, in: mail.inboxID, since: now.addingTimeInterval(-Self.floodSeconds))
        guard count >= Self.floodLimit else { return nil }
        let explanation = MailExplanation(
            "flood", ["count": .number(Double(count)), "seconds": .number(Self.floodSeconds)])
        if let gathering,
            let receipt = try await continueTicket(gathering, mail, sender, false, explanation, in: connection)
        {
            return receipt
        }
        let subject = MailNotices.floodSubject.text(try await companyLocale(connection))
        let receipt = try await open(
            mail, sender, linkedTo: nil, explanation, subject: "\(subject): \(address)", in: connection)
        _ = try await desk.appendEvent(
            "mail_flood", ["address": .string(address), "count": .number(Double(count))], to: ID(receipt.ticketID),
            in: connection)
        let inbox = ID<Inbox>(mail.inboxID)
        connection.afterCommit {
            Log.error("one sender floods a mailbox", ["inbox_id": inbox, "tickets": count])
        }
        return receipt
    }

    /// A report about a mail of ours goes to the ticket that mail is of, and marks whom it did not reach.
    private func report(_ mail: ReceivedMail, in connection: Connection) async throws -> MailReceipt? {
        guard let report = mail.mail.bounce else { return nil }
        let reports = DeliveryReports(desk)
        let recipients = mail.mail.deliveredTo + mail.mail.to.map(\.address)
        guard let subject = try await reports.subject(of: report, deliveredTo: recipients, in: connection) else {
            return nil
        }
        try await reports.apply(report, deliveredTo: recipients, in: connection)
        let sender = Person(customerID: nil, name: mail.sender.map { $0.name.isEmpty ? $0.address : $0.name } ?? "")
        return try await continueTicket(
            subject.ticketID, mail, sender, false,
            MailExplanation("delivery_report", ["mail_id": .string(subject.mailID.text)]), in: connection)
    }

    // MARK: After

    /// Mail from before keeps the time it was written at.
    private func at(_ mail: ReceivedMail) -> Date {
        mail.isHistory ? min(mail.mail.date ?? mail.receivedAt, desk.now) : desk.now
    }

    private func remember(_ mail: ReceivedMail, _ receipt: MailReceipt, customer: UUID?, in connection: Connection)
        async throws
    {
        try await MailParticipantStore(connection).name(
            mail.ownMessageID, inbox: mail.inboxID, ticket: receipt.ticketID, seq: receipt.seq)
        try await desk.bus.publish(
            TicketMailReceived(
                ticketID: receipt.ticketID, seq: receipt.seq, inboxID: mail.inboxID, mailID: mail.id,
                opened: receipt.opened, customerID: customer, address: mail.sender?.address,
                isMachine: isMachine(mail), isHistory: mail.isHistory,
                locale: mail.mail.locale, answers: mail.clues.flatMap(\.signedIDs), at: desk.now),
            in: connection)
    }

    private func announce(_ stored: [Message], assigneeID: UUID?, teamID: UUID?, in connection: Connection) {
        connection.afterCommit { [desk] in
            Task { @Loop in
                let messages = (try? await MessageAttachments(desk).filled(stored)) ?? stored
                for message in messages { desk.news.stored(message, assigneeID: assigneeID, teamID: teamID) }
            }
        }
    }

    private func announce(_ opened: TicketOpened, in connection: Connection) {
        announce([opened.message], assigneeID: opened.assigneeID, teamID: opened.teamID, in: connection)
    }
}

extension MailIntake {
    /// A ticket for a mail nobody could read, with the file on it.
    package func receiveUnread(_ mail: UnreadMail, in connection: Connection) async throws -> MailReceipt {
        let locale = try await companyLocale(connection)
        let sender = try await person(mail.sender.map { MailAddress(address: $0) }, nil, in: connection)
        var wish = TicketWish(
            requester: Requester(customerID: sender.customerID, isTrusted: true), inboxID: mail.inboxID,
            channel: ChannelKind.email.rawValue, subject: MailNotices.unreadSubject.text(locale),
            text: MailNotices.unreadText.text(locale), at: desk.now)
        wish.clientID = mail.clientID
        wish.kind = .note
        wish.author = .system
        wish.attachmentIDs = [mail.attachmentID]
        wish.fileOwner = mail.mailID
        let opened = try await desk.open(wish, by: .system, in: connection)
        announce(opened, in: connection)
        return MailReceipt(
            ticketID: opened.id.uuid, seq: opened.message.seq, opened: true,
            explanation: MailExplanation("unread", ["error": .string(mail.error)]))
    }
}
