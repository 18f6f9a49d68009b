import Basics
import Channels
import EventLoop
import Foundation
import Helpdesk
import Web

/// The question as a mail with five links, for customers who are in no chat.
///
/// A link only opens the page with its choice made: mail scanners open every link, and an opinion is a person's.
@Loop struct SurveyMail {
    private let desk: Desk

    init(_ desk: Desk) {
        self.desk = desk
    }

    /// Queues the mail in the transaction that makes the question.
    func send(_ token: String, about change: TicketChange) async throws {
        let ticket = change.ticket
        let connection = change.connection
        guard let thread = try await MailThreadStore(connection).thread(ticket.id.uuid), let mailbox = thread.mailboxID,
            let recipient = thread.customer ?? thread.lastMail?.from
        else { return }
        switch ticket.channel {
        case "form": break
        // Only machines wrote: they have no opinion.
        case "email" where thread.lastMail != nil: break
        case "chat" where try await UnreadChatJobs(desk).isAlone(ticket.id.uuid, in: connection): break
        default: return
        }
        let isChinese = Words.closest(to: thread.locale) == "zh-Hans"
        let company = thread.companyName
        var mail = OutgoingMail(
            purpose: .survey, mailboxID: mailbox, conversationID: ticket.id.uuid, messageID: ticket.id.uuid,
            recipients: MailRecipients(to: [recipient]),
            subject: isChinese
                ? "这次服务您满意吗？[#\(ticket.number)]" : "How did we do? [#\(ticket.number)]",
            text: Self.text(
                "\(desk.context.publicURL)/s/\(token)", about: ticket.subject, company: company, isChinese: isChinese))
        mail.locale = thread.locale
        mail.teamName = thread.teamName
        mail.inReplyTo = thread.lastMail?.messageID.flatMap { $0.hasSuffix("@content>") ? nil : $0 }
        mail.references = mail.inReplyTo.map { [$0] } ?? []
        _ = try await MailOutbox(context: desk.context).queue(mail, in: connection)
    }

    static func text(_ link: String, about subject: String, company: String, isChinese: Bool) -> String {
        // The words of the page behind the links (`card.rating_5` and the rest).
        let words =
            isChinese
            ? ["非常满意", "满意", "一般", "不满意", "很不满意"] : ["Very good", "Good", "Okay", "Bad", "Very bad"]
        let matter = subject.replacing("[", with: "(").replacing("]", with: ")")
        let name = company.isEmpty ? (isChinese ? "我们" : "we") : company
        let lead =
            isChinese
            ? "您关于“\(matter)”的问题已处理完毕。请告诉\(name)，这次服务怎么样？点击一项即可："
            : "Your question about “\(matter)” has been dealt with. How did \(name) do? One click is enough:"
        let choices = words.enumerated().map { place, word in
            let rating = 5 - place
            let stars = String(repeating: "★", count: rating) + String(repeating: "☆", count: 5 - rating)
            // The page speaks the mail's language, which may be all that is known of the customer's.
            return "[\(stars) \(word)](\(link)?locale=\(isChinese ? "zh-Hans" : "en")&rating=\(rating))"
        }
        return lead + "\n\n" + choices.joined(separator: "\n")
    }
}
