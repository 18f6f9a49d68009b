import Access
import Basics
import EventLoop
import Foundation
import Postgres

/// Tells people who have no console in sight of what asks for them: a customer's message on their ticket or on nobody's,
/// a mention, a ticket given to them.
@Loop final class TicketPush {
    private let database: Database
    private let push: Push

    init(database: Database, push: Push) {
        self.database = database
        self.push = push
    }

    /// A message was committed.
    func stored(_ message: Message, assigneeID: UUID?, teamID: UUID?) {
        guard let reason = Reason(message, assigneeID: assigneeID) else { return }
        Task { @Loop in
            do {
                guard try await push.isWanted() else { return }
                try await tell(reason, message, assigneeID: assigneeID, teamID: teamID)
            } catch {
                Log.warning("news not pushed", ["cause": String(describing: error)])
            }
        }
    }

    /// Why somebody is told.
    private enum Reason {
        case asked
        case mentioned
        case assigned(to: UUID)

        init?(_ message: Message, assigneeID: UUID?) {
            switch message.kind {
            case .reply where message.author.kind == .customer: self = .asked
            case .note where !message.mentions.isEmpty: self = .mentioned
            case .event:
                guard let assigneeID, assigneeID != message.author.id, let event = message.event,
                    let details = try? JSONValue(parsing: event), details["type"] == .string("assigned"),
                    details["to"] != details["from"]
                else { return nil }
                self = .assigned(to: assigneeID)
            default: return nil
            }
        }
    }

    private func tell(_ reason: Reason, _ message: Message, assigneeID: UUID?, teamID: UUID?) async throws {
        let number = try await number(of: message.ticketID)
        let users: [UUID]? =
            switch reason {
            case .asked: try await askedPeople(assigneeID: assigneeID, teamID: teamID)
            case .mentioned: message.mentions
            case .assigned(let user): [user]
            }
        try await push.tell(users, except: message.author.id, assignee: assigneeID, team: teamID) { locale in
            let words = PushWords(isChinese: locale == "zh-Hans", number: number, name: message.author.name)
            let excerpt = Excerpt.of(message.text)
            let (title, line) =
                switch reason {
                case .asked: (words.customer, words.newMessage)
                case .mentioned: (words.mention, words.newNote)
                case .assigned: (words.assigned, words.openIt)
                }
            return PushNotice(
                title: title, line: line, excerpt: excerpt, path: "/tickets/\(number)",
                tag: "ticket-\(message.ticketID)", at: message.createdAt)
        }
    }

    /// Whoever is responsible; without one the team; without a team, or an empty one, everybody.
    private func askedPeople(assigneeID: UUID?, teamID: UUID?) async throws -> [UUID]? {
        if let assigneeID { return [assigneeID] }
        guard let teamID else { return nil }
        let members = try await TeamStore(database.connection).team(ID(teamID))?.memberIDs.map(\.uuid) ?? []
        return members.isEmpty ? nil : members
    }

    private func number(of ticket: ID<Ticket>) async throws -> Int {
        try await database.connection.one({ try $0["number"] }, "SELECT number FROM tickets WHERE id = \(ticket)")
    }
}

/// What a browser is told, in two languages.
private struct PushWords {
    let isChinese: Bool
    let number: Int
    let name: String

    var customer: String { name.isEmpty ? (isChinese ? "访客" : "Visitor") : name }
    var newMessage: String { isChinese ? "工单 #\(number) 有新消息" : "New message on #\(number)" }
    var mention: String { isChinese ? "\(name) 在 #\(number) 提到了你" : "\(name) mentioned you on #\(number)" }
    var newNote: String { isChinese ? "打开工单查看备注" : "Open the ticket to read the note" }
    var assigned: String {
        if name.isEmpty { return isChinese ? "工单 #\(number) 已分配给你" : "#\(number) is yours now" }
        return isChinese ? "\(name) 将 #\(number) 分配给你" : "\(name) gave you #\(number)"
    }
    var openIt: String { isChinese ? "打开工单" : "Open the ticket" }
}
