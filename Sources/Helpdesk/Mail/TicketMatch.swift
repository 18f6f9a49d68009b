import Basics
import Channels
import Foundation

/// Which ticket a mail belongs to: the rules, without a database.
///
/// A clue that only we can have made (a signed reply address, a signed Message-ID) leads anybody to its ticket, because
/// who has it was given it. A clue that anybody can write (a number, a Message-ID of others, a subject) counts only for
/// somebody who takes part in the ticket already; a stranger gets a new ticket with a link to the one they name.
struct TicketMatch: Sendable, Equatable {
    /// A ticket some clue leads to.
    struct Candidate: Sendable, Equatable {
        var ticketID: UUID
        var number: Int
        /// Whether the sender wrote in it, was written to in it, or is its customer.
        var isParticipant: Bool
        /// Whether the clue is the name of a mail we sent: whoever has it was given it.
        var namesOurMail = false
        /// What the ticket's inbox lets a customer's message do to it.
        var outcome: ReopenRule.Outcome
    }

    enum Place: Sendable, Equatable {
        /// A new ticket, linked to the one given.
        case opens(linkedTo: UUID?)
        case continues(UUID, reopens: Bool)
    }

    let place: Place
    let explanation: MailExplanation

    /// - Parameter found: The clues that lead to a ticket, the surest first.
    /// - Parameter isMachine: A machine's mail is kept where it belongs and changes nothing else.
    static func decide(_ found: [(clue: ThreadClue, candidate: Candidate)], isMachine: Bool) -> TicketMatch {
        var refused: (clue: ThreadClue, candidate: Candidate)?
        for (clue, candidate) in found {
            guard clue.isSigned || candidate.isParticipant || candidate.namesOurMail else {
                refused = refused ?? (clue, candidate)
                continue
            }
            return accepted(clue, candidate, isMachine)
        }
        guard let refused else { return TicketMatch(place: .opens(linkedTo: nil), explanation: MailExplanation("new")) }
        return TicketMatch(
            place: .opens(linkedTo: refused.candidate.ticketID),
            explanation: MailExplanation("stranger", refused.clue.evidence(refused.candidate.number)))
    }

    private static func accepted(_ clue: ThreadClue, _ candidate: Candidate, _ isMachine: Bool) -> TicketMatch {
        var explanation = MailExplanation(clue.rule, clue.evidence(candidate.number))
        switch candidate.outcome {
        case .append:
            return TicketMatch(place: .continues(candidate.ticketID, reopens: false), explanation: explanation)
        case .reopen, .newLinkedTicket:
            if isMachine {
                explanation.detail["automatic"] = .bool(true)
                return TicketMatch(place: .continues(candidate.ticketID, reopens: false), explanation: explanation)
            }
            if candidate.outcome == .reopen {
                explanation.detail["reopened"] = .bool(true)
                return TicketMatch(place: .continues(candidate.ticketID, reopens: true), explanation: explanation)
            }
            explanation.detail["clue"] = .string(clue.rule)
            explanation.rule = "follow_up"
            return TicketMatch(place: .opens(linkedTo: candidate.ticketID), explanation: explanation)
        }
    }
}

extension ThreadClue {
    /// Whether only we can have made it.
    var isSigned: Bool {
        switch self {
        case .replyAddress, .ourMessageID, .hiddenReference: true
        case .knownMessageID, .subjectNumber, .sameSubject: false
        }
    }

    /// The code of the rule that follows it.
    var rule: String {
        switch self {
        case .replyAddress: "reply_address"
        case .ourMessageID: "our_message_id"
        case .knownMessageID: "known_message_id"
        case .hiddenReference: "quoted_reference"
        case .subjectNumber: "subject_number"
        case .sameSubject: "same_subject"
        }
    }

    /// What the rule saw, for people who ask why.
    func evidence(_ number: Int) -> [String: JSONValue] {
        var detail: [String: JSONValue] = ["ticket_number": .number(Double(number)), "clue": .string(rule)]
        switch self {
        case .replyAddress, .ourMessageID, .hiddenReference: break
        case .knownMessageID(let id): detail["message_id"] = .string(id)
        case .subjectNumber(let number): detail["subject_number"] = .number(Double(number))
        case .sameSubject(let subject): detail["subject"] = .string(subject)
        }
        return detail
    }
}
