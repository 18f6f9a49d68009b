import Basics
import EventLoop
package import Foundation

/// A member of staff as other nodes see them.
struct Colleague: Sendable, Equatable {
    let name: String
    var state: PresenceState
}

/// A member of staff who has a ticket open.
struct Viewer: Sendable, Equatable {
    let id: UUID
    let name: String
    let isWriting: Bool
}

/// Presence, typing, and who looks at what: true of all nodes together, never stored.
extension LiveHub {
    // MARK: Presence

    /// Whether `user` can be reached, from the open connections of all nodes.
    package func presence(of user: UUID) -> PresenceState {
        colleagues[user]?.state ?? .offline
    }

    /// Members of staff who are online on any node.
    package var onlineUserIDs: Set<UUID> {
        Set(colleagues.filter { $0.value.state == .online }.keys)
    }

    private var colleagues: [UUID: Colleague] {
        colleaguesHere.merging(peers.colleagues) { here, there in there.state == .online ? there : here }
    }

    private var colleaguesHere: [UUID: Colleague] {
        var found: [UUID: Colleague] = [:]
        for session in sessions.values {
            guard let principal = session.principal, principal.kind == .user, let id = principal.id else { continue }
            if session.presence == .online || found[id] == nil {
                found[id] = Colleague(name: principal.name, state: session.presence)
            }
        }
        return found
    }

    func presenceChanged(of principal: Principal) {
        guard principal.kind == .user else { return }
        peers.tell(.presence(colleaguesHere))
        announcePresence()
    }

    /// Tells this node's consoles of every colleague whose presence is another than they were told.
    func announcePresence() {
        let now = colleagues
        let before = announced
        announced = now
        guard let followers = follows[.inbox] else { return }
        let changed = Set(now.keys).union(before.keys).filter { now[$0]?.state != before[$0]?.state }
        for id in changed.sorted(by: { $0.uuidString < $1.uuidString }) {
            var json = JSONWriter()
            json.object { json in
                json.object("principal") { json in
                    json.field("kind", "agent")
                    json.field("id", ID<Principal>(id))
                    json.field("name", (now[id] ?? before[id])?.name ?? "")
                }
                json.field("state", now[id]?.state ?? .offline)
            }
            deliver(LiveNews(topic: .inbox, kind: .presence, staffData: json.bytes), to: followers)
        }
    }

    /// Tells a node that has just appeared who is here and what they look at.
    func introduceOurselves() {
        peers.tell(.presence(colleaguesHere))
        for case .ticket(let ticketID) in follows.keys {
            let viewers = viewersHere(of: ticketID)
            if !viewers.isEmpty { peers.tell(.viewers(ticketID, viewers)) }
        }
    }

    // MARK: Typing

    func typing(_ session: LiveSession, ticketID: UUID, active: Bool, isPrivate: Bool) {
        guard let principal = session.principal, let id = principal.id else { return }
        var json = JSONWriter()
        json.object { json in
            json.field("ticket_id", ID<LiveHub>(ticketID))
            json.object("principal") { json in
                json.field("kind", principal.kind == .visitor ? "visitor" : "agent")
                json.field("id", ID<Principal>(id))
                json.field("name", principal.name)
            }
            json.field("active", active)
            json.field("private", isPrivate)
        }
        // What an agent types in a note is no business of the visitor's.
        let news = LiveNews(
            topic: .ticket(ticketID), kind: .typing, staffData: json.bytes, visitorData: isPrivate ? nil : json.bytes)
        for follower in follows[news.topic]?.sessions.values.map({ $0 }) ?? [] where follower !== session {
            follower.deliver(news)
        }
        peers.tell(.news(news))
        guard principal.kind == .user else { return }
        let wasWriting = writing[ticketID]?.contains(id) ?? false
        if active { writing[ticketID, default: []].insert(id) } else { writing[ticketID]?.remove(id) }
        if wasWriting != active { viewersChanged(news.topic, session) }
    }

    // MARK: Who looks at what

    /// Members of staff on any node who have the ticket open, by name.
    private func viewers(of ticketID: UUID) -> [Viewer] {
        let all = Dictionary(grouping: viewersHere(of: ticketID) + peers.viewers(of: ticketID), by: \.id)
        return all.values
            .compactMap { same in same.first(where: \.isWriting) ?? same.first }
            .sorted { ($0.name, $0.id.uuidString) < ($1.name, $1.id.uuidString) }
    }

    private func viewersHere(of ticketID: UUID) -> [Viewer] {
        var seen: Set<UUID> = []
        var viewers: [Viewer] = []
        for session in follows[.ticket(ticketID)]?.sessions.values.map({ $0 }) ?? [] {
            guard let principal = session.principal, principal.kind == .user, let id = principal.id,
                session.isFollowing(.ticket(ticketID)), seen.insert(id).inserted
            else { continue }
            viewers.append(
                Viewer(id: id, name: principal.name, isWriting: writing[ticketID]?.contains(id) ?? false))
        }
        return viewers
    }

    func viewersChanged(_ topic: Topic, _ session: LiveSession) {
        guard case .ticket(let ticketID) = topic, session.principal?.kind == .user else { return }
        if writing[ticketID]?.isEmpty ?? false { writing[ticketID] = nil }
        peers.tell(.viewers(ticketID, viewersHere(of: ticketID)))
        announceViewers(of: ticketID)
    }

    func announceViewers(of ticketID: UUID) {
        var json = JSONWriter()
        json.object { json in
            json.field("ticket_id", ID<LiveHub>(ticketID))
            json.array("viewers") { json in
                for viewer in viewers(of: ticketID) {
                    json.object { json in
                        json.field("id", ID<Principal>(viewer.id))
                        json.field("name", viewer.name)
                        json.field("state", viewer.isWriting ? "writing" : "viewing")
                    }
                }
            }
        }
        for topic in [Topic.ticket(ticketID), .inbox] {
            guard let followers = follows[topic] else { continue }
            deliver(LiveNews(topic: topic, kind: .presence, staffData: json.bytes), to: followers)
        }
    }
}
