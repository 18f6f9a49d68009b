/// A value inside an IMAP response: an atom, a string or a literal are all text to us.
enum IMAPValue: Sendable, Equatable {
    case null
    case text([UInt8])
    case list([IMAPValue])

    var bytes: [UInt8]? {
        if case .text(let bytes) = self { bytes } else { nil }
    }

    var string: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    var number: Int? { string.flatMap { Int($0) } }

    var list: [IMAPValue]? {
        if case .list(let values) = self { values } else { nil }
    }
}

/// How a command ended, or what the server says of itself (RFC 3501 section 7.1).
struct IMAPStatus: Sendable, Equatable {
    enum Kind: String, Sendable {
        case ok = "OK"
        case no = "NO"
        case bad = "BAD"
        case bye = "BYE"
        case preauth = "PREAUTH"
    }

    /// `nil` when it belongs to no command.
    var tag: String?
    var kind: Kind
    /// The first word in square brackets, such as `UIDVALIDITY`.
    var code: String?
    /// The other words in the brackets.
    var arguments: [String] = []
    var text: String
}

/// One response of a server.
enum IMAPResponse: Sendable, Equatable {
    /// `+`: it waits for more of us.
    case continuation
    case status(IMAPStatus)
    /// `* SEARCH 2 3`, `* 12 EXISTS`, `* 12 FETCH (…)`.
    case data(name: String, number: Int?, values: [IMAPValue])
}
