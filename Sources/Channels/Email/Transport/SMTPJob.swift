/// A mail to hand to a server: the envelope, and where its bytes lie.
package struct SMTPJob: Sendable {
    package var server: MailServer
    /// How we name ourselves to the server: the mailbox's domain.
    package var greeting: String
    /// Empty is the null sender.
    package var envelopeFrom: String
    package var recipients: [String]
    /// Lines end in CR LF; the server sees exactly these bytes.
    package var path: String
    package var sizeBytes: Int

    package init(
        server: MailServer, greeting: String, envelopeFrom: String, recipients: [String], path: String, sizeBytes: Int
    ) {
        self.server = server
        self.greeting = greeting
        self.envelopeFrom = envelopeFrom
        self.recipients = recipients
        self.path = path
        self.sizeBytes = sizeBytes
    }
}

/// What a server said.
package struct SMTPReply: Sendable, Equatable {
    package var code: Int
    package var text: String

    package init(_ code: Int, _ text: String) {
        self.code = code
        self.text = text
    }
}

/// A recipient the server did not take.
package struct SMTPRefusal: Sendable, Equatable {
    package var address: String
    package var reply: SMTPReply

    package init(_ address: String, _ reply: SMTPReply) {
        self.address = address
        self.reply = reply
    }
}

/// How handing a mail over ended.
package enum SMTPOutcome: Sendable, Equatable {
    /// It answers for the mail now, except to these recipients.
    case accepted(SMTPReply, refused: [SMTPRefusal])
    /// 5xx: the same mail will never be taken.
    case refused(SMTPReply, recipients: [SMTPRefusal])
    /// 4xx, or no answer before the mail was theirs: later perhaps.
    case temporary(SMTPReply?, String, recipients: [SMTPRefusal])
    /// All bytes went over and no answer came: it may have been taken.
    case uncertain(String)
    /// The mailbox is at fault, not this mail: certificate, sign-in, settings.
    case fault(MailFault)
}
