package import Basics
import EventLoop
package import Postgres

extension Desk {
    /// Notes something another module has to say in the ticket's thread, such as a rating.
    ///
    /// Runs in the caller's transaction.
    ///
    /// - Parameter clientID: Names it, so that a repeat is stored and told once; see `ClientID`.
    /// - Throws: `Problem.notFound` when the ticket is gone.
    package func appendEvent(
        _ type: String, _ details: [String: JSONValue] = [:], to ticket: ID<Ticket>, by author: MessageAuthor = .system,
        clientID: String? = nil, in connection: Connection
    ) async throws -> Message {
        let event = NewMessage.event(type, details, ticket: ticket, author: author, at: now, clientID: clientID)
        guard let result = try await MessageAppendStore(connection).append([event]).first else {
            throw Problem.notFound("ticket")
        }
        try MessagePosting.require(result)
        let message = event.stored(result)
        guard result.outcome == .stored else { return message }
        connection.afterCommit { [news] in
            news.stored(message, assigneeID: result.assigneeID, teamID: result.teamID)
        }
        return message
    }
}
