import Basics
package import EventLoop
package import Foundation
package import Postgres
package import Web

/// What the widget needs of the ticketing side; Helpdesk answers, the assembly joins the two.
@Loop package protocol VisitorDesk: AnyObject {
    /// The visitor's ticket as they see it with the last `limit` public messages; `nil` while they have none.
    func currentTicket(of visitor: Principal.VisitorReach, limit: Int) async throws -> VisitorTicket?
    /// Public messages of the visitor's ticket after `seq` in order, at most `limit`: a JSON array.
    func messages(of visitor: Principal.VisitorReach, afterSeq seq: Int, limit: Int) async throws -> [UInt8]
    /// Stores a visitor's message. Returning means: committed in PostgreSQL.
    func send(_ message: LiveSend, by principal: Principal) async throws -> LiveSent
    /// Whether a mailbox could mail the visitor their conversation.
    func canSendTranscript(to visitor: Principal.VisitorReach) async throws -> Bool
    /// Mails the visitor their conversation, to an address they gave.
    func sendTranscript(to email: String, for principal: Principal) async throws
    /// The visitor turned out to be the customer `to`: the conversations they began before belong to that customer from
    /// now on. Runs once per visitor, in the caller's transaction, and leaves its trace in the threads.
    func identified(visitor: UUID, from: UUID?, to: UUID, in connection: Connection) async throws
}

extension VisitorDesk {
    package func canSendTranscript(to visitor: Principal.VisitorReach) async throws -> Bool { false }

    /// A desk that sends nothing says that there is nothing to send.
    package func sendTranscript(to email: String, for principal: Principal) async throws {
        throw Problem.notFound("ticket")
    }
}

/// A visitor's own conversation.
package struct VisitorTicket: Sendable {
    package let id: UUID
    /// The ticket as visitors see it, JSON.
    package let ticketJSON: [UInt8]
    /// Public messages ascending, a JSON array.
    package let messagesJSON: [UInt8]

    package init(id: UUID, ticketJSON: [UInt8], messagesJSON: [UInt8]) {
        self.id = id
        self.ticketJSON = ticketJSON
        self.messagesJSON = messagesJSON
    }
}

/// What the entrances need of the customer records; the assembly hands in the customers' directory.
@Loop package protocol VisitorPeople: AnyObject {
    /// The customer the shop's signed identity names, made when there is none.
    func identified(
        externalID: String, email: String?, name: String?, locale: String?, in connection: Connection
    ) async throws -> UUID
    /// Puts what a visitor typed on their own customer, an address only when it is nobody else's.
    func complete(
        _ customerID: UUID, name: String?, email: String?, phone: String?, in connection: Connection
    ) async throws
    /// The customer another program's person is, found or made; what the program says about them is put down where
    /// nothing stood.
    ///
    /// - Parameter known: Whom an earlier message of the same person led to.
    /// - Parameter account: Where the platform knows them: it finds the one customer who has it.
    /// - Parameter trusted: Whether the address may find its customer, too.
    func customer(
        known: UUID?, account: (platform: String, handle: String)?, name: String?, email: String?, phone: String?,
        locale: String?, trusted: Bool, in connection: Connection
    ) async throws -> UUID
    /// The customer's name and the address to write to.
    func contact(_ customerID: UUID, in connection: Connection) async throws -> (name: String, email: String?)?
}
