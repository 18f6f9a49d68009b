import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Postgres
import Web

/// Shows how answers came to their programs, and tells those who look at the ticket when that changes.
@Loop struct AnswerDeliveries {
    let context: AppContext
    let desk: Desk

    /// The JSON by message; what was forgotten with the log is left out.
    func json(_ places: [MessagePlace]) async throws -> [MessagePlace: [UInt8]] {
        let loggedSince = context.clock.now.addingTimeInterval(-WebhookRules.keptSeconds)
        let found = try await AnswerStore(context.database.connection).deliveries(places, loggedSince: loggedSince)
        return Dictionary(
            found.map { (MessagePlace(ticketID: $0.ticketID, seq: $0.seq), JSONWriter.write($0)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Follows what is stored: who wrote an answer sees at once that it is on its way.
    func follow() {
        desk.deliveriesJSON = { places in try await self.json(places) }
        desk.news.onStored { message, _, _ in
            guard message.isAnswer else { return }
            Task { @Loop in
                let ticket = message.ticketID.uuid
                let facts = try? await desk.facts.facts(of: ticket, in: context.database.connection)
                if facts?.isOfProgram == true { changed(ticket, seq: message.seq) }
            }
        }
    }

    /// Tells the staff who have the ticket open to look at the message again.
    func changed(_ ticket: UUID, seq: Int) {
        var json = JSONWriter()
        json.object { json in
            json.field("ticket_id", ID<Ticket>(ticket))
            json.field("seq", seq)
        }
        desk.hub.publish(LiveNews(topic: .ticket(ticket), kind: .delivery, staffData: json.bytes))
    }
}
