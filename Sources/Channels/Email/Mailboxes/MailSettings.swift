import Access
import Basics
import Foundation
import Web

/// The settings of a mailbox: its address, its servers, and how mail leaves by it.
package struct MailSettings: Sendable, Equatable {
    /// Whose name customers see as the sender.
    package enum SenderName: String, CaseIterable, Sendable {
        case agent
        case team
        case inbox
    }

    /// What is done on the server with a mail that was fetched.
    package enum AfterReading: String, CaseIterable, Sendable {
        case leave
        /// Mark it as read.
        case seen
        case move
    }

    /// Who gives access tokens.
    package struct OAuth: Sendable, Equatable {
        package var provider = ""
        package var clientID = ""
        /// The provider's page people sign in at; may bring parameters of its own.
        package var authorizeURL = ""
        package var tokenURL = ""
        package var scope = ""
    }

    /// Empty: not entered yet.
    package var address = ""
    package var aliases: [String] = []
    package var senderName = SenderName.agent
    package var imap = MailServerSettings(port: 993)
    package var folder = "INBOX"
    package var afterReading = AfterReading.leave
    package var movesTo = ""
    package var smtp = MailServerSettings(port: 465)
    package var oauth = OAuth()
    package var signature = Words()
    package var acknowledges = false
    package var acknowledgement = Words([
        "en": "Thank you for your message. We have received it and will answer soon.",
        "zh-Hans": "您的来信我们已经收到，会尽快回复您。",
    ])
    package var undoSeconds = 10
    /// Larger mails stay on the server; their beginning becomes a ticket.
    package var maxSizeMB = 35
    package var joinsSameSubject = false
    /// Within how many minutes two tickets of one customer are offered as one; 0 never.
    package var offersJoiningMinutes = 30
    /// The day from which mails already there are fetched, `YYYY-MM-DD`; `nil`: only what comes from now on.
    package var startDay: String?
    /// Whether mail to `local+tag@domain` arrives; `nil`: as is known of the provider.
    package var takesTags: Bool?
    package var quotesHistory = false
    /// The name of the receiving server whose Authentication-Results are believed (RFC 8601); empty: nobody's.
    package var authservID = ""

    init() {}

    init(_ reader: inout SettingsReader) {
        reader.object("mail") { mail in read(&mail) }
    }

    private mutating func read(_ mail: inout SettingsReader) {
        address = Self.addresses([mail.text("address", max: 254) ?? ""], "address", &mail).first ?? ""
        aliases = Self.addresses(mail.texts("aliases", max: 254) ?? [], "aliases", &mail)
        senderName = mail.choice("sender_name") ?? senderName
        mail.object("imap") { reader in
            imap.read(&reader)
            folder = Self.folder("folder", &reader) ?? folder
            afterReading = reader.choice("after") ?? afterReading
            movesTo = Self.folder("move_to", &reader) ?? movesTo
            if afterReading == .move, movesTo.isEmpty || movesTo == folder {
                reader.refuse("move_to", "must name another folder than the one read")
            }
        }
        mail.object("smtp") { smtp.read(&$0) }
        mail.object("oauth") { oauth.read(&$0) }
        for (name, server) in [("imap", imap), ("smtp", smtp)]
        where server.signIn == .oauth && !server.host.isEmpty && oauth.tokenURL.isEmpty {
            mail.refuse("oauth/token_url", "is required to sign in by OAuth at the \(name) server")
        }
        signature = mail.words("signature", max: 4000) ?? signature
        acknowledges = mail.bool("acknowledge") ?? acknowledges
        acknowledgement = mail.words("acknowledgement", max: 4000) ?? acknowledgement
        undoSeconds = mail.integer("undo_seconds", 0...60) ?? undoSeconds
        maxSizeMB = mail.integer("max_size_mb", 1...100) ?? maxSizeMB
        joinsSameSubject = mail.bool("join_same_subject") ?? joinsSameSubject
        offersJoiningMinutes = mail.integer("offer_joining_minutes", 0...1440) ?? offersJoiningMinutes
        if let start = mail.text("start", max: 10), start != "now" {
            if start.utf8.count == 10, Date(rfc3339: start) != nil {
                startDay = start
            } else {
                mail.refuse("start", "must be now or a day such as 2026-11-23")
            }
        }
        takesTags = mail.bool("tagged_addresses")
        quotesHistory = mail.bool("quote_history") ?? quotesHistory
        authservID = mail.text("authserv_id", max: 253) ?? authservID
    }

    var value: JSONValue {
        var incoming = imap.values
        incoming["folder"] = .string(folder)
        incoming["after"] = .string(afterReading.rawValue)
        incoming["move_to"] = .string(movesTo)
        return .object([
            "address": .string(address), "aliases": .array(aliases.map(JSONValue.string)),
            "sender_name": .string(senderName.rawValue), "imap": .object(incoming), "smtp": .object(smtp.values),
            "oauth": .object([
                "provider": .string(oauth.provider), "client_id": .string(oauth.clientID),
                "authorize_url": .string(oauth.authorizeURL), "token_url": .string(oauth.tokenURL),
                "scope": .string(oauth.scope),
            ]), "signature": signature.value, "acknowledge": .bool(acknowledges),
            "acknowledgement": acknowledgement.value, "undo_seconds": .number(Double(undoSeconds)),
            "max_size_mb": .number(Double(maxSizeMB)), "join_same_subject": .bool(joinsSameSubject),
            "offer_joining_minutes": .number(Double(offersJoiningMinutes)),
            "start": .string(startDay ?? "now"), "tagged_addresses": takesTags.map(JSONValue.bool) ?? .null,
            "quote_history": .bool(quotesHistory), "authserv_id": .string(authservID),
        ])
    }

    /// Whether a proof would be shown where `old` did not show it.
    func showsElsewhere(_ proof: MailServerSettings.SignIn, than old: MailSettings) -> Bool {
        imap.showsElsewhere(proof, than: old.imap) || smtp.showsElsewhere(proof, than: old.smtp)
    }

    private static func addresses(_ sent: [String], _ name: String, _ reader: inout SettingsReader) -> [String] {
        let filled = sent.filter { !$0.isEmpty }
        let addresses = filled.compactMap(EmailAddress.checked)
        if addresses.count < filled.count {
            reader.refuse(name, "must be an e-mail address such as help@example.com")
        }
        return addresses
    }

    private static func folder(_ name: String, _ reader: inout SettingsReader) -> String? {
        guard let folder = reader.text(name, max: 200) else { return nil }
        if folder.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            reader.refuse(name, "must not hold control characters")
        }
        return folder.isEmpty ? nil : folder
    }
}

