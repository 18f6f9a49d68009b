package import EventLoop
import Foundation
package import Postgres

/// What sending needs of the ticketing side; Helpdesk answers, the assembly joins the two.
@Loop package protocol MailDesk: AnyObject {
    /// The mail that carries this public message, composed now.
    ///
    /// - Returns: `nil` when there is no such message any more, or when it may not leave the company.
    func mail(carrying mail: OutboundMail, in connection: Connection) async throws -> OutgoingMail?
    /// A mail is given up: the conversation must not wait for an answer that never left. Runs in the transaction that
    /// records it.
    func failed(_ mail: OutboundMail, _ recipients: [OutboundRecipient], in connection: Connection) async throws
    /// Nobody knows whether a mail arrived, and a person has to decide. Runs in the transaction that records it.
    func uncertain(_ mail: OutboundMail, in connection: Connection) async throws
    /// A mail's state changed and is committed.
    func changed(_ mail: OutboundMail, _ state: OutboundMail.State, _ recipients: [OutboundRecipient])
}
