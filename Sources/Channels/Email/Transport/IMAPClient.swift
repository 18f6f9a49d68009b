import Basics
import Foundation

/// A folder that was opened.
struct IMAPFolder: Sendable, Equatable {
    var uidValidity = 0
    /// The number the next mail will get; `nil` when the server does not say.
    var uidNext: Int?
    var count = 0
}

/// What is known of a mail before its bytes are fetched.
struct IMAPMailInfo: Sendable, Equatable {
    let uid: Int
    let sizeBytes: Int
    let receivedAt: Date?
    let isDeleted: Bool
}

/// The commands of one signed-in connection (RFC 3501, 2177, 2971, 4315, 6851); every method blocks.
///
/// Used by one thread at a time.
final class IMAPClient {
    /// How long a command may take that moves no mails.
    var answerSeconds = 60.0
    private let stream: any IMAPStream
    private let host: String
    private var framer: IMAPFramer
    private var waiting: [IMAPResponse] = []
    private var tags = 0
    private(set) var capabilities: Set<String> = []
    /// Whether the folder changed since this was last put back.
    private(set) var hasNews = false

    init(_ stream: any IMAPStream, host: String, literalLimit: Int) {
        self.stream = stream
        self.host = host
        framer = IMAPFramer(literalLimit: literalLimit)
    }

    // MARK: Commands

    /// Asked again after signing in: many servers list MOVE, IDLE and UIDPLUS only then.
    func readCapabilities() throws(MailFault) {
        var found: Set<String> = []
        try command("CAPABILITY") { response in
            if case .data("CAPABILITY", _, let values) = response {
                found = Set(values.compactMap { $0.string?.uppercased() })
            }
        }
        capabilities = found
    }

    /// Says who we are, where that is offered: 163.com and its sisters open no folder without it, and QQ hangs up on
    /// commands it does not know.
    func identify() throws(MailFault) {
        guard capabilities.contains("ID") else { return }
        try command("ID (\"name\" \"Deskbell\" \"version\" \"1.0\" \"vendor\" \"Deskbell\")")
    }

    func select(_ name: String) throws(MailFault) -> IMAPFolder {
        var folder = IMAPFolder()
        let status = try exchange("SELECT \(IMAPFolderName.quoted(name))", seconds: answerSeconds) { response in
            switch response {
            case .status(let status) where status.code == "UIDVALIDITY":
                folder.uidValidity = status.arguments.first.flatMap { Int($0) } ?? 0
            case .status(let status) where status.code == "UIDNEXT":
                folder.uidNext = status.arguments.first.flatMap { Int($0) }
            case .data("EXISTS", let count?, _): folder.count = count
            default: break
            }
        }
        if status.kind != .ok {
            if status.text.lowercased().contains("unsafe login") {
                throw MailFault(.signInRefused, "\(host) opens no folder for this sign-in: \(status.text)")
            }
            throw MailFault(.folderMissing, "The folder \(name) cannot be opened: \(status.text)")
        }
        hasNews = false
        return folder
    }

    /// The numbers of the mails from `first` on, in order.
    ///
    /// - Parameter since: The day they came at the earliest.
    func search(from first: Int, since: Date? = nil) throws(MailFault) -> [Int] {
        var uids: Set<Int> = []
        hasNews = false
        let day = since.map { " SINCE \(Self.day($0))" } ?? ""
        try command("UID SEARCH UID \(first):*\(day)") { response in
            if case .data("SEARCH", _, let values) = response { uids.formUnion(values.compactMap(\.number)) }
        }
        // `n:*` always names the newest mail, also when its number is lower (RFC 3501 section 6.4.8).
        return uids.filter { $0 >= first }.sorted()
    }

    func info(_ uids: [Int]) throws(MailFault) -> [IMAPMailInfo] {
        var found: [IMAPMailInfo] = []
        try fetch(uids, "(UID RFC822.SIZE INTERNALDATE FLAGS)") { uid, items in
            let flags = (items["FLAGS"]?.list ?? []).compactMap { $0.string?.lowercased() }
            found.append(
                IMAPMailInfo(
                    uid: uid, sizeBytes: items["RFC822.SIZE"]?.number ?? 0,
                    receivedAt: items["INTERNALDATE"]?.string.flatMap(MailDate.instant),
                    isDeleted: flags.contains("\\deleted")))
        }
        return found.sorted { $0.uid < $1.uid }
    }

