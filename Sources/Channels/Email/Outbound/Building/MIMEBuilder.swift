import Basics
import Foundation

/// Makes a mail's bytes: mixed(alternative(text, related(html, pictures)), attachments), only the levels it needs.
package struct MIMEBuilder {
    /// All Message-IDs of a conversation in one header grow without end; relays refuse what is much longer.
    static let referencesLimitBytes = 1_500
    private let mail: MIMEMail
    private let put: ([UInt8]) throws -> Void

    /// - Parameter put: Takes the bytes in order, piece by piece: a file is never held whole.
    package init(_ mail: MIMEMail, put: @escaping ([UInt8]) throws -> Void) {
        self.mail = mail
        self.put = put
    }

    /// The bytes as one array, for mails known to be small.
    package static func bytes(_ mail: MIMEMail) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try MIMEBuilder(mail) { bytes += $0 }.write()
        return bytes
    }

    /// - Throws: `MIMEFault` for a value that cannot stand in a header or a file that cannot be read, and whatever `put`
    ///   throws.
    package func write() throws {
        try line(headers())
        if mail.attachments.isEmpty {
            try alternative()
        } else {
            try open("mixed")
            try next("mixed")
            try alternative()
            for file in mail.attachments { try attachment(file, "mixed", disposition: "attachment") }
            try close("mixed")
        }
    }

    private func headers() throws(MIMEFault) -> String {
        var result = try MIMEHeader.tokens("Date", Self.date(mail.date).split(separator: " ").map(String.init))
        result += try MIMEHeader.addresses("From", [mail.from])
        if let replyTo = mail.replyTo { result += try MIMEHeader.addresses("Reply-To", [replyTo]) }
        if !mail.to.isEmpty { result += try MIMEHeader.addresses("To", mail.to) }
        if !mail.cc.isEmpty { result += try MIMEHeader.addresses("Cc", mail.cc) }
        // Only blind copies: the field must not be missing (RFC 5322 section 3.6.3 allows it, filters do not).
        if mail.to.isEmpty, mail.cc.isEmpty { result += "To: undisclosed-recipients:;\r\n" }
        result += try MIMEHeader.text("Subject", mail.subject)
        result += try MIMEHeader.tokens("Message-ID", [mail.messageID])
        if let inReplyTo = mail.inReplyTo { result += try MIMEHeader.tokens("In-Reply-To", [inReplyTo]) }
        let references = Self.trimmed(mail.references)
        if !references.isEmpty { result += try MIMEHeader.tokens("References", references) }
        for header in mail.headers { result += try MIMEHeader.text(header.name, header.value) }
        return result + "MIME-Version: 1.0\r\n"
    }

    /// At most 1,500 bytes of references: the first names the conversation, the last ones where it stands.
    package static func trimmed(_ references: [String]) -> [String] {
        var seen: Set<String> = []
        // Of a repeated one the last place counts.
        var kept = Array(references.reversed().filter { seen.insert($0).inserted }.reversed())
        func size() -> Int { kept.reduce(0) { $0 + $1.utf8.count + 1 } }
        while size() > referencesLimitBytes, kept.count > 2 { kept.remove(at: 1) }
        if size() > referencesLimitBytes, kept.count == 2 { kept.removeFirst() }
        return size() > referencesLimitBytes ? [] : kept
    }

    private func alternative() throws {
        try open("alternative")
        try next("alternative")
        try textPart("text/plain", mail.text)
        try next("alternative")
        if mail.pictures.isEmpty {
            try textPart("text/html", mail.html)
        } else {
            try open("related", "type=\"text/html\"")
            try next("related")
            try textPart("text/html", mail.html)
            for picture in mail.pictures { try attachment(picture, "related", disposition: "inline") }
            try close("related")
        }
        try close("alternative")
    }

    private func textPart(_ type: String, _ text: String) throws {
        let ending = text.hasSuffix("\n") ? text : text + "\n"
        let encoding = MIMEText.encoding(of: ending)
        try line("Content-Type: \(type); charset=utf-8\r\nContent-Transfer-Encoding: \(encoding.rawValue)\r\n\r\n")
        try put(MIMEText.bytes(ending, encoding))
    }

    private func attachment(_ file: OutgoingFile, _ level: String, disposition: String) throws {
        try next(level)
        var head = try MIMEHeader.parameters(
            "Content-Type", Self.type(file.contentType), MIMEHeader.fileName("name", file.name))
        head += try MIMEHeader.parameters(
            "Content-Disposition", disposition, MIMEHeader.fileName("filename", file.name))
        if let contentID = file.contentID { head += try MIMEHeader.tokens("Content-ID", ["<\(contentID)>"]) }
        try line(head + "Content-Transfer-Encoding: base64\r\n\r\n")
        try content(of: file)
    }

    /// Mail systems may open up `message/…` and `multipart/…` parts and must not code them in base64: such a file goes as
    /// plain bytes.
    private static func type(_ type: String) -> String {
        let type = type.lowercased()
        let isSafe = type.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3B && $0 != 0x22 } && type.contains("/")
        return !isSafe || type.hasPrefix("message/") || type.hasPrefix("multipart/") ? "application/octet-stream" : type
    }

    private func content(of file: OutgoingFile) throws {
        guard let handle = FileHandle(forReadingAtPath: file.path) else { throw MIMEFault.file(file.name) }
        defer { try? handle.close() }
        // A multiple of 57, so that no line is shorter than the others but the last.
        while let piece = try handle.read(upToCount: 57 * 1_024), !piece.isEmpty {
            try put(MIMEText.base64Lines(Array(piece)))
        }
    }

    // MARK: Levels

    private func boundary(_ level: String) -> String {
        "=_\(level.prefix(3))_\(mail.id.uuidString.lowercased().filter { $0 != "-" })"
    }

    private func open(_ level: String, _ parameters: String...) throws {
        try line(
            MIMEHeader.parameters(
                "Content-Type", "multipart/\(level)", ["boundary=\"\(boundary(level))\""] + parameters) + "\r\n")
    }

    private func next(_ level: String) throws { try line("--\(boundary(level))\r\n") }

    private func close(_ level: String) throws { try line("--\(boundary(level))--\r\n") }

    private func line(_ text: String) throws { try put(Array(text.utf8)) }

    /// `Wed, 25 Nov 2026 02:00:00 +0000` (RFC 5322 section 3.3).
    static func date(_ date: Date) -> String {
        var seconds = time_t(date.timeIntervalSince1970)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
        return "\(days[Int(parts.tm_wday)]), \(parts.tm_mday) \(months[Int(parts.tm_mon)]) \(1900 + parts.tm_year) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) +0000"
    }
}
