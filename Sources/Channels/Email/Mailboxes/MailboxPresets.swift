import Basics
import Web

/// A provider whose servers are known.
struct MailboxPreset: WireType, JSONWritable {
    /// What goes into the password field.
    enum Password: String, CaseIterable, Sendable, JSONWritable {
        /// The one people sign in with.
        case account = "password"
        /// An authorisation code (授权码) made in the webmail.
        case code
        /// A password for one program, made in the account's security settings.
        case app
        case oauth
    }

    struct Server: WireType, JSONWritable {
        let host: String
        let port: Int
        let security: String

        static var example: Server { Server(host: "imap.gmail.com", port: 993, security: "tls") }

        func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("host", host)
                json.field("port", port)
                json.field("security", security)
            }
        }
    }

    let id: String
    let name: String
    let imap: Server
    let smtp: Server
    let password: Password
    /// Domains whose addresses tell the provider.
    let domains: [String]
    /// Of providers that sign in by OAuth.
    let authorizeURL: String?
    let tokenURL: String?
    let scope: String?

    static var example: MailboxPreset { all[0] }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("imap", imap)
            json.field("smtp", smtp)
            json.field("password", password)
            json.field("domains", domains)
            json.field("authorize_url", authorizeURL)
            json.field("token_url", tokenURL)
            json.field("scope", scope)
        }
    }

    private static func preset(
        _ id: String, _ name: String, _ imap: String, _ smtp: String, _ password: Password, _ domains: [String] = [],
        startTLS: Bool = false, authorizeURL: String? = nil, tokenURL: String? = nil, scope: String? = nil
    ) -> MailboxPreset {
        MailboxPreset(
            id: id, name: name, imap: Server(host: imap, port: 993, security: "tls"),
            smtp: Server(host: smtp, port: startTLS ? 587 : 465, security: startTLS ? "starttls" : "tls"),
            password: password, domains: domains, authorizeURL: authorizeURL, tokenURL: tokenURL, scope: scope)
    }

    /// Source: the providers' help pages on IMAP and SMTP.
    static let all: [MailboxPreset] = [
        preset(
            "gmail", "Gmail", "imap.gmail.com", "smtp.gmail.com", .app, ["gmail.com", "googlemail.com"],
            // Without both, Google gives a refresh token the first time only, or never.
            authorizeURL: "https://accounts.google.com/o/oauth2/v2/auth?access_type=offline&prompt=consent",
            tokenURL: "https://oauth2.googleapis.com/token", scope: "https://mail.google.com/"),
        preset(
            "microsoft", "Microsoft 365", "outlook.office365.com", "smtp.office365.com", .oauth,
            ["outlook.com", "hotmail.com", "live.com"], startTLS: true,
            authorizeURL: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?prompt=select_account",
            tokenURL: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
            scope:
                "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access"
        ),
        preset("qq", "QQ 邮箱", "imap.qq.com", "smtp.qq.com", .code, ["qq.com", "foxmail.com", "vip.qq.com"]),
        preset("exmail", "腾讯企业邮", "imap.exmail.qq.com", "smtp.exmail.qq.com", .code),
        preset("163", "网易 163", "imap.163.com", "smtp.163.com", .code, ["163.com"]),
        preset("126", "网易 126", "imap.126.com", "smtp.126.com", .code, ["126.com"]),
        preset("188", "网易 188", "imap.188.com", "smtp.188.com", .code, ["188.com"]),
        preset("qiye163", "网易企业邮", "imap.qiye.163.com", "smtp.qiye.163.com", .code),
        preset("aliyun", "阿里企业邮", "imap.qiye.aliyun.com", "smtp.qiye.aliyun.com", .account),
        preset(
            "icloud", "iCloud", "imap.mail.me.com", "smtp.mail.me.com", .app, ["icloud.com", "me.com", "mac.com"],
            startTLS: true),
        preset("fastmail", "Fastmail", "imap.fastmail.com", "smtp.fastmail.com", .app, ["fastmail.com"]),
        preset("zoho", "Zoho", "imap.zoho.com", "smtp.zoho.com", .app, ["zoho.com", "zohomail.com"]),
        preset(
            "yahoo", "Yahoo", "imap.mail.yahoo.com", "smtp.mail.yahoo.com", .app, ["yahoo.com", "yahoo.co.jp"]),
    ]
}

/// The answer of `GET /mailbox-presets`.
struct MailboxPresets: WireType, JSONWritable {
    var items = MailboxPreset.all
    /// What to register at the provider of a mailbox that signs in by OAuth.
    let redirectURI: String

    static var example: MailboxPresets {
        MailboxPresets(
            items: [.example], redirectURI: "https://help.example.com/api/v1\(MailboxSignIn.callbackPath)")
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("items", items)
            json.field("redirect_uri", redirectURI)
        }
    }
}
