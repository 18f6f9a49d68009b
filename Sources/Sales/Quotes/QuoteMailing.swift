import Basics
import Channels
import EventLoop
import Foundation
import Postgres
import Web

/// Mails the link to a quote, with its paper.
@Loop struct QuoteMailing {
    let context: AppContext

    /// The papers that wait to be mailed.
    var papers: PassingFiles { PassingFiles(folder: context.dataDirectory + "/papers") }

    /// Queues the mail of a quote that was just frozen, in the caller's transaction.
    ///
    /// - Returns: The mail's id.
    /// - Throws: `Problem` of kind `no-mailbox` or `mail-refused`, so that nobody believes a quote was mailed.
    func queue(
        _ quote: Quote, to address: String, message: String, company: QuoteCompany, settings: QuoteSettings,
        in connection: Connection
    ) async throws -> UUID {
        guard let inbox = try await SendingMailboxStore(connection).usable(preferring: settings.inboxID) else {
            throw Problem.conflict(
                "no-mailbox", "There is no mailbox to send from",
                "Connect a mailbox in the settings, or send without an address and pass the link on.")
        }
        let words = QuoteWords(locale: quote.locale)
        let text = words.mailText(
            total: QuoteFigures.text(quote.edition.totals.total), until: quote.edition.validUntil,
            link: QuoteLink(quote.id, context).url, company: company.name)
        // A quote belongs to no ticket: like a report it is its own conversation, and an answer opens a new ticket.
        var mail = OutgoingMail(
            purpose: .report, mailboxID: inbox, conversationID: quote.id.uuid, messageID: quote.id.uuid,
            recipients: MailRecipients(to: [MailAddress(name: quote.customer.name, address: address)]),
            subject: words.mailSubject(number: quote.number ?? "", company: company.name),
            text: message.isEmpty ? text : "\(message)\n\n\(text)")
        mail.locale = quote.locale
        let pdf = try await QuotePrinting(context: context).pdf(quote, in: connection)
        mail.attachments = [
            OutgoingFile(
                name: "\(quote.number ?? "").pdf", contentType: "application/pdf",
                path: try await papers.keep(pdf, ending: "pdf"), sizeBytes: pdf.count)
        ]
        switch try await MailOutbox(context: context).queue(mail, in: connection) {
        case .queued(let id): return id
        case .refused(let refusal):
            throw Problem.conflict(
                "mail-refused", "That address gets no mail from here",
                "The reason is \(refusal.rawValue). Choose another address, or send without one and pass the link on.",
                fields: [Problem.Field("/email", "gets no mail: \(refusal.rawValue)")])
        }
    }
}
