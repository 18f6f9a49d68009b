import Basics
import Foundation
import Postgres
import Web

/// What a mailbox signs in with.
enum MailboxSecret: String, CaseIterable, Sendable {
    case imapPassword = "imap_password"
    case smtpPassword = "smtp_password"
    case clientSecret = "client_secret"
    case refreshToken = "refresh_token"
}

/// The secrets of one mailbox, opened.
struct MailboxSecrets: Sendable, Equatable {
    var values: [MailboxSecret: String] = [:]
    var accessToken: String?
    var accessTokenUntil: Date?
    var version = 0

    subscript(_ secret: MailboxSecret) -> String? { values[secret] }

    init() {}

    init(_ row: Row, _ key: MasterKey) throws {
        func opened(_ sealed: [UInt8]?) -> String? {
            sealed.flatMap(key.open(sealed:)).map { String(decoding: $0, as: UTF8.self) }
        }
        values = [
            .imapPassword: opened(try row["imap_password"]), .smtpPassword: opened(try row["smtp_password"]),
            .clientSecret: opened(try row["client_secret"]), .refreshToken: opened(try row["refresh_token"]),
        ].compactMapValues { $0 }
        accessToken = opened(try row["access_token"])
        accessTokenUntil = try row["access_token_until"]
        version = try row["version"]
    }
}

/// The body of `PUT /inboxes/{id}/mailbox/secrets`: what is sent replaces, `null` removes, the rest stays.
struct MailboxSecretsInput: Decodable, WireType {
    let imapPassword: Patch<String>
    let smtpPassword: Patch<String>
    let clientSecret: Patch<String>
    let refreshToken: Patch<String>

    static var example: MailboxSecretsInput {
        MailboxSecretsInput(
            imapPassword: .value("…"), smtpPassword: .value("…"), clientSecret: .absent, refreshToken: .absent)
    }

    /// - Throws: `Problem.invalid` naming every secret at fault.
    func checked() throws -> [MailboxSecret: String?] {
        var fields = Fields()
        var changes: [MailboxSecret: String?] = [:]
        for (secret, sent) in [
            (MailboxSecret.imapPassword, imapPassword), (.smtpPassword, smtpPassword), (.clientSecret, clientSecret),
            (.refreshToken, refreshToken),
        ] where sent.isPresent {
            let text = sent.sent ?? ""
            fields.check(text.utf8.count <= 8_000, "/\(secret.rawValue)", "may have at most 8000 bytes")
            fields.check(
                !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }, "/\(secret.rawValue)",
                "must not hold control characters")
            changes.updateValue(text.isEmpty ? nil : text, forKey: secret)
        }
        try fields.throwIfAny()
        return changes
    }
}
