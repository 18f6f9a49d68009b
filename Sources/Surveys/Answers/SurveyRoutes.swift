import Basics
import Customers
package import EventLoop
import Foundation
import Gateway
package import Helpdesk
import Postgres
package import Web

/// Surveys over HTTP: the customer's page and answer, and the supervisors' list.
@Loop package struct SurveyRoutes {
    private let desk: Desk
    private let throttle: TokenThrottle

    package init(_ desk: Desk) {
        self.desk = desk
        throttle = TokenThrottle()
    }

    package var routes: [Route] {
        [
            .get(
                "/surveys", "Questions to customers and their answers, newest first", .permission(.reportsRead),
                query: [
                    QueryParameter("rating", "Only this rating, 1 to 5"), QueryParameter("from", "Sent at or after"),
                    QueryParameter("to", "Sent before"),
                ],
                output: SurveyListing.self, page: true
            ) { try await list($0) },
            .get("/surveys/{token}", "What a survey's page shows; records nothing", .anyone, output: SurveyPage.self) {
                try await show($0)
            },
            .post(
                "/surveys/{token}/answer", "Answers, or changes the answer within 24 hours", .anyone,
                input: AnswerInput.self, output: SurveyPage.self
            ) { try await answer($0) },
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let limit = try request.limit()
        let rating = try request.query(number: "rating", minimum: 1)
        let before = try request.place(of: SurveyInvitation.self)
        let rows = try await AnswerStore(desk.database.connection).list(
            rating: rating, from: try request.query(date: "from"), to: try request.query(date: "to"), before: before,
            limit: limit + 1)
        return .json(Page(rows, limit: limit) { Cursor(at: $0.sentAt, id: $0.id) })
    }

    private func show(_ request: Request) async throws -> Response {
        try throttle.check(request.head.remoteAddress)
        let invitation = try await invitation(request)
        return .json(SurveyPage(invitation, now: desk.now), headers: [("Cache-Control", "no-store")])
    }

    private func answer(_ request: Request) async throws -> Response {
        try throttle.check(request.head.remoteAddress)
        guard !request.principal.isStaff else { throw Problem.staffCannotAnswer }
        let input = try request.input(AnswerInput.self).checked()
        let found = try await invitation(request)
        let now = desk.now
        let isFirst = try await desk.change(.id(ID<Ticket>(found.ticketID)), by: .system) { change in
            // Read again under the ticket's lock, so that two answers at once are told apart.
            let former = try await InvitationStore(change.connection).invitation(token: request.parameter("token"))?
                .answer
            if let former, former.rating == input.rating, former.comment == input.comment, former.reason == input.reason
            {
                return false
            }
            guard try await AnswerStore(change.connection).keep(input, for: found.id, now: now) != nil else {
                throw former == nil ? Problem.surveyExpired : Problem.answerFinal
            }
            change.event("rated", ["rating": .number(Double(input.rating)), "comment": .string(input.comment)])
            try await TimelineStore(change.connection, random: desk.context.random).add(
                customerID: ID<Customer>(found.customerID), at: now, kind: "rating", title: "\(input.rating)/5",
                detail: input.comment, ticketNumber: found.ticketNumber)
            return former == nil
        }.answer
        let kept = try await invitation(request)
        return .json(SurveyPage(kept, now: now), status: isFirst ? 201 : 200)
    }

    private func invitation(_ request: Request) async throws -> SurveyInvitation {
        let token = request.parameter("token")
        guard let found = try await InvitationStore(desk.database.connection).invitation(token: token) else {
            throw Problem.notFound("survey")
        }
        return found
    }
}
