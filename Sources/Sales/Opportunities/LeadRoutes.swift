import Basics
import EventLoop
import Foundation
import Helpdesk
import Postgres
import Web

/// The path by which a conversation becomes a lead.
@Loop struct LeadRoutes {
    let context: AppContext
    let desk: OpportunityDesk
    /// Notes in the ticket's thread that it became a deal.
    let helpdesk: Desk?

    var routes: [Route] {
        [
            .post(
                "/tickets/{id}/opportunity",
                "Makes a ticket a lead in the default pipeline; once, however often it is asked",
                .permission(.salesWrite), output: Opportunity.self, body: .none, handler: make)
        ]
    }

    private func make(_ request: Request) async throws -> Response {
        let name: TicketName = try request.name(of: "ticket")
        let (deal, isNew) = try await context.database.transaction { connection in
            let ticket = try await TicketStore(connection).ticket(name, for: request.principal)
            // Two presses of the key wait for each other here.
            try await connection.execute("SELECT id FROM tickets WHERE id = \(ticket.id) FOR UPDATE")
            if let known = try await OpportunityStore(connection).opportunity(ofTicket: ticket.id.uuid) {
                return (known, false)
            }
            return (try await lead(from: ticket, request, connection), true)
        }
        return .json(deal, status: isNew ? 201 : 200, version: deal.version)
    }

    private func lead(from ticket: Ticket, _ request: Request, _ connection: Connection) async throws -> Opportunity {
        guard let pipeline = try await PipelineStore(connection).defaultPipeline(), let stage = pipeline.stage(.open)
        else { throw Problem.internalFault }
        let currency = try await connection.first(
            { row in try row["currency"] as String }, "SELECT currency FROM company_profile")
        let subject = String(ticket.subject.trimmingBlanks.prefix(200))
        let deal = try await desk.open(
            OpportunityDraft(
                pipelineID: pipeline.id.uuid, stageID: stage.id.uuid, customerID: ticket.customer.id,
                title: subject.isEmpty ? "#\(ticket.number)" : subject, amount: Money(0, currency ?? "CNY"),
                ownerID: OpportunityDesk.person(request), sourceTicketID: ticket.id.uuid), by: request, in: connection)
        _ = try await helpdesk?.appendEvent(
            "lead_made", ["number": .number(Double(deal.number)), "opportunity_id": .string(deal.id.description)],
            to: ticket.id,
            by: MessageAuthor(kind: .agent, id: request.principal.id, name: request.principal.name), in: connection)
        return deal
    }
}