extension MailSettings.OAuth {
    fileprivate mutating func read(_ reader: inout SettingsReader) {
        provider = reader.text("provider", max: 40) ?? provider
        clientID = reader.text("client_id", max: 300) ?? clientID
        scope = reader.text("scope", max: 1000) ?? scope
        tokenURL = reader.text("token_url", max: 500) ?? tokenURL
        authorizeURL = reader.text("authorize_url", max: 500) ?? authorizeURL
        for (name, url) in [("authorize_url", authorizeURL), ("token_url", tokenURL)]
        where !url.isEmpty && !Self.isProviderURL(url) {
            reader.refuse(name, "must be an https address such as https://login.example.com/token")
        }
        // Mailboxes from before there was a page to sign in at.
        if authorizeURL.isEmpty, !tokenURL.isEmpty {
            authorizeURL = MailboxPreset.all.first { $0.tokenURL == tokenURL }?.authorizeURL ?? ""
        }
    }

    /// Secrets are sent there: encrypted, or to this very machine.
    private static func isProviderURL(_ text: String) -> Bool {
        guard let url = URL(string: text), let host = url.host(), !host.isEmpty, url.user() == nil,
            url.fragment() == nil
        else { return false }
        return url.scheme == "https" || url.scheme == "http" && ["127.0.0.1", "localhost", "::1"].contains(host)
    }
}
