import Foundation

/// What a server that gives mails a name of its own calls one it accepted: the customer sees that name, not ours, and
/// their answer quotes it.
enum AcceptedName {
    /// A server says one; more would be somebody filling our table.
    private static let limit = 4
    private static let lengthLimit = 500

    /// The Message-IDs in a reply to the final dot.
    ///
    /// - Parameters:
    ///   - host: The server the mail was handed to.
    ///   - addresses: The envelope's, which some servers repeat in their reply.
    /// - Source: Amazon SES Developer Guide, "Email header fields": it replaces Message-ID by its own id, the reply's
    ///   text, at `email.amazonses.com` in us-east-1 and at `REGION.amazonses.com` elsewhere. Exchange says the
    ///   Message-ID as it is: `2.6.0 <id@host> [InternalId=…] Queued mail for delivery`.
    static func names(inReply text: String, from host: String, envelope addresses: [String]) -> [String] {
        if let id = amazonID(in: text) { return domains(ofAmazon: host).map { "<\(id)@\($0)>" } }
        let people = Set(addresses.map { $0.lowercased() })
        let names = MessageIDs.list(text.contains("<") ? text : "").filter { name in
            let bare = name.dropFirst().dropLast()
            let parts = bare.split(separator: "@", omittingEmptySubsequences: false)
            return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && name.utf8.count <= lengthLimit
                && name.utf8.allSatisfy { (33...126).contains($0) } && !people.contains(bare.lowercased())
        }
        return Array(names.prefix(limit))
    }

    /// A name of SES without its domain, as some of its reports have it; `nil` for others' names.
    static func bare(_ name: String) -> String? {
        let id = String(name.dropFirst().prefix { $0 != "@" })
        return isAmazonID(id) ? "<\(id)>" : nil
    }

    /// `Ok 0100018c…`: sixteen digits, a UUID and six digits, each hexadecimal.
    static func isAmazonID(_ word: String) -> Bool {
        word.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count) == [16, 8, 4, 4, 4, 12, 6]
            && word.utf8.allSatisfy { $0 == 45 || (48...57).contains($0) || (97...102).contains($0) }
    }

    private static func amazonID(in text: String) -> String? {
        text.split { $0 == " " || $0 == "<" || $0 == ">" }.lazy.map(String.init).first(where: isAmazonID)
    }

    /// Where SES in the region of `host` says its names are: `email-smtp.eu-west-1.amazonaws.com`, or an endpoint in the
    /// company's own network, in which the region comes later.
    private static func domains(ofAmazon host: String) -> [String] {
        let parts = host.lowercased().split(separator: ".").map(String.init)
        let service = parts.firstIndex { $0.hasPrefix("email-smtp") }
        guard let service, service + 1 < parts.count, parts[service + 1] != "us-east-1" else {
            return ["email.amazonses.com"]
        }
        return ["\(parts[service + 1]).amazonses.com"]
    }
}
