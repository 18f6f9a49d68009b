package import EventLoop
package import Foundation

/// What live sessions need of the ticketing side; `Helpdesk` answers, `Assembly.swift` joins the two.
@Loop package protocol LiveDesk: AnyObject {
    /// The topics a fresh session follows by itself: the inbox for staff, the open ticket for a visitor.
    func topics(of principal: Principal) async throws -> [Topic]
    /// The topic's last sequence number (0 for the inbox), or `nil` when `principal` may not follow it.
    func lastSeq(of topic: Topic, for principal: Principal) async throws -> Int?
    /// Whether a message that came at `moment` has waited too long for its turn while messages were being stored all the
    /// time: more come in than can be stored, and refusing this one keeps the others' answers quick.
    func isTooLate(since moment: ContinuousClock.Instant) -> Bool
    /// Stores a message. Returning means: committed in PostgreSQL.
    func send(_ message: LiveSend, by principal: Principal) async throws -> LiveSent
    /// The ticket's news after `seq` in order, private ones included, closed by one `ticket.updated`; `nil` when there
    /// are more than `limit`.
    func replay(_ ticketID: UUID, after seq: Int, limit: Int) async throws -> [LiveNews]?
    /// What the inbox should hear of the ticket as it is now; `nil` when it is gone.
    func inboxNews(of ticketID: UUID) async throws -> LiveNews?
    /// The present last sequence numbers of these tickets, for the sweep that heals lost hints.
    func lastSeqs(of ticketIDs: [UUID]) async throws -> [UUID: Int]
    /// Remembers how far `principal` has read, and says so to the other side.
    func markRead(_ ticketID: UUID, seq: Int, by principal: Principal) async throws
}

/// A message stored.
package struct LiveSent: Sendable {
    package let ticketID: UUID
    /// The message as its sender sees it, JSON.
    package let message: [UInt8]

    package init(ticketID: UUID, message: [UInt8]) {
        self.ticketID = ticketID
        self.message = message
    }
}
