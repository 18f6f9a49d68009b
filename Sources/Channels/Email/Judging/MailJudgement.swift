extension ParsedMail {
    /// Fills in what is judged rather than read: the machine's verdict, the report, the fold and the language.
    ///
    /// - Parameters:
    ///   - parts: The leaves of the mail in order, an attached mail as one leaf.
    ///   - contentType: Of the whole mail.
    mutating func judge(parts: [MailPart], contentType: String) {
        machine = MachineMail.verdict(headers: headers, contentType: contentType, from: from.first, subject: subject)
        bounce = BounceReports.read(
            parts: parts, contentType: contentType, headers: headers, from: from.first, subject: subject, text: text)
        foldsAt = QuoteFold.fold(text: text, subject: subject)
        replyText = QuoteFold.reply(text: text, subject: subject)
        locale = TextLocale.guess(replyText)
    }
}
