import Access
import Basics
import Channels
import Customers
import EventLoop
import Foundation
import Postgres
import Web

/// Moves a mail's message to another ticket: copied there and marked as moved here, because the numbers of a ticket have
/// no gaps.
///
/// What is learned from it: the mail's names lead to the target from now on, and its sender takes part there.
@Loop struct MailPlacing {
    private let desk: Desk
    private let actor: Actor
    private let principal: Principal

    init(_ desk: Desk, by actor: Actor, principal: Principal) {
        self.desk = desk
        self.actor = actor
        self.principal = principal
    }

    /// - Returns: The target's id.
    func move(_ from: TicketName, _ seq: Int, to target: TicketName) async throws -> UUID {
        let (source, target) = try await ids(from, target)
        guard source != target else { throw Problem.invalid("/ticket_id", "must be another ticket") }
        let told = try await desk.database.transaction { connection in
            let store = TicketChangeStore(connection)
            // Locked in the order of ids, so that two moves cannot wait for each other.
            let first = try await store.lock(.id(min(source, target)), for: self.principal)
            let second = try await store.lock(.id(max(source, target)), for: self.principal)
            let (old, new) = source < target ? (first, second) : (second, first)
            guard new.channel != InternalChannel.name else {
                throw Problem.invalid("/ticket_id", "must not be an internal ticket")
            }
            return try await self.place(seq, from: old, to: new, in: connection)
        }
        await announce(told)
        return target.uuid
    }

    /// A mail that was moved, and what both tickets' threads gained by it.
    struct Placed: Sendable {
        fileprivate let stored: [Message]
        fileprivate let new: LockedTicket
        fileprivate let left: [Message]
        fileprivate let old: LockedTicket
    }

    /// Moves one mail between two tickets the caller's transaction has locked.
    func place(_ seq: Int, from old: LockedTicket, to new: LockedTicket, in connection: Connection) async throws
        -> Placed
    {
        let mail = try await mail(on: old.id, seq, in: connection)
        let change = TicketChange(new, connection: connection, actor: actor, now: desk.now)
        if !new.status.isUnsolved, mail.message.author.kind == .customer { try await change.reopen(desk) }
        change.event("mail_moved_here", ["number": .number(Double(old.number)), "seq": .number(Double(seq))])
        change.add(copy(of: mail.message, on: new.id))
        let stored = try await desk.store(change)
        guard let copied = stored.last else { throw Problem.internalFault }
        let left = try await leave(old, mail, for: new.id, number: new.number, copied.seq, in: connection)
        try await learn(mail, ticket: new.id, customer: new.customerID, in: connection)
        return Placed(stored: stored, new: new, left: left, old: old)
    }

    /// Tells of it after the commit.
    func announce(_ placed: Placed) async {
        await announce(placed.stored, placed.new.assigneeID, placed.new.teamID)
        await announce(placed.left, placed.old.assigneeID, placed.old.teamID)
    }

    func moveToNew(_ from: TicketName, _ seq: Int) async throws -> UUID {
        let told = try await desk.openRetrying { connection in
            let old = try await TicketChangeStore(connection).lock(from, for: self.principal)
            let mail = try await self.mail(on: old.id, seq, in: connection)
            var wish = TicketWish(
                requester: Requester(
                    name: mail.senderName.isEmpty ? nil : mail.senderName,
                    email: mail.sender.flatMap(EmailAddress.checked), isTrusted: true),
                inboxID: mail.inboxID, channel: ChannelKind.email.rawValue,
                subject: String(SubjectLine.clean(mail.subject).prefix(300)), text: mail.message.text, at: self.desk.now
            )
            if wish.requester.email == nil { wish.requester.customerID = old.customerID }
            wish.isMail = true
            wish.clientID = Self.clientID(self.desk.now)
            wish.continues = old.id.uuid
            let opened = try await self.desk.open(wish, by: .system, in: connection)
            try await self.carryFiles(mail.message, to: opened.id, opened.message.seq, in: connection)
            let event = try await self.desk.appendEvent(
                "mail_moved_here", ["number": .number(Double(old.number)), "seq": .number(Double(seq))], to: opened.id,
                by: self.actor.author, in: connection)
            let left = try await self.leave(
                old, mail, for: opened.id, number: opened.number, opened.message.seq, in: connection)
            try await self.learn(mail, ticket: opened.id, customer: opened.customerID, in: connection)
            return (opened: opened, left: left, old: old, event: event)
        }
        await announce([told.opened.message], told.opened.assigneeID, told.opened.teamID)
        await announce(told.left, told.old.assigneeID, told.old.teamID)
        return told.opened.id.uuid
    }

