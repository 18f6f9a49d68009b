import Basics
package import EventLoop
import Foundation
import Postgres
package import Web

/// Paths to what needs somebody now.
@Loop package struct TodayRoutes {
    /// Nothing is put off for longer.
    private static let longestDays = 31.0

    private let context: AppContext
    private let sections: [TodaySection]

    /// - Parameter sections: What the modules give, in any order.
    package init(context: AppContext, sections: [TodaySection]) {
        self.context = context
        self.sections = TodaySection.Name.allCases.flatMap { name in sections.filter { $0.name == name } }
    }

    package var routes: [Route] {
        [
            .get(
                "/today", "What needs one now, the most urgent first; each part with its first lines", .signedIn,
                query: [
                    QueryParameter("whose", "mine (without it; what is nobody's too) or all."),
                    QueryParameter("limit", "How many lines of each part, 1 to 200; 10 without it."),
                ], output: Today.self, handler: show),
            .put(
                "/today/{section}/{id}/deferral", "Keep a line off one's own list until then", .signedIn,
                input: DeferralInput.self, status: 204, handler: putOff),
            .delete(
                "/today/{section}/{id}/deferral", "Show a line again that was put off", .signedIn, handler: bringBack),
        ]
    }

    private func show(_ request: Request) async throws -> Response {
        let person = try person(request)
        let whose = try request.query("whose", as: TodayQuestion.Whose.self) ?? .mine
        let limit = try request.limit(default: 10)
        let now = context.clock.now
        let store = TodayStore(context.database.connection)
        let day = try await store.day(of: person, at: now)
        let question = TodayQuestion(
            principal: request.principal, person: person, whose: whose, now: now, dayEnd: day.end, today: day.today)
        var shown: [Today.TodayPart] = []
        for section in sections where request.principal.permissions.isSuperset(of: section.permissions) {
            let part = try await store.section(section.name, section.lines(question), question, limit: limit)
            if part.total > 0 { shown.append(part) }
        }
        return .json(Today(sections: shown))
    }

    private func putOff(_ request: Request) async throws -> Response {
        let (person, section, item) = try line(request)
        let now = context.clock.now
        let until = try request.input(DeferralInput.self).until
        var fields = Fields()
        fields.check(until > now, "/until", "must lie ahead")
        fields.check(
            until < now.addingTimeInterval(Self.longestDays * 86_400), "/until",
            "must be at most \(Int(Self.longestDays)) days ahead")
        try fields.throwIfAny()
        try await context.database.transaction { connection in
            try await TodayStore(connection).putOff(section, item, of: person, until: until, at: now)
        }
        return .noContent
    }

    private func bringBack(_ request: Request) async throws -> Response {
        let (person, section, item) = try line(request)
        try await TodayStore(context.database.connection).bringBack(section, item, of: person)
        return .noContent
    }

    private func line(_ request: Request) throws -> (person: UUID, section: TodaySection.Name, item: UUID) {
        let person = try person(request)
        guard let section = TodaySection.Name(rawValue: request.parameter("section")) else {
            throw Problem.notFound("section")
        }
        return (person: person, section: section, item: (try request.id(of: "line") as ID<Today>).uuid)
    }

    /// - Throws: `Problem.forbidden` for programs, which have no day.
    private func person(_ request: Request) throws -> UUID {
        guard request.principal.kind == .user, let person = request.principal.id else {
            throw Problem.forbidden("Only people have a today list.")
        }
        return person
    }
}
