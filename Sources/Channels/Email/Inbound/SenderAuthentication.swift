import Basics
import Foundation

/// What our own mail system found out about a sender's domain, read from `Authentication-Results` (RFC 8601).
///
/// The field counts only from a server named in the mailbox's settings, and only the first one: a mail server removes
/// what outsiders wrote under its name and puts its own on top.
enum SenderAuthentication {
    static func passes(_ mail: ParsedMail, authservID: String?) -> Bool {
        guard let authservID, let sender = mail.from.first?.address, let at = sender.lastIndex(of: "@") else {
            return false
        }
        let domain = sender[sender.index(after: at)...].lowercased()
        guard let field = mail.headers.all("Authentication-Results").first(where: { isBy(authservID, $0) }) else {
            return false
        }
        return field.split(separator: ";").dropFirst().contains { vouches($0.lowercased(), for: domain) }
    }

    private static func isBy(_ authservID: String, _ field: String) -> Bool {
        let name = field.prefix { $0 != ";" }.trimmingBlanks.split(separator: " ").first ?? ""
        return name.lowercased() == authservID.lowercased()
    }

    /// DMARC passed for the domain, or DKIM did with a key of the very domain.
    private static func vouches(_ result: String, for domain: String) -> Bool {
        let words = result.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" })
        guard let method = words.first else { return false }
        switch method {
        case "dmarc=pass": return words.contains { $0 == "header.from=\(domain)" }
        case "dkim=pass": return words.contains { $0 == "header.d=\(domain)" || $0 == "header.i=@\(domain)" }
        default: return false
        }
    }
}