    private func ids(_ from: TicketName, _ to: TicketName) async throws -> (ID<Ticket>, ID<Ticket>) {
        let scope = TicketScopeStore(desk.database.connection)
        let source = try await scope.id(of: from, for: principal)
        do {
            return (source, try await scope.id(of: to, for: principal))
        } catch let problem as Problem where problem.status == 404 {
            throw Problem.invalid("/ticket_id", "names no ticket you may see")
        }
    }

    private func mail(on ticket: ID<Ticket>, _ seq: Int, in connection: Connection) async throws -> PlacedMail {
        let message = try await MessageStore(connection).messages(
            of: ticket, after: seq - 1, limit: 1, for: .staff
        ).first
        guard let message, message.seq == seq,
            let mail = try await MailPlacementStore(connection).mail(on: ticket, message: message)
        else { throw Problem.notFound("mail") }
        return mail
    }

    /// A mail may come back to a ticket it was moved away from, so each copy has a name of its own.
    private static func clientID(_ now: Date) -> String { "mail:moved:\(ID<Message>.make(at: now))" }

    /// The message once more, at the end of its new ticket, as old as it is.
    private func copy(of message: Message, on ticket: ID<Ticket>) -> NewMessage {
        var copy = NewMessage(
            id: .make(at: desk.now), ticketID: ticket, clientID: Self.clientID(desk.now), kind: message.kind,
            isPrivate: message.isPrivate, author: message.author, text: message.text, at: desk.now)
        copy.html = message.html
        copy.attachmentIDs = message.attachmentIDs
        return copy
    }

    /// What the old ticket keeps: the message stays in its place, an event says where it went, and the mail is no longer
    /// this ticket's.
    private func leave(
        _ old: LockedTicket, _ mail: PlacedMail, for target: ID<Ticket>, number: Int, _ seq: Int,
        in connection: Connection
    ) async throws -> [Message] {
        try await MailPlacementStore(connection).move(mail, from: old.id, to: target, seq: seq)
        try await connection.execute(
            """
            UPDATE attachments SET ticket_id = \(target) WHERE id = ANY (\(mail.message.attachmentIDs))
            """)
        let change = TicketChange(old, connection: connection, actor: actor, now: desk.now)
        change.event(
            "mail_moved_away",
            [
                "number": .number(Double(number)), "seq": .number(Double(mail.message.seq)),
                "ticket_id": .string(target.description),
            ])
        change.audit("ticket.mail_moved")
        return try await desk.store(change)
    }

    private func carryFiles(_ message: Message, to ticket: ID<Ticket>, _ seq: Int, in connection: Connection)
        async throws
    {
        guard !message.attachmentIDs.isEmpty else { return }
        try await connection.execute(
            """
            UPDATE messages SET attachment_ids = \(message.attachmentIDs) WHERE ticket_id = \(ticket) AND seq = \(seq)
            """)
    }

    /// Future mails of this sender, and those that quote what this one quotes, belong to the target.
    private func learn(
        _ mail: PlacedMail, ticket: ID<Ticket>, customer: UUID, in connection: Connection
    ) async throws {
        guard let sender = mail.sender.flatMap(EmailAddress.checked) else { return }
        let isTheirs = try await CustomerStore(connection).addEmail(
            sender, verified: false, to: ID(customer), at: desk.now)
        if isTheirs { return }
        // An address that is another person's stays theirs, and that person takes part in this ticket.
        if try await MailPlacementStore(connection).adopt(sender, by: customer) { return }
        try await connection.execute(
            """
            INSERT INTO ticket_mail_participants (ticket_id, address, name, role)
            VALUES (\(ticket), \(sender.lowercased()), \(mail.senderName), 'cc')
            ON CONFLICT DO NOTHING
            """)
    }

    private func announce(_ messages: [Message], _ assigneeID: UUID?, _ teamID: UUID?) async {
        let filled = (try? await MessageAttachments(desk).filled(messages)) ?? messages
        for message in filled { desk.news.stored(message, assigneeID: assigneeID, teamID: teamID) }
    }
}

/// A mail on a ticket, as far as moving it needs.
struct PlacedMail: Sendable {
    let id: UUID
    let inboxID: UUID
    let sender: String?
    let senderName: String
    let subject: String
    let message: Message
}

