package import Foundation
import Jobs

/// A mail became a message; published in the transaction that stored it.
package struct TicketMailReceived: Event {
    package static let name = "ticket.mail_received"
    package let ticketID: UUID
    package let seq: Int
    package let inboxID: UUID
    /// Of the inbound mail.
    package let mailID: UUID
    /// Whether the ticket was made for it.
    package let opened: Bool
    /// The customer who wrote it; `nil` for a report of a mail system.
    package let customerID: UUID?
    package let address: String?
    /// Whether a machine wrote it: it gets no automatic mail.
    package let isMachine: Bool
    /// Whether it is from before the mailbox was watched: nobody is told that it was received.
    package let isHistory: Bool
    /// The sender's language as far as the text shows it.
    package let locale: String?
    /// What signed names of ours in it carry: ids of the messages and conversations it answers, the surest first.
    package let answers: [UUID]
    package let at: Date
}
