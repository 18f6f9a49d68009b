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
        try await append(
            .event(type, details, ticket: ticket, author: author, at: now, clientID: clientID), in: connection)
    }

    /// Adds a message of Deskbell itself to a ticket's thread, in the caller's transaction; one under a `client_id` stored
    /// before is stored and told once.
    ///
    /// - Throws: `Problem.notFound` when the ticket is gone, and its like.
    package func append(_ new: NewMessage, in connection: Connection) async throws -> Message {
        guard let result = try await MessageAppendStore(connection).append([new]).first else {
            throw Problem.notFound("ticket")
        }
        try MessagePosting.require(result)
        let message = new.stored(result)
        guard result.outcome == .stored else { return message }
        connection.afterCommit { [news] in
            news.stored(message, assigneeID: result.assigneeID, teamID: result.teamID)
        }
        return message
    }
}
