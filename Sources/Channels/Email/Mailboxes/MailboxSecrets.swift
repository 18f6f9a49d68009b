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

    /// What entering `changes` changes: one password serves both ways until a second is given.
    func following(_ changes: [MailboxSecret: String?]) -> [MailboxSecret: String?] {
        guard let password = changes[.imapPassword], !changes.keys.contains(.smtpPassword),
            self[.smtpPassword] == nil || self[.smtpPassword] == self[.imapPassword]
        else { return changes }
        var changes = changes
        changes.updateValue(password, forKey: .smtpPassword)
        return changes
    }

    /// Refuses to show a stored password to a server it was not stored for.
    ///
    /// - Throws: `Problem.invalid` naming, below `pointer`, every password that has to be entered anew.
    func requireEntered(
        _ entered: [MailboxSecret: String?], from old: MailSettings, to new: MailSettings, at pointer: String = ""
    ) throws {
        var fields = Fields()
        for (secret, was, becomes) in [
            (MailboxSecret.imapPassword, old.imap, new.imap), (.smtpPassword, old.smtp, new.smtp),
        ] where self[secret] != nil && !entered.keys.contains(secret) && becomes.showsElsewhere(.password, than: was) {
            fields.refuse(
                "\(pointer)/\(secret.rawValue)",
                "must be entered anew: the stored one is shown only to the server it was stored for")
        }
        try fields.throwIfAny()
    }
}

/// The body of `PUT /inboxes/{id}/mailbox/secrets`, also sent along with the settings of an inbox: what is sent replaces, `null` removes, the rest stays.
struct MailboxSecretsInput: Decodable, WireType {
    let imapPassword: Patch<String>
    let smtpPassword: Patch<String>
    let clientSecret: Patch<String>
    let refreshToken: Patch<String>

    static var example: MailboxSecretsInput {
        MailboxSecretsInput(
            imapPassword: .value("…"), smtpPassword: .value("…"), clientSecret: .absent, refreshToken: .absent)
    }

    /// - Throws: `Problem.invalid` naming, below `pointer`, every secret at fault.
    func checked(at pointer: String = "") throws -> [MailboxSecret: String?] {
        var fields = Fields()
        var changes: [MailboxSecret: String?] = [:]
        for (secret, sent) in [
            (MailboxSecret.imapPassword, imapPassword), (.smtpPassword, smtpPassword), (.clientSecret, clientSecret),
            (.refreshToken, refreshToken),
        ] where sent.isPresent {
            let text = sent.sent ?? ""
            fields.check(text.utf8.count <= 8_000, "\(pointer)/\(secret.rawValue)", "may have at most 8000 bytes")
            fields.check(
                !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F },
                "\(pointer)/\(secret.rawValue)",
                "must not hold control characters")
            changes.updateValue(text.isEmpty ? nil : text, forKey: secret)
        }
        try fields.throwIfAny()
        return changes
    }
}
