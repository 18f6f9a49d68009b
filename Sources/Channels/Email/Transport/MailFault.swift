import Basics
internal import CCurl
import Foundation

/// Why a mail server could not be used, in a word programs know and a sentence people read.
package struct MailFault: Error, Sendable, Equatable {
    package enum Kind: String, CaseIterable, Sendable, JSONWritable {
        case hostUnknown = "host_unknown"
        /// Nobody listens there.
        case refused
        case timeout
        case certificateUntrusted = "certificate_untrusted"
        case certificateWrongName = "certificate_wrong_name"
        case certificateExpired = "certificate_expired"
        /// No TLS is spoken there, or not ours.
        case tlsFailed = "tls_failed"
        case signInRefused = "sign_in_refused"
        /// The provider wants a password made for programs, not the one people type.
        case appPasswordNeeded = "app_password_needed"
        case folderMissing = "folder_missing"
        /// It answered NO to something it should be able to do.
        case commandRefused = "command_refused"
        case senderRefused = "sender_refused"
        case relayRefused = "relay_refused"
        case connectionLost = "connection_lost"
        /// It answers in a way we do not understand.
        case unexpectedAnswer = "unexpected_answer"
        /// The provider gave no new access token.
        case tokenRefused = "token_refused"
        case notSetUp = "not_set_up"
        case serverBusy = "server_busy"
    }

    package var kind: Kind
    /// What happened, with the other side's own words where there are any.
    package var detail: String
    /// The error's name in the other side's protocol, such as `invalid_client`.
    package var word: String?

    package init(_ kind: Kind, _ detail: String, word: String? = nil) {
        self.kind = kind
        self.detail = detail
        self.word = word
    }

    /// Whether trying again without a change of settings may help.
    package var isPassing: Bool {
        switch kind {
        case .hostUnknown, .refused, .timeout, .connectionLost, .unexpectedAnswer, .serverBusy: true
        default: false
        }
    }
}

extension MailFault {
    /// What libcurl's code and words mean.
    static func of(_ code: CURLcode, _ words: String, _ server: MailServer) -> MailFault {
        let place = "\(server.host):\(server.port)"
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_URL_MALFORMAT:
            return MailFault(.hostUnknown, "There is no server called \(server.host).")
        case CURLE_COULDNT_CONNECT:
            return MailFault(.refused, "Nothing answers at \(place): \(words)")
        case CURLE_OPERATION_TIMEDOUT: return MailFault(.timeout, "\(place) did not answer in time.")
        case CURLE_PEER_FAILED_VERIFICATION:
            let lower = words.lowercased()
            if lower.contains("subject name") || lower.contains("does not match") {
                return MailFault(.certificateWrongName, "The certificate is not for \(server.host): \(words)")
            }
            if lower.contains("expired") { return MailFault(.certificateExpired, "The certificate has expired.") }
            return MailFault(.certificateUntrusted, "The certificate is not signed by anybody trusted: \(words)")
        case CURLE_SSL_CONNECT_ERROR, CURLE_USE_SSL_FAILED, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ENGINE_INITFAILED:
            return MailFault(.tlsFailed, "No encrypted connection to \(place): \(words)")
        case CURLE_LOGIN_DENIED: return signIn(server, words)
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR:
            return MailFault(.connectionLost, "\(place) ended the connection: \(words)")
        default: return MailFault(.unexpectedAnswer, "\(place) cannot be used: \(words)")
        }
    }

    /// A refused sign-in; at providers known to want a password for programs, with that hint.
    ///
    /// Source: help pages of the providers (application password, 授权码).
    static func signIn(_ server: MailServer, _ words: String) -> MailFault {
        let host = server.host.lowercased()
        if case .password = server.credentials {
            let wantsCode = [
                "qq.com", "163.com", "126.com", "188.com", "yeah.net", "gmail.com", "googlemail.com", "me.com",
                "icloud.com", "yahoo.com", "fastmail.com", "sina.com",
            ]
            if wantsCode.contains(where: { host == $0 || host.hasSuffix("." + $0) }) {
                return MailFault(
                    .appPasswordNeeded,
                    "\(server.host) wants a password made for programs (authorisation code, app password): \(words)")
            }
        }
        return MailFault(.signInRefused, "\(server.host) refuses the sign-in: \(words)")
    }
}
