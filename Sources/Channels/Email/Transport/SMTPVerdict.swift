internal import CCurl

/// What the end of a transaction means for its mail.
///
/// The reply code decides, not libcurl's own: a refused recipient and a lost connection are both a "send error" to it.
struct SMTPVerdict {
    let code: CURLcode
    let words: String
    let transcript: SMTPTranscript
    /// Whether the last byte was handed over.
    let wasAllSent: Bool
    let job: SMTPJob

    var outcome: SMTPOutcome {
        if let final = transcript.final {
            switch final.code {
            case 200..<300: return .accepted(final, refused: refusals)
            case 500...: return .refused(final, recipients: refusals)
            default: return .temporary(final, final.text, recipients: refusals)
            }
        }
        switch transcript.phase {
        case .body:
            // The final dot may have arrived, and the answer been lost.
            return wasAllSent ? .uncertain(fault.detail) : .temporary(nil, fault.detail, recipients: refusals)
        case .greeting, .hello, .security, .signIn: return beforeTheMail
        case .sender: return atSender
        case .signedIn, .recipients, .data: return atRecipients
        }
    }

    private var beforeTheMail: SMTPOutcome {
        let fault = fault
        if !fault.isPassing, let reply = transcript.lastReply, (400..<500).contains(reply.code),
            fault.kind == .signInRefused || fault.kind == .appPasswordNeeded
        {
            // 454: the server cannot check passwords just now.
            return .temporary(reply, reply.text, recipients: [])
        }
        return fault.isPassing ? .temporary(failure, fault.detail, recipients: []) : .fault(fault)
    }

    private var atSender: SMTPOutcome {
        guard let reply = failure else { return .temporary(nil, fault.detail, recipients: []) }
        switch reply.code {
        // The server wants a sign-in or encryption the settings do not have.
        case 530, 534, 535, 538: return .fault(MailFault.signIn(job.server, "\(reply.code) \(reply.text)"))
        case 500...: return .refused(reply, recipients: [])
        default: return .temporary(reply, reply.text, recipients: [])
        }
    }

    private var atRecipients: SMTPOutcome {
        let refusals = refusals
        guard refusals.count == job.recipients.count, let last = refusals.last else {
            guard let reply = failure else { return .temporary(nil, fault.detail, recipients: refusals) }
            return reply.code >= 500
                ? .refused(reply, recipients: refusals) : .temporary(reply, reply.text, recipients: refusals)
        }
        // Nobody was taken; while one may be taken later, the mail may.
        let passing = refusals.first { $0.reply.code < 500 }
        if let passing { return .temporary(passing.reply, passing.reply.text, recipients: refusals) }
        return .refused(last.reply, recipients: refusals)
    }

    private var refusals: [SMTPRefusal] {
        zip(job.recipients, transcript.recipients).filter { $1.code >= 300 }.map(SMTPRefusal.init)
    }

    /// The server's last reply, when it was a refusal.
    private var failure: SMTPReply? { transcript.lastReply.flatMap { $0.code >= 400 ? $0 : nil } }

    private var fault: MailFault {
        var fault = MailFault.of(code, words, job.server)
        if let failure, transcript.phase != .body { fault.detail += " (\(failure.code) \(failure.text))" }
        return fault
    }
}
