import Basics
import EventLoop
import Foundation
import Web

/// One step of trying a mailbox.
struct MailboxStep: WireType, JSONWritable {
    enum Name: String, CaseIterable, Sendable, JSONWritable {
        case imapConnect = "imap_connect"
        case imapSignIn = "imap_sign_in"
        case imapFolder = "imap_folder"
        case smtpConnect = "smtp_connect"
        case smtpSignIn = "smtp_sign_in"
        case smtpSend = "smtp_send"
    }

    let name: Name
    let ok: Bool
    /// `ok`, or what is wrong.
    let code: String
    let detail: String?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("ok", ok)
            json.field("code", code)
            json.field("detail", detail)
        }
    }

    static func done(_ name: Name) -> MailboxStep { MailboxStep(name: name, ok: true, code: "ok", detail: nil) }

    static func failed(_ name: Name, _ fault: MailFault) -> MailboxStep {
        MailboxStep(name: name, ok: false, code: fault.kind.rawValue, detail: fault.detail)
    }

    static var example: MailboxStep {
        MailboxStep(
            name: .imapSignIn, ok: false, code: "app_password_needed",
            detail: "imap.gmail.com wants a password made for programs: Invalid credentials")
    }
}

/// The answer to `POST /inboxes/{id}/mailbox/test`: the steps tried, up to the first that failed on each side.
struct MailboxTestResult: WireType, JSONWritable {
    let steps: [MailboxStep]

    func write(to json: inout JSONWriter) {
        json.object { json in json.field("steps", steps) }
    }

    static var example: MailboxTestResult { MailboxTestResult(steps: [.done(.imapConnect), .example]) }
}

/// The body of `POST /inboxes/{id}/mailbox/test`; without one the saved settings are tried.
struct MailboxTestInput: Decodable, WireType {
    /// As in `PATCH /inboxes/{id}`.
    let settings: JSONValue?
    let imapPassword: String?
    let smtpPassword: String?

    var passwords: [MailboxSecret: String?] {
        var passwords: [MailboxSecret: String?] = [:]
        if let imapPassword { passwords.updateValue(imapPassword, forKey: .imapPassword) }
        if let smtpPassword { passwords.updateValue(smtpPassword, forKey: .smtpPassword) }
        return passwords
    }

    static var example: MailboxTestInput {
        MailboxTestInput(
            settings: .object(["mail": .object(["address": .string("help@example.com")])]), imapPassword: "…",
            smtpPassword: nil)
    }
}

/// Tries a mailbox for real: connects, signs in, opens the folder, and sends a mail to itself.
@Loop struct MailboxTest {
    let context: AppContext
    let access: MailboxAccess
    let network: MailNetwork

    private var hurried: MailNetwork {
        var hurried = network
        hurried.connectSeconds = min(network.connectSeconds, 10)
        hurried.answerSeconds = min(network.answerSeconds, 20)
        return hurried
    }

    func steps(_ inboxID: UUID, _ mail: MailSettings, entered: [MailboxSecret: String?]) async -> [MailboxStep] {
        var steps: [MailboxStep] = []
        if !mail.imap.host.isEmpty || mail.smtp.host.isEmpty { steps += await imap(inboxID, mail, entered) }
        if !mail.smtp.host.isEmpty { steps += await smtp(inboxID, mail, entered) }
        return steps
    }

    private func imap(_ inboxID: UUID, _ mail: MailSettings, _ entered: [MailboxSecret: String?]) async
        -> [MailboxStep]
    {
        do {
            let server = try await access.server(.imap, of: inboxID, mail, entered: entered)
            let session = IMAPSession(server, hurried, largestBytes: 1 << 20)
            do {
                _ = try await session.open(mail.folder)
                await session.close()
            } catch {
                await session.close()
                throw error
            }
            return [.done(.imapConnect), .done(.imapSignIn), .done(.imapFolder)]
        } catch {
            let fault = Self.fault(error)
            switch fault.kind {
            case .signInRefused, .appPasswordNeeded: return [.done(.imapConnect), .failed(.imapSignIn, fault)]
            case .tokenRefused, .notSetUp, .serverBusy: return [.failed(.imapSignIn, fault)]
            case .folderMissing, .commandRefused:
                return [.done(.imapConnect), .done(.imapSignIn), .failed(.imapFolder, fault)]
            default: return [.failed(.imapConnect, fault)]
            }
        }
    }

    private func smtp(_ inboxID: UUID, _ mail: MailSettings, _ entered: [MailboxSecret: String?]) async
        -> [MailboxStep]
    {
        let server: MailServer
        do {
            server = try await access.server(.smtp, of: inboxID, mail, entered: entered)
        } catch {
            return [.failed(.smtpSignIn, Self.fault(error))]
        }
        let sender = SMTPSender(threads: MailThreads("deskbell.test", width: 1), network: hurried)
        let domain = String(mail.address.drop { $0 != "@" }.dropFirst())
        let check = await sender.check(server, greeting: domain)
        if let fault = check.fault {
            return check.isConnected
                ? [.done(.smtpConnect), .failed(.smtpSignIn, fault)] : [.failed(.smtpConnect, fault)]
        }
        let outcome = await send(mail.address, domain, server, sender)
        let last = Self.fault(outcome).map { MailboxStep.failed(.smtpSend, $0) } ?? .done(.smtpSend)
        return [.done(.smtpConnect), .done(.smtpSignIn), last]
    }

    private func send(_ address: String, _ domain: String, _ server: MailServer, _ sender: SMTPSender) async
        -> SMTPOutcome
    {
        guard !address.isEmpty else { return .fault(MailFault(.notSetUp, "The mailbox has no address.")) }
        let id = ID<MailboxTest>.make(at: context.clock.now, random: context.random)
        let date = Self.date(context.clock.now)
        let mail = """
            From: <\(address)>\r
            To: <\(address)>\r
            Subject: Deskbell: connection test\r
            Date: \(date)\r
            Message-ID: <test.\(id)@\(domain)>\r
            Auto-Submitted: auto-generated\r
            X-Auto-Response-Suppress: All\r
            MIME-Version: 1.0\r
            Content-Type: text/plain; charset=utf-8\r
            Content-Transfer-Encoding: 8bit\r
            \r
            This mailbox can send mail.\r
            该邮箱可以发送邮件。\r

            """
        let path = context.dataDirectory + "/.mail-test-\(id)"
        do {
            try Data(mail.utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            return .temporary(nil, "The test mail cannot be written to the disk.", recipients: [])
        }
        defer { unlink(path) }
        return await sender.send(
            SMTPJob(
                server: server, greeting: domain, envelopeFrom: address, recipients: [address], path: path,
                sizeBytes: mail.utf8.count))
    }

    private static func fault(_ outcome: SMTPOutcome) -> MailFault? {
        switch outcome {
        case .accepted: nil
        case .refused(let reply, let recipients):
            MailFault(recipients.isEmpty ? .senderRefused : .relayRefused, "\(reply.code) \(reply.text)")
        case .temporary(let reply, let text, _):
            MailFault(.serverBusy, reply.map { "\($0.code) \($0.text)" } ?? text)
        case .uncertain(let text): MailFault(.timeout, text)
        case .fault(let fault): fault
        }
    }

    private static func fault(_ error: any Error) -> MailFault {
        error as? MailFault ?? MailFault(.unexpectedAnswer, "The settings cannot be read just now.")
    }

    /// A date as RFC 5322 section 3.3 writes it.
    private static func date(_ instant: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, d MMM yyyy HH:mm:ss '+0000'"
        return formatter.string(from: instant)
    }
}
