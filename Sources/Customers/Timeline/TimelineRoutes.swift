import Basics
import EventLoop
import Foundation
import Postgres
import Web

/// The path of a customer's history.
@Loop struct TimelineRoutes {
    let context: AppContext

    var routes: [Route] {
        [
            .get(
                "/customers/{id}/timeline", "Everything that happened with a customer, newest first",
                .permission(.customersRead), query: [QueryParameter("kinds", "Only these kinds, with commas between.")],
                output: TimelineEntry.self, page: true, handler: list)
        ]
    }

    private func list(_ request: Request) async throws -> Response {
        let asked: ID<Customer> = try request.id(of: "customer")
        let limit = try request.limit()
        let before = try SortPlace<TimelineEntry>(request.cursor(parts: 2))
        let connection = context.database.connection
        guard let id = try await CustomerStore(connection).kept(asked) else { throw Problem.notFound("customer") }
        let kinds = (request.query("kinds") ?? "").split(separator: ",").map { $0.trimmingBlanks }.filter {
            !$0.isEmpty
        }
        let entries = try await TimelineStore(connection).entries(
            of: id, kinds: kinds, before: before.map { ($0.at, $0.id) }, limit: limit + 1)
        return .json(Page(entries, limit: limit) { Cursor([$0.at.rfc3339, $0.id.description]) })
    }
}

/// A place in a list sorted by an instant and an id.
struct SortPlace<Subject> {
    let at: Date
    let id: ID<Subject>

    /// `nil` without a cursor.
    ///
    /// - Throws: `Problem.malformed` when it is not of such a list.
    init?(_ cursor: Cursor?) throws {
        guard let cursor else { return nil }
        guard cursor.parts.count == 2, let at = cursor.parts[0].flatMap({ Date(rfc3339: $0) }),
            let id = cursor.parts[1].flatMap({ ID<Subject>($0) })
        else { throw Problem.malformed("The cursor is not one of ours. Start the list again without it.") }
        self.at = at
        self.id = id
    }
}
