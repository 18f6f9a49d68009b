import Basics
import Foundation
import Web

/// One sign-in at a mailbox's provider that is under way: what the redirect carries there and back as `state`.
///
/// Sealed with the master key, so that nobody reads the verifier or makes one up; good for one session, ten minutes,
/// and once (`MailboxSecretStore.claimSignIn`).
///
/// - Source: RFC 6749 sections 4.1 and 10.12, RFC 7636 (PKCE), RFC 9700 section 2.1.
struct MailboxSignIn: Sendable, Equatable {
    /// How long a person may take at the provider.
    static let lifeSeconds = 600.0
    /// Where the provider sends the browser back to, below the public URL.
    static let callbackPath = "/mailboxes/oauth/callback"

    let inboxID: UUID
    let sessionID: UUID
    /// Proves to the token endpoint that the code's receiver is who asked for it.
    let verifier: String
    let until: Date
    /// Of the mailbox's secrets when the sign-in began.
    let version: Int
    /// Where the code may be spent, and as whom.
    let tokenURL: String
    let clientID: String

    init(
        inboxID: UUID, sessionID: UUID, version: Int, oauth: MailSettings.OAuth, now: Date, random: Randomness
    ) {
        self.inboxID = inboxID
        self.sessionID = sessionID
        self.version = version
        verifier = random.token(byteCount: 32)
        // Whole seconds, as they are written.
        until = Date(timeIntervalSince1970: (now.timeIntervalSince1970 + Self.lifeSeconds).rounded())
        tokenURL = oauth.tokenURL
        clientID = oauth.clientID
    }

    /// The sign-in a `state` stands for, or `nil` when it is none of ours.
    init?(state: String, key: MasterKey) {
        guard let sealed = [UInt8](base64URL: state), let opened = key.open(sealed: sealed),
            let json = try? JSONValue(parsing: opened), json["for"]?.string == Self.purpose,
            let inboxID = json["inbox"]?.string.flatMap(UUID.init(text:)),
            let sessionID = json["session"]?.string.flatMap(UUID.init(text:)),
            let verifier = json["verifier"]?.string, let until = json["until"]?.number,
            let version = json["version"]?.number.flatMap(Int.init(exactly:)),
            let tokenURL = json["token_url"]?.string, let clientID = json["client_id"]?.string
        else { return nil }
        self.inboxID = inboxID
        self.sessionID = sessionID
        self.verifier = verifier
        self.until = Date(timeIntervalSince1970: until)
        self.version = version
        self.tokenURL = tokenURL
        self.clientID = clientID
    }

    func state(_ key: MasterKey) -> String {
        let json = JSONValue.object([
            "for": .string(Self.purpose), "inbox": .string(inboxID.text), "session": .string(sessionID.text),
            "verifier": .string(verifier), "until": .number(until.timeIntervalSince1970),
            "version": .number(Double(version)), "token_url": .string(tokenURL), "client_id": .string(clientID),
        ])
        return key.seal(JSONWriter.write(json)).base64URL
    }

    /// What the provider is shown of the verifier (RFC 7636 section 4.2, S256).
    var challenge: String { Digest.sha256(verifier).base64URL }

    /// The provider's page to send the browser to.
    ///
    /// What else the authorisation URL says (Google's `access_type=offline`) stays as it is.
    func page(_ mail: MailSettings, redirectURI: String, key: MasterKey) -> String {
        let said = [
            ("response_type", "code"), ("client_id", clientID), ("redirect_uri", redirectURI),
            ("scope", mail.oauth.scope), ("state", state(key)), ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
            ("login_hint", mail.imap.username.isEmpty ? mail.address : mail.imap.username),
        ].filter { !$0.1.isEmpty }
        let separator = mail.oauth.authorizeURL.contains("?") ? "&" : "?"
        return mail.oauth.authorizeURL + separator + CurlRequest.encoded(said)
    }

    /// Why this session may not go on with the sign-in now, or `nil`.
    func objection(session: UUID?, now: Date, _ oauth: MailSettings.OAuth?) -> MailboxSignInOutcome? {
        guard session == sessionID else { return .otherSession }
        guard now < until else { return .expired }
        // Who changed the settings meanwhile is not handed a code meant for the provider before.
        guard let oauth, oauth.tokenURL == tokenURL, oauth.clientID == clientID else { return .changed }
        return nil
    }

    private static let purpose = "mailbox_sign_in"
}

/// How a sign-in at a mailbox's provider ended; the console has a sentence for each.
enum MailboxSignInOutcome: String, CaseIterable, Sendable {
    case signedIn = "signed_in"
    /// The person, or the provider's administrator, said no.
    case denied
    case expired
    /// It was finished before, or another one was.
    case used
    /// Begun by somebody else, or in another browser.
    case otherSession = "other_session"
    /// No `state` of ours, or a part of one.
    case damaged
    /// The mailbox's provider or client is another by now, or the mailbox is gone.
    case changed
    /// The provider takes the code, the client or the redirect address not.
    case refused
    case unreachable
    /// It gives access for an hour and nothing to renew it with.
    case noRefreshToken = "no_refresh_token"
}
