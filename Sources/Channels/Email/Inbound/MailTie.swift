import EventLoop
import Foundation
import Postgres
import Web

/// What one mail has in common with another when the order of the two matters.
enum MailTie: Hashable, Sendable {
    /// Somebody who wrote it or was passed on in it, in lower case.
    case person(String)
    /// A Message-ID it has or names.
    case name(String)
    /// The ticket it leads to.
    case conversation(UUID)

    /// The ties of a mail, looked up as far as the database knows them.
    @Loop static func ties(of read: ReadMail, _ context: AppContext) async throws -> Set<MailTie> {
        let mail = read.mail
        let identity = MailIdentity(secrets: context.secrets)
        var ties: Set<MailTie> = [.name(read.messageID)]
        var people = (mail.from + mail.replyTo).map(\.address)
        if SubjectLine.isForward(mail.subject), let original = ForwardedMail.original(text: mail.text, html: mail.html)
        {
            people.append(original.from.address)
        }
        people += mail.bounce?.recipients.map(\.address) ?? []
        ties.formUnion(people.map { .person($0.lowercased()) })
        var names: [String] = []
        var numbers: [Int] = []
        for clue in ThreadClues.extract(from: mail, identity: identity) {
            switch clue {
            case .replyAddress(let id), .ourMessageID(let id, _), .hiddenReference(let id, _):
                ties.insert(.conversation(id))
            case .knownMessageID(let name): names.append(name)
            case .subjectNumber(let number): numbers.append(number)
            case .sameSubject: break  // Of the same sender only.
            }
        }
        if let original = mail.bounce?.originalMessageID { names.append(original) }
        let conversations = try await InboundMailStore(context.database.connection)
            .conversations(names: names, numbers: numbers)
        ties.formUnion(names.map(MailTie.name))
        ties.formUnion(conversations.map(MailTie.conversation))
        return ties
    }
}

/// A mail that was read and has no place yet.
struct ReadMail: Sendable {
    let mail: ParsedMail
    /// Its own Message-ID, or one made of its bytes.
    let messageID: String
    /// Files in the attachment store, not in the database yet.
    let files: [Attachment]
}
