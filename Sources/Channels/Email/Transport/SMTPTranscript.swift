import Basics

/// What was said in one SMTP transaction, read along line by line: libcurl itself tells one code only.
///
/// Of what we said only the first word is kept, because passwords are among it.
struct SMTPTranscript {
    /// How far the transaction came.
    enum Phase: Equatable {
        case greeting
        case hello
        case security
        case signIn
        /// Nothing but a check was asked for.
        case signedIn
        case sender
        case recipients
        case data
        /// The server waits for the mail's bytes.
        case body
    }

    private(set) var phase = Phase.greeting
    private(set) var lastReply: SMTPReply?
    /// One for each recipient asked about, in their order.
    private(set) var recipients: [SMTPReply] = []
    /// The answer to the mail itself.
    private(set) var final: SMTPReply?
    private var lines: [String] = []
    private var isOver = false

    /// Whether the server has nothing more to ask of us before a mail.
    var hasSignedIn: Bool { phase == .signedIn }

    mutating func said(_ line: String) {
        switch line.prefix(4).uppercased() {
        case "EHLO", "HELO": phase = .hello
        case "STAR": phase = .security
        case "AUTH": phase = .signIn
        case "NOOP": phase = .signedIn
        case "MAIL": phase = .sender
        case "RCPT": phase = .recipients
        case "DATA": phase = .data
        // What follows says nothing of the mail.
        case "QUIT": isOver = true
        default: break
        }
    }

    mutating func heard(_ line: String) {
        let text = line.trimmingBlanks
        guard !isOver, text.count >= 3, let code = Int(text.prefix(3)) else { return }
        lines.append(String(text.dropFirst(4)))
        // `250-` goes on, `250 ` or a bare `250` ends the reply (RFC 5321 section 4.2.1).
        guard !text.dropFirst(3).hasPrefix("-") else { return }
        let reply = SMTPReply(code, lines.joined(separator: " ").trimmingBlanks)
        lines = []
        lastReply = reply
        switch phase {
        case .recipients: recipients.append(reply)
        case .data where code == 354: phase = .body
        case .body: final = reply
        case .data: final = reply
        default: break
        }
    }
}
