package import Foundation

/// What in a mail may tell the conversation it belongs to.
package enum ThreadClue: Sendable, Equatable {
    /// It was sent to a reply address of ours.
    case replyAddress(conversation: UUID)
    /// It answers a mail whose Message-ID we signed.
    case ourMessageID(conversation: UUID, message: UUID)
    /// It answers a mail that somebody else named; it counts only when we know the mail.
    case knownMessageID(String)
    /// A mail of ours is quoted in it with its signed Message-ID.
    case hiddenReference(conversation: UUID, message: UUID)
    /// Its subject holds `[#1042]`, which anybody can write.
    case subjectNumber(Int)
    /// Its subject without prefixes; it counts only where the mailbox joins by subject.
    case sameSubject(String)
}

extension ThreadClue {
    /// The ids only a mail of ours can have brought to the sender, that of the message before that of its conversation.
    package var signedIDs: [UUID] {
        switch self {
        case .replyAddress(let conversation): [conversation]
        case .ourMessageID(let conversation, let message), .hiddenReference(let conversation, let message):
            [message, conversation]
        case .knownMessageID, .subjectNumber, .sameSubject: []
        }
    }
}

/// Collects the clues of a mail, the surest first; who may use the unsigned ones is decided where they are looked up.
package enum ThreadClues {
    /// The clues of `mail` in the order in which they count, each once.
    ///
    /// - Parameter ownAddresses: Of our mailboxes: what they send joins nothing by its subject.
    package static func extract(
        from mail: ParsedMail, identity: MailIdentity, ownAddresses: Set<String> = []
    ) -> [ThreadClue] {
        var clues: [ThreadClue] = []
        func add(_ clue: ThreadClue) {
            if !clues.contains(clue) { clues.append(clue) }
        }
        for address in mail.to.map(\.address) + mail.cc.map(\.address) + mail.deliveredTo + mail.bcc.map(\.address) {
            if let conversation = identity.conversation(inReplyAddress: address) {
                add(.replyAddress(conversation: conversation))
            }
        }

        let answered = answeredIDs(mail)
        for id in answered {
            if let named = identity.named(by: id) {
                add(.ourMessageID(conversation: named.conversationID, message: named.messageID))
            }
        }
        for id in answered where identity.named(by: id) == nil { add(.knownMessageID(id)) }

        for text in [mail.text, mail.html ?? ""] {
            for id in SignedNames.all(in: text) {
                guard let named = identity.named(by: id) else { continue }
                add(.hiddenReference(conversation: named.conversationID, message: named.messageID))
            }
        }
        if let number = SubjectLine.ticketNumber(in: mail.subject) { add(.subjectNumber(number)) }
        let key = SubjectLine.key(mail.subject)
        let own = Set(ownAddresses.map { $0.lowercased() })
        if !key.isEmpty, let sender = mail.from.first, !own.contains(sender.key) { add(.sameSubject(key)) }
        return clues
    }

    /// The mail it answers first, then the older ones from the newest.
    private static func answeredIDs(_ mail: ParsedMail) -> [String] {
        let original = mail.headers.all("X-Microsoft-Original-Message-ID")
        var seen: Set<String> = []
        // A thread of years has hundreds; the nearest ones tell.
        return (mail.inReplyTo + mail.references.reversed().prefix(60) + original).filter { seen.insert($0).inserted }
    }
}

/// Finds what has the form of a Message-ID of ours, `t.CONVERSATION.MESSAGE.SIGNATURE@`, anywhere in a text.
private enum SignedNames {
    private static let lengths = [26, 26, 16]

    static func all(in text: String) -> [String] {
        let bytes = Array(text.utf8)
        var found: [String] = []
        var place = 0
        // Each candidate costs a signature: a mail full of forged ones is not worth more of them.
        while place + 73 < bytes.count, found.count < 100 {
            guard bytes[place] | 0x20 == 0x74, bytes[place + 1] == 0x2E, let end = end(bytes, from: place + 2) else {
                place += 1
                continue
            }
            let id = "<\(String(decoding: bytes[place..<end], as: UTF8.self))@>"
            if !found.contains(id) { found.append(id) }
            place = end
        }
        return found
    }

    private static func end(_ bytes: [UInt8], from start: Int) -> Int? {
        var place = start
        for (index, length) in lengths.enumerated() {
            let end = place + length
            guard end < bytes.count, bytes[place..<end].allSatisfy(isBase32) else { return nil }
            // The `@` may have been written as `%40` or as a character reference.
            guard index == 2 || bytes[end] == 0x2E else { return nil }
            if index == 2 {
                let sign = bytes[end]
                guard sign == 0x40 || sign == 0x25 || sign == 0x26 else { return nil }
                return end
            }
            place = end + 1
        }
        return nil
    }

    private static func isBase32(_ byte: UInt8) -> Bool {
        byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x32 && byte <= 0x37
    }
}
