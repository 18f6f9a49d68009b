package import Basics
import Foundation
import Web

/// One signed-in browser.
package struct Session: Sendable {
    package let id: ID<Session>
    package let userID: ID<User>

    /// A session nobody uses for this long ends.
    package static let idleSeconds = 14 * 86_400.0
    /// A session ends after this long, however much it is used.
    package static let absoluteSeconds = 90 * 86_400.0
    /// How exact `last_used_at` is, so that a busy person costs one write a minute.
    package static let touchSeconds = 60.0
}

/// The cookie that carries a session's token.
package enum SessionCookie {
    package static let name = "deskbell_session"

    /// The header that hands `token` to the browser.
    ///
    /// Scripts cannot read it and other sites' forms do not send it.
    static func set(_ token: String, isSecure: Bool) -> (String, String) {
        header("\(name)=\(token)", maxAgeSeconds: Int(Session.absoluteSeconds), isSecure)
    }

    static func clear(isSecure: Bool) -> (String, String) {
        header("\(name)=", maxAgeSeconds: 0, isSecure)
    }

    private static func header(_ pair: String, maxAgeSeconds: Int, _ isSecure: Bool) -> (String, String) {
        let attributes = "Path=/; HttpOnly; SameSite=Lax; Max-Age=\(maxAgeSeconds)"
        return ("Set-Cookie", "\(pair); \(attributes)\(isSecure ? "; Secure" : "")")
    }
}

/// A secret handed out once; only its SHA-256 is kept, so that a stolen database opens no door.
struct SecretToken: Sendable {
    let text: String
    var hash: [UInt8] { Self.hash(text) }

    /// 256 random bits.
    init(_ random: Randomness, prefix: String = "") {
        text = prefix + random.token(byteCount: 32)
    }

    static func hash(_ text: String) -> [UInt8] {
        Digest.sha256(text)
    }
}
