import Access
import Basics

/// A command of a mail server that hands mail over (RFC 2033, 5321).
enum LMTPCommand: Sendable, Equatable {
    case hello(String)
    /// Empty is the null sender.
    case sender(String, sizeBytes: Int?)
    case recipient(String)
    case data
    case reset
    case noop
    case quit
    /// HELO and EHLO, which are SMTP's.
    case otherHello
    case unknown
    /// A known command whose words cannot be read.
    case malformed

    init(_ line: String) {
        let words = line.trimmingBlanks.split(separator: " ", maxSplits: 1)
        let rest = words.count > 1 ? String(words[1]) : ""
        switch words.first?.uppercased() {
        case "LHLO": self = rest.isEmpty ? .malformed : .hello(rest)
        case "HELO", "EHLO": self = .otherHello
        case "MAIL":
            guard let (path, parameters) = Self.path(rest, after: "FROM:"), path.isEmpty || Self.isAddress(path) else {
                self = .malformed
                return
            }
            let size = parameters.first { $0.uppercased().hasPrefix("SIZE=") }.flatMap { Int($0.dropFirst(5)) }
            self = .sender(path, sizeBytes: size)
        case "RCPT":
            guard let (path, _) = Self.path(rest, after: "TO:"), Self.isAddress(path) else {
                self = .malformed
                return
            }
            self = .recipient(path)
        case "DATA": self = rest.isEmpty ? .data : .malformed
        case "RSET": self = .reset
        case "NOOP", "VRFY": self = .noop
        case "QUIT": self = .quit
        default: self = .unknown
        }
    }

    /// `FROM:<address> SIZE=12`: the address without brackets and source route, and the parameters.
    private static func path(_ text: String, after keyword: String) -> (String, [Substring])? {
        guard text.uppercased().hasPrefix(keyword) else { return nil }
        let rest = text.dropFirst(keyword.count).drop { $0 == " " }
        guard rest.hasPrefix("<"), let end = rest.firstIndex(of: ">") else { return nil }
        var path = rest[rest.index(after: rest.startIndex)..<end]
        if path.hasPrefix("@"), let colon = path.firstIndex(of: ":") { path = path[path.index(after: colon)...] }
        return (String(path), rest[rest.index(after: end)...].split(separator: " "))
    }

    private static func isAddress(_ text: String) -> Bool { EmailAddress.checked(text) != nil }
}
