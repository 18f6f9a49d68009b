import Basics
package import EventLoop
import Foundation
import Postgres
import Web

/// Brings messages of staff and visitors onto existing tickets.
@Loop package struct MessagePosting {
    private let desk: Desk

    package init(_ desk: Desk) {
        self.desk = desk
    }

    /// Stores the message with all others of this turn and tells who follows the ticket.
    ///
    /// - Returns: The message stored, or the one stored before under the same `client_id`; `nil` when the ticket is
    ///   settled and the inbox's reopen rule has to decide.
    package func post(_ message: NewMessage) async throws -> Message? {
        let result = try await desk.appender.append(message)
        switch result.outcome {
        case .stored:
            let stored = message.stored(result)
            desk.news.stored(stored, assigneeID: result.assigneeID, teamID: result.teamID)
            return stored
        case .repeated: return try await earlier(message)
        case .settled: return nil
        default:
            try Self.require(result)
            return nil
        }
    }

    /// The message stored before under this one's `client_id`.
    ///
    /// - Throws: `Problem` of kind `client-id-taken` when somebody else wrote it: their words are not ours to return.
    package func earlier(_ message: NewMessage) async throws -> Message {
        let stored = try await MessageStore(desk.database.connection).message(
            of: message.ticketID, clientID: message.clientID)
        guard let stored, stored.author.kind == message.author.kind,
            stored.author.kind == .customer || stored.author.id == message.author.id
        else {
            throw Problem.conflict(
                "client-id-taken", "This client_id was used for another message", "Use a new client_id.")
        }
        return try await MessageAttachments(desk).filled([stored])[0]
    }

    /// - Throws: The `Problem` that says why the message was not stored.
    static func require(_ result: AppendResult) throws {
        switch result.outcome {
        case .stored, .repeated: return
        case .refused, .missing: throw Problem.notFound("ticket")
        case .settled, .closed:
            throw Problem.conflict(
                "ticket-closed", "The ticket is closed", "Reopen it first, or write a new ticket.")
        case .internal:
            throw Problem.conflict(
                "ticket-internal", "The ticket is internal",
                "Nothing on it reaches the customer: write a note, with private set to true.")
        case .newer: throw newer(result.newestSeq)
        }
    }

    /// The refusal of a reply whose writer had not seen the newest message.
    static func newer(_ newestSeq: Int) -> Problem {
        var problem = Problem.conflict(
            "newer-message", "There is a newer message",
            "Somebody wrote after what you have seen. Read it, then send again with force.")
        problem.members["newest_seq"] = .number(Double(newestSeq))
        return problem
    }
}
