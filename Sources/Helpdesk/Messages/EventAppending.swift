package import Basics
import EventLoop
package import Postgres

extension Desk {
    /// Notes something another module has to say in the ticket's thread, such as a rating.
    ///
    /// Runs in the caller's transaction.
    ///
    /// - Throws: `Problem.notFound` when the ticket is gone.
    package func appendEvent(
        _ type: String, _ details: [String: JSONValue] = [:], to ticket: ID<Ticket>, by author: MessageAuthor = .system,
        in connection: Connection
    ) async throws -> Message {
        let event = NewMessage.event(type, details, ticket: ticket, author: author, at: now)
        guard let result = try await MessageAppendStore(connection).append([event]).first else {
            throw Problem.notFound("ticket")
        }
        try MessagePosting.require(result)
        let message = event.stored(result)
        connection.afterCommit { [news] in
            news.stored(message, assigneeID: result.assigneeID, teamID: result.teamID)
        }
        return message
    }
}