/// The statements that move a mail.
@Loop struct MailPlacementStore {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The mail behind a message; `nil` when it came by none, or was moved away.
    func mail(on ticket: ID<Ticket>, message: Message) async throws -> PlacedMail? {
        try await connection.first(
            { row in
                PlacedMail(
                    id: try row["id"], inboxID: try row["inbox_id"], sender: try row["from_address"],
                    senderName: try row["from_name"], subject: try row["subject"], message: message)
            },
            """
            SELECT id, inbox_id, from_address, from_name, subject
            FROM inbound_mails
            WHERE ticket_id = \(ticket) AND seq = \(message.seq) AND state = 'processed'
            ORDER BY arrival
            LIMIT 1
            """)
    }

    /// Those of these tickets a mail of this place may quote our answers of: its own, the same customer's, those joined
    /// to it or linked with it, and likewise for the ticket it was moved away from.
    func related(_ tickets: [UUID], to place: MessagePlace) async throws -> [UUID] {
        guard !tickets.isEmpty else { return [] }
        return try await connection.rows(
            { row in try row["id"] },
            """
            SELECT DISTINCT t.id
            FROM tickets AS t
            JOIN tickets AS h ON h.id = \(place.ticketID) OR h.id IN (
                SELECT (m.explanation #>> '{detail,from_ticket_id}')::uuid
                FROM inbound_mails AS m
                WHERE m.ticket_id = \(place.ticketID) AND m.seq = \(place.seq))
            WHERE t.id = ANY(\(tickets)) AND (
                t.customer_id = h.customer_id
                OR \(TicketJoiningStore.followed("t.id")) = h.id
                OR EXISTS (SELECT FROM ticket_links AS l WHERE l.ticket_id = h.id AND l.other_id = t.id))
            ORDER BY t.id
            """)
    }

    /// Makes the mail, its names and what it quotes lead to its new place.
    func move(_ mail: PlacedMail, from old: ID<Ticket>, to ticket: ID<Ticket>, seq: Int) async throws {
        try await connection.execute(
            """
            UPDATE mail_message_ids SET ticket_id = \(ticket), seq = \(seq)
            WHERE ticket_id = \(old) AND seq = \(mail.message.seq) AND direction = 'in'
            """)
        try await connection.execute(
            """
            INSERT INTO mail_message_ids (message_id, inbox_id, ticket_id, seq, direction)
            SELECT DISTINCT r.id, \(mail.inboxID)::uuid, \(ticket)::uuid, \(seq)::bigint, 'in'
            FROM inbound_mails AS m, jsonb_array_elements_text(m.details -> 'references') AS r (id)
            WHERE m.id = \(mail.id) AND octet_length(r.id) BETWEEN 3 AND 500
                AND NOT EXISTS (SELECT FROM mail_message_ids AS k WHERE k.message_id = r.id)
            ON CONFLICT DO NOTHING
            """)
        try await connection.execute(
            """
            UPDATE inbound_mails
            SET ticket_id = \(ticket), seq = \(seq),
                explanation = jsonb_build_object('rule', 'moved', 'detail',
                    jsonb_build_object('from', explanation, 'from_ticket_id', \(old.description)::text))
            WHERE ticket_id = \(old) AND seq = \(mail.message.seq) AND state = 'processed'
            """)
    }

    /// Gives the customer the address of somebody of the same name who is known by nothing but mails with it: the same
    /// person with a second address.
    func adopt(_ address: String, by customer: UUID) async throws -> Bool {
        try await connection.execute(
            """
            UPDATE customer_emails AS e
            SET customer_id = c.id, is_primary = FALSE,
                position = (SELECT COALESCE(max(o.position) + 1, 0) FROM customer_emails AS o WHERE o.customer_id = c.id)
            FROM customers AS c, customers AS other
            WHERE c.id = \(customer) AND other.id = e.customer_id AND NOT e.released
                AND lower(e.address) = lower(\(address)) AND other.id <> c.id AND other.external_id IS NULL
                AND lower(btrim(other.name)) = lower(btrim(c.name))
                AND (SELECT count(*) FROM customer_emails AS o WHERE o.customer_id = other.id) = 1
                AND NOT EXISTS (SELECT FROM customer_phones AS o WHERE o.customer_id = other.id)
                AND (SELECT count(*) FROM tickets AS t WHERE t.customer_id = other.id) <= 1
            """) == 1
    }
}
