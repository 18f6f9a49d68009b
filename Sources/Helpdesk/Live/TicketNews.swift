import Basics
package import EventLoop
package import Foundation
package import Postgres
package import Web

/// Tells the live hub what was committed: each message at once, each ticket's new state soon after, many tickets with
/// one query.
@Loop package final class TicketNews {
    /// How long a changed ticket may wait, so that a burst of messages causes one `ticket.updated`.
    private static let settleSeconds = 0.1
    private static let batchLimit = 200

    private let hub: LiveHub
    private let database: Database
    private var changed: Set<UUID> = []
    private var timer: LoopTimer?
    private var listeners: [@Loop (Message, UUID?, UUID?) -> Void] = []

    package init(hub: LiveHub, database: Database) {
        self.hub = hub
        self.database = database
    }

    /// Calls `listener` with each committed message, its ticket's assignee and team.
    package func onStored(_ listener: @escaping @Loop (Message, UUID?, UUID?) -> Void) {
        listeners.append(listener)
    }

    /// A message was committed.
    package func stored(_ message: Message, assigneeID: UUID?, teamID: UUID?) {
        hub.publish(Self.news(of: message, assigneeID: assigneeID, teamID: teamID))
        if message.kind != .event, hub.isHeard(.inbox) {
            hub.publish(Self.hint(of: message, assigneeID: assigneeID, teamID: teamID))
        }
        changed(message.ticketID.uuid)
        for listener in listeners { listener(message, assigneeID, teamID) }
    }

    /// Something about the ticket was committed.
    package func changed(_ ticketID: UUID) {
        changed.insert(ticketID)
        if timer == nil {
            timer = LoopTimer(afterSeconds: Self.settleSeconds) { [weak self] in self?.publishChanged() }
        }
    }

    private func publishChanged() {
        timer = nil
        let ids = Array(changed.prefix(Self.batchLimit))
        changed.subtract(ids)
        if !changed.isEmpty {
            timer = LoopTimer(afterSeconds: Self.settleSeconds) { [weak self] in self?.publishChanged() }
        }
        Task { @Loop in
            do {
                for ticket in try await TicketStore(database.connection).tickets(ids) {
                    hub.publish(Self.news(of: ticket, topic: .ticket(ticket.id.uuid)))
                    hub.publish(Self.news(of: ticket, topic: .inbox))
                }
            } catch {
                Log.warning("changed tickets not announced", ["cause": String(describing: error)])
            }
        }
    }

    /// How far somebody has read, for the others who follow the ticket.
    package func read(_ ticketID: UUID, seq: Int, by principal: Principal) {
        var json = JSONWriter()
        json.object { json in
            json.field("ticket_id", ID<Ticket>(ticketID))
            json.object("principal") { json in
                json.field("kind", principal.kind == .visitor ? "visitor" : "agent")
                json.field("id", principal.id.map { ID<Principal>($0) })
                json.field("name", principal.name)
            }
            json.field("seq", seq)
        }
        hub.publish(
            LiveNews(topic: .ticket(ticketID), kind: .read, staffData: json.bytes, visitorData: json.bytes))
    }

    /// A message as news of its ticket; visitors hear only of what is public.
    static func news(of message: Message, assigneeID: UUID?, teamID: UUID?) -> LiveNews {
        var json = JSONWriter(capacity: 512)
        json.object { json in json.field("message", message) }
        return LiveNews(
            topic: .ticket(message.ticketID.uuid), kind: .messageCreated, seq: message.seq, staffData: json.bytes,
            visitorData: message.isPrivate || message.kind == .note ? nil : json.bytes, assigneeID: assigneeID,
            teamID: teamID)
    }

    private static func hint(of message: Message, assigneeID: UUID?, teamID: UUID?) -> LiveNews {
        var json = JSONWriter()
        json.object { json in
            json.field("ticket_id", message.ticketID)
            json.field("seq", message.seq)
            json.field("author_kind", message.author.kind)
            json.field("kind", message.kind)
            json.field("excerpt", Excerpt.of(message.text))
        }
        return LiveNews(
            topic: .inbox, kind: .messageCreated, staffData: json.bytes, assigneeID: assigneeID, teamID: teamID)
    }

    /// A ticket's state as news of its own topic or as a hint in the inbox.
    static func news(of ticket: Ticket, topic: Topic) -> LiveNews {
        var json = JSONWriter(capacity: 1_024)
        json.object { json in json.field("ticket", ticket) }
        var reduced = JSONWriter()
        reduced.object { json in json.field("ticket", JSONBytes(ticket.visitorJSON)) }
        return LiveNews(
            topic: topic, kind: .ticketUpdated, seq: topic == .inbox ? nil : ticket.sequence.last,
            staffData: json.bytes, visitorData: topic == .inbox ? nil : reduced.bytes,
            assigneeID: ticket.assignee?.id, teamID: ticket.team?.id)
    }
}
