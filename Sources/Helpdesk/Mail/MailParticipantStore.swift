import Access
import Basics
import Channels
import EventLoop
import Foundation
import Postgres

/// Who takes part in a ticket by mail, and the names its mails go by.
@Loop struct MailParticipantStore {
    /// A mail to a whole company does not make all of it part of a ticket.
    private static let limit = 50
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Adds those a mail was written to beside us, and its sender unless the ticket is theirs.
    func add(_ mail: ReceivedMail, to ticket: UUID, sender: UUID, customer: UUID) async throws {
        var people: [String: (name: String, role: String)] = [:]
        for (addresses, role) in [(mail.mail.to, "to"), (mail.mail.cc, "cc")] {
            for person in addresses where people.count < Self.limit {
                guard let address = EmailAddress.checked(person.address)?.lowercased(), !mail.own.contains(address),
                    address != mail.sender?.key, people[address] == nil
                else { continue }
                people[address] = (String(person.name.prefix(200)), role)
            }
        }
        if sender != customer {
            if let from = mail.sender, let address = EmailAddress.checked(from.address)?.lowercased() {
                people[address] = (String(from.name.prefix(200)), "cc")
            }
            try await connection.execute(
                """
                INSERT INTO ticket_participants (ticket_id, customer_id)
                VALUES (\(ticket), \(sender))
                ON CONFLICT DO NOTHING
                """)
        }
        guard !people.isEmpty else { return }
        let listed = people.sorted { $0.key < $1.key }
        try await connection.execute(
            """
            INSERT INTO ticket_mail_participants (ticket_id, address, name, role)
            SELECT \(ticket)::uuid, p.address, p.name, p.role
            FROM unnest(\(listed.map(\.key))::text[], \(listed.map { $0.value.name.replacing("\0", with: "") })::text[],
                \(listed.map(\.value.role))::text[]) AS p (address, name, role)
            WHERE NOT EXISTS (
                SELECT FROM customer_emails AS e
                WHERE e.customer_id = \(customer) AND NOT e.released AND lower(e.address) = p.address)
            ON CONFLICT DO NOTHING
            """)
    }

    /// Remembers that this Message-ID names this message.
    func name(_ messageID: String, inbox: UUID, ticket: UUID, seq: Int) async throws {
        try await connection.execute(
            """
            INSERT INTO mail_message_ids (message_id, inbox_id, ticket_id, seq, direction)
            VALUES (\(messageID), \(inbox), \(ticket), \(seq), 'in')
            ON CONFLICT DO NOTHING
            """)
    }
}
