import Basics
import Foundation
import Postgres
import Web

/// How a mailbox stands, as the API shows it.
struct MailboxView: WireType, JSONWritable {
    enum State: String, CaseIterable, Sendable, JSONWritable, SQLText {
        case connected
        case connecting
        case failing
        /// Switched off, or nothing to fetch from is entered.
        case off
    }

    struct Secrets: WireType, JSONWritable {
        var imapPassword = false
        var smtpPassword = false
        var clientSecret = false
        var refreshToken = false

        static var example: Secrets { Secrets(imapPassword: true, smtpPassword: true) }

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("imap_password", imapPassword)
                json.field("smtp_password", smtpPassword)
                json.field("client_secret", clientSecret)
                json.field("refresh_token", refreshToken)
            }
        }
    }

    var state = State.off
    var lastSuccessAt: Date?
    var lastErrorCode: String?
    var lastError: String?
    /// Mails waiting to be sent.
    var waiting = 0
    var inboundURL: String?
    var hasSecrets = Secrets()

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("state", state)
            json.field("last_success_at", lastSuccessAt)
            json.field("last_error_code", lastErrorCode)
            json.field("last_error", lastError)
            json.field("waiting", waiting)
            json.field("inbound_url", inboundURL)
            json.field("has_secrets", hasSecrets)
        }
    }

    static var example: MailboxView {
        MailboxView(
            state: .connected, lastSuccessAt: Examples.instant, lastErrorCode: nil, lastError: nil, waiting: 2,
            inboundURL: "https://help.example.com/api/v1/mail/inbound?inbox=K7QM2XWP", hasSecrets: .example)
    }
}