    /// The Message-ID fields of mails, as they stand; a mail without one is left out.
    func messageIDs(_ uids: [Int]) throws(MailFault) -> [Int: String] {
        var found: [Int: String] = [:]
        try fetch(uids, "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])") { uid, items in
            for (name, value) in items where name.hasPrefix("BODY[") {
                let field = value.string ?? ""
                guard let open = field.firstIndex(of: "<"), let end = field[open...].firstIndex(of: ">") else {
                    continue
                }
                found[uid] = String(field[open...end])
            }
        }
        return found
    }

    /// A mail's bytes; `nil` when it is gone.
    func mail(_ uid: Int, seconds: Double) throws(MailFault) -> [UInt8]? {
        try parts(uid, "BODY.PEEK[]", seconds: seconds)["BODY[]"]
    }

    /// The beginning of a mail: its header and so many bytes of what follows.
    func beginning(of uid: Int, bytes: Int, seconds: Double) throws(MailFault) -> [UInt8]? {
        let parts = try parts(uid, "BODY.PEEK[HEADER] BODY.PEEK[TEXT]<0.\(bytes)>", seconds: seconds)
        guard let header = parts["BODY[HEADER]"] else { return nil }
        return header + (parts["BODY[TEXT]<0>"] ?? [])
    }

    private func parts(_ uid: Int, _ names: String, seconds: Double) throws(MailFault) -> [String: [UInt8]] {
        var parts: [String: [UInt8]] = [:]
        try fetch([uid], "(UID \(names))", seconds: seconds) { found, items in
            guard found == uid else { return }
            for (name, value) in items { parts[name] = value.bytes }
        }
        return parts
    }

    func markSeen(_ uid: Int) throws(MailFault) {
        try command("UID STORE \(uid) +FLAGS.SILENT (\\Seen)")
    }

    /// Moves a mail; without MOVE it is copied, and removed only where the server can remove this one alone.
    func move(_ uid: Int, to folder: String) throws(MailFault) {
        let name = IMAPFolderName.quoted(folder)
        if capabilities.contains("MOVE") {
            try command("UID MOVE \(uid) \(name)")
            return
        }
        try command("UID COPY \(uid) \(name)")
        try command("UID STORE \(uid) +FLAGS.SILENT (\\Deleted)")
        if capabilities.contains("UIDPLUS") { try command("UID EXPUNGE \(uid)") }
    }

    func makeFolder(_ folder: String) throws(MailFault) {
        try command("CREATE \(IMAPFolderName.quoted(folder))")
    }

    /// Waits for news, at most so long; without IDLE it asks once a minute.
    ///
    /// - Throws: `MailFault` also when the server does not answer any more: a dead peer sends no end.
    func waitForNews(seconds: Double, isEnded: () -> Bool) throws(MailFault) {
        let end = ContinuousClock.now + .seconds(seconds)
        while !hasNews, !isEnded(), end > .now {
            let left = (end - .now) / .seconds(1)
            if capabilities.contains("IDLE") {
                try idle(seconds: min(left, 540), isEnded: isEnded)
            } else {
                try pause(seconds: min(left, 60), isEnded: isEnded)
                if !isEnded() { try command("NOOP") }
            }
        }
    }

    private func idle(seconds: Double, isEnded: () -> Bool) throws(MailFault) {
        let tag = try send("IDLE")
        let end = ContinuousClock.now + .seconds(seconds)
        var isWaiting = false
        while !hasNews, !isEnded() {
            // Until the server says that it listens, it owes us an answer.
            let left = isWaiting ? (end - .now) / .seconds(1) : answerSeconds
            guard left > 0 else { break }
            guard let response = try next(seconds: left) else {
                if isWaiting || isEnded() { break }
                throw MailFault(.timeout, "\(host) did not answer in time.")
            }
            switch response {
            case .continuation: isWaiting = true
            case .status(let status) where status.tag == tag:
                guard status.kind == .ok else {
                    // It lists IDLE and refuses it; asking now and then works everywhere.
                    capabilities.remove("IDLE")
                    return
                }
                return
            default: break
            }
        }
        guard !isEnded() else { return }
        try stream.send(Array("DONE\r\n".utf8), seconds: answerSeconds)
        _ = try finish(tag, seconds: min(answerSeconds, 30)) { _ in }
    }

