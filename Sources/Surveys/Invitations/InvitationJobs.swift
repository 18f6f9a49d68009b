import Basics
package import EventLoop
import Foundation
package import Helpdesk
package import Jobs
package import Postgres
import Web

/// Asks the customer some time after a ticket was solved.
@Loop package struct InvitationJobs {
    private static let ask = Job<SurveyWish>("surveys.ask")
    private let desk: Desk

    package init(_ desk: Desk) {
        self.desk = desk
    }

    package func register(_ queue: JobQueue) {
        queue.register(Self.ask) { wish in try await ask(wish) }
    }

    /// Plans the question in the transaction that solved the ticket.
    package func plan(_ solved: TicketSolved, in connection: Connection) async throws {
        guard let rule = try await InvitationStore(connection).rule(of: solved.inboxID), rule.isEnabled else { return }
        let wish = SurveyWish(
            ticketID: solved.ticketID, solveCount: solved.solveCount, inboxID: solved.inboxID, agentID: solved.agentID,
            teamID: solved.teamID)
        try await JobQueue.enqueue(
            Self.ask, wish, at: rule.delaySeconds > 0 ? solved.at.addingTimeInterval(rule.delaySeconds) : nil,
            key: "\(solved.ticketID.uuidString.lowercased()):\(solved.solveCount)", in: connection)
    }

    /// Makes the question and offers it to whoever has the chat open.
    ///
    /// The token goes to the visitor only: an agent who knew it could answer for the customer.
    package func ask(_ wish: SurveyWish) async throws {
        guard let rule = try await InvitationStore(desk.database.connection).rule(of: wish.inboxID), rule.isEnabled
        else {
            return
        }
        let now = desk.now
        let token = desk.context.random.token(byteCount: 24)
        let id = ID<SurveyInvitation>.make(at: now, random: desk.context.random)
        let isMade = try await desk.change(.id(ID<Ticket>(wish.ticketID)), by: .system) { change in
            let isMade = try await InvitationStore(change.connection).invite(
                wish, id: id, token: token, coolDownDays: rule.coolDownDays, now: now)
            // Staff only, like every event: who is in no chat gets the link from the agent.
            if isMade {
                change.event("survey_sent", ["path": .string("/s/\(token)")])
                try await SurveyMail(desk).send(token, about: change)
            }
            return isMade
        }.answer
        guard isMade else { return }
        var json = JSONWriter()
        json.object { json in
            json.field("token", token)
            json.field("ticket_id", ID<Ticket>(wish.ticketID))
        }
        desk.hub.publish(
            LiveNews(topic: .ticket(wish.ticketID), kind: .surveyOffered, staffData: nil, visitorData: json.bytes))
    }
}
