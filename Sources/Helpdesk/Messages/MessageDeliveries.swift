import Basics
import Channels
import EventLoop
import Postgres

/// Puts on answers how they came to the program their conversation lives in.
@Loop struct MessageDeliveries {
    private let desk: Desk

    init(_ desk: Desk) {
        self.desk = desk
    }

    /// The messages with their `delivery` objects; those of other tickets ask nothing.
    func filled(_ messages: [Message]) async throws -> [Message] {
        var places: [MessagePlace] = []
        for message in messages where message.isAnswer {
            let ticket = message.ticketID.uuid
            guard try await desk.facts.facts(of: ticket, in: desk.database.connection).isOfProgram else { continue }
            places.append(MessagePlace(ticketID: ticket, seq: message.seq))
        }
        guard !places.isEmpty else { return messages }
        let found = try await desk.deliveriesJSON(places)
        return messages.map { message in
            var filled = message
            filled.delivery = found[MessagePlace(ticketID: message.ticketID.uuid, seq: message.seq)]
            return filled
        }
    }
}

extension Message {
    /// Whether it is ours and meant for the customer.
    package var isAnswer: Bool { kind == .reply && !isPrivate && author.kind != .customer }
}
