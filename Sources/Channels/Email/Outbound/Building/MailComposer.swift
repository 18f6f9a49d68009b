import Basics
package import Foundation
import Web

/// Turns what somebody wants sent into the mail as this mailbox sends it: names, signature, threading, marks.
package struct MailComposer: Sendable {
    private let identity: MailIdentity

    package init(identity: MailIdentity) {
        self.identity = identity
    }

    /// The mail, the same for the same row: nothing here looks at the clock or throws dice.
    ///
    /// - Returns: `nil` while the mailbox has no address.
    package func mail(_ mail: OutgoingMail, id: UUID, at date: Date, from mailbox: SendingMailbox) -> MIMEMail? {
        guard let sender = mailbox.sender(author: mail.authorName, team: mail.teamName), let address = mailbox.address
        else { return nil }
        let messageID = identity.messageID(
            conversation: mail.conversationID, message: mail.messageID, domain: mailbox.domain)
        let (text, html) = body(mail, signature: mailbox.signature.text(mail.locale), quotes: mailbox.quotes, messageID)
        var result = MIMEMail(
            id: id, from: sender, to: mail.recipients.to, cc: mail.recipients.cc, subject: Self.oneLine(mail.subject),
            date: date, messageID: messageID, text: text, html: html)
        if mailbox.takesTags {
            result.replyTo = MailAddress(
                name: sender.name,
                address: identity.replyAddress(conversation: mail.conversationID, mailbox: address))
        }
        result.inReplyTo = mail.inReplyTo
        result.references = mail.references
        result.headers = headers(mail)
        let shown = MailMarkup.pictures(in: mail.text)
        result.pictures = mail.attachments.filter { $0.contentID.map(shown.contains) ?? false }
        result.attachments = mail.attachments.filter { !($0.contentID.map(shown.contains) ?? false) }
        return result
    }

    /// Where reports about a mail go; automatic mail has no sender, so that no report about it causes another.
    package func envelopeFrom(
        _ mail: OutgoingMail, id: UUID, from mailbox: SendingMailbox, refusesNullSender: Bool
    ) -> String {
        if mail.purpose.isAutomatic, mail.purpose != .campaign, !refusesNullSender { return "" }
        return address(of: id, mailbox)
    }

    /// The address that takes reports about one mail.
    package func address(of id: UUID, _ mailbox: SendingMailbox) -> String {
        guard let address = mailbox.address else { return "" }
        return mailbox.takesTags ? identity.bounceAddress(mail: id, mailbox: address) : address
    }

    private func headers(_ mail: OutgoingMail) -> [MailHeader] {
        var headers = [MailHeader(name: MailIdentity.markHeader, value: identity.ownMark)]
        if mail.purpose.isAutomatic {
            let kind: OutgoingMail.Automatic = mail.purpose == .acknowledgement ? .replied : .generated
            headers += [
                MailHeader(name: "Auto-Submitted", value: kind.rawValue),
                MailHeader(name: "X-Auto-Response-Suppress", value: "All"),
                MailHeader(name: "Precedence", value: "bulk"),
            ]
        }
        if let url = mail.unsubscribeURL {
            headers += [
                MailHeader(name: "List-Unsubscribe", value: "<\(url)>"),
                MailHeader(name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click"),
            ]
        }
        return headers
    }

    private func body(_ mail: OutgoingMail, signature: String, quotes: Bool, _ messageID: String) -> (String, String) {
        let words = Self.lineEnds(mail.text)
        var text = MailMarkup.plain(words)
        if !text.hasSuffix("\n") { text += "\n" }
        let pictures = Set(mail.attachments.compactMap(\.contentID))
        var html = MailMarkup.html(words, pictures: pictures)
        if let table = mail.table {
            text += "\n" + table.plain
            html += table.html
        }
        if !signature.isEmpty {
            let signature = Self.lineEnds(signature)
            text += "\n-- \n\(signature)\n"
            html += "<div>-- <br>\n\(MailMarkup.html(signature))</div>\n"
        }
        if quotes, let quote = mail.quote {
            let quoted = Self.lineEnds(quote.text)
            let lines = quoted.split(separator: "\n", omittingEmptySubsequences: false)
            text += "\n\(quote.introduction)\n" + lines.map { $0.hasPrefix(">") ? ">\($0)\n" : "> \($0)\n" }.joined()
            html +=
                "<div>\(MailMarkup.escaped(quote.introduction))</div>\n"
                + "<blockquote type=\"cite\">\n\(MailMarkup.html(quoted))</blockquote>\n"
        }
        if let pixel = mail.pixelURL {
            html += "<img src=\"\(MailMarkup.escaped(pixel))\" width=\"1\" height=\"1\" alt=\"\">\n"
        }
        return (text, page(html, locale: mail.locale, reference: Self.reference(messageID)))
    }

    /// What a quoted answer of ours still names when every header was lost on the way: the local part of its Message-ID.
    private static func reference(_ messageID: String) -> String {
        "ref:" + messageID.trimmingPrefix("<").prefix { $0 != "@" }
    }

    private func page(_ html: String, locale: String, reference: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="\(MailMarkup.escaped(Words.closest(to: locale)))"><head><meta charset="utf-8"></head>
        <body style="font-family:sans-serif;font-size:15px;line-height:1.5">
        \(html)<div style="display:none;max-height:0;overflow:hidden;font-size:0;line-height:0;mso-hide:all">\
        \(reference)</div>
        </body></html>

        """
    }

    private static func lineEnds(_ text: String) -> String {
        text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").replacing("\0", with: "")
    }

    /// A subject may come from anywhere; line breaks in it are blanks here, and the builder refuses any left.
    private static func oneLine(_ text: String) -> String {
        text.split { $0.isNewline || $0 == "\0" }.joined(separator: " ").trimmingBlanks
    }
}
