import Basics
import Channels
import EventLoop
import Foundation

/// Puts on messages what is known of the mails they came or left by.
@Loop struct MessageMails {
    private let desk: Desk

    init(_ desk: Desk) {
        self.desk = desk
    }

    /// The messages with their `mail` objects; messages that can be none ask nothing.
    func filled(_ messages: [Message]) async throws -> [Message] {
        let places = messages.filter(Self.mayBeMail).map { MessagePlace(ticketID: $0.ticketID.uuid, seq: $0.seq) }
        guard !places.isEmpty else { return messages }
        let found = try await desk.mailsJSON(places)
        return messages.map { message in
            var filled = message
            filled.mail = found[MessagePlace(ticketID: message.ticketID.uuid, seq: message.seq)]
            return filled
        }
    }

    private static func mayBeMail(_ message: Message) -> Bool {
        if message.clientID.map(ClientID.isMail) ?? false { return true }
        return message.isAnswer && message.author.kind == .agent
    }
}