    private func pause(seconds: Double, isEnded: () -> Bool) throws(MailFault) {
        let end = ContinuousClock.now + .seconds(seconds)
        while !hasNews, !isEnded() {
            let left = (end - .now) / .seconds(1)
            guard left > 0, try next(seconds: left) != nil else { return }
        }
    }

    /// Says good-bye; whether it is heard does not matter.
    func logOut() {
        _ = try? stream.send(Array("ZZ LOGOUT\r\n".utf8), seconds: 2)
    }

    // MARK: Exchange

    private func fetch(
        _ uids: [Int], _ items: String, seconds: Double? = nil, _ each: (Int, [String: IMAPValue]) -> Void
    ) throws(MailFault) {
        guard !uids.isEmpty else { return }
        let set = uids.map(String.init).joined(separator: ",")
        framer.forgetDropped()
        try command("UID FETCH \(set) \(items)", seconds: seconds) { response in
            guard case .data("FETCH", _, let values) = response, let pairs = values.first?.list else { return }
            var found: [String: IMAPValue] = [:]
            for place in stride(from: 0, to: pairs.count - 1, by: 2) {
                if let name = pairs[place].string { found[name.uppercased()] = pairs[place + 1] }
            }
            if let uid = found["UID"]?.number { each(uid, found) }
        }
        if framer.hasDropped {
            throw MailFault(.commandRefused, "\(host) sends more than it said the mail has.")
        }
    }

    /// - Throws: `MailFault` of kind `commandRefused` when the server answers NO or BAD.
    private func command(
        _ text: String, seconds: Double? = nil, _ each: (IMAPResponse) -> Void = { _ in }
    ) throws(MailFault) {
        let status = try exchange(text, seconds: seconds ?? answerSeconds, each)
        if status.kind != .ok {
            let name = text.split(separator: " ").prefix(2).joined(separator: " ")
            throw MailFault(.commandRefused, "\(host) refuses \(name): \(status.text)")
        }
    }

    private func exchange(_ text: String, seconds: Double, _ each: (IMAPResponse) -> Void) throws(MailFault)
        -> IMAPStatus
    {
        try finish(try send(text), seconds: seconds, each)
    }

    private func send(_ text: String) throws(MailFault) -> String {
        tags += 1
        // Not libcurl's own tags, whose last answer may still be on its way.
        let tag = "D\(tags)"
        try stream.send(Array("\(tag) \(text)\r\n".utf8), seconds: answerSeconds)
        return tag
    }

    private func finish(_ tag: String, seconds: Double, _ each: (IMAPResponse) -> Void) throws(MailFault)
        -> IMAPStatus
    {
        let end = ContinuousClock.now + .seconds(seconds)
        while true {
            let left = (end - .now) / .seconds(1)
            guard left > 0, let response = try next(seconds: left) else {
                throw MailFault(.timeout, "\(host) did not answer in time.")
            }
            if case .status(let status) = response, status.tag == tag { return status }
            each(response)
        }
    }

    /// The next response; `nil` when none came in time.
    private func next(seconds: Double) throws(MailFault) -> IMAPResponse? {
        let end = ContinuousClock.now + .seconds(seconds)
        while waiting.isEmpty {
            let bytes = try stream.receive(seconds: max(0, (end - .now) / .seconds(1)))
            guard !bytes.isEmpty else { return nil }
            waiting += try framer.feed(bytes)
        }
        let response = waiting.removeFirst()
        switch response {
        case .data("EXISTS", _, _), .data("RECENT", _, _): hasNews = true
        case .status(let status) where status.tag == nil && status.kind == .bye:
            throw MailFault(.connectionLost, "\(host) ended the connection: \(status.text)")
        default: break
        }
        return response
    }

    /// A day as IMAP writes one (RFC 3501 `date`): 23-Nov-2026.
    static func day(_ date: Date) -> String {
        let parts = date.rfc3339.prefix(10).split(separator: "-")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count == 3, let month = Int(parts[1]), let day = Int(parts[2]) else { return "1-Jan-1970" }
        return "\(day)-\(months[month - 1])-\(parts[0])"
    }
}
