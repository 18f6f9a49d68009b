import Foundation

/// What the header fields of a mail say: who, to whom, what about, when, and after what.
struct HeaderReading {
    private let fields: [RawField]
    private let charset: String?
    private let mboxLine: [UInt8]?

    /// - Parameters:
    ///   - charset: Of the mail's first text, for raw eight-bit fields.
    ///   - mboxLine: The line in front that names the envelope sender, if there was one.
    init(_ fields: [RawField], charset: String?, mboxLine: [UInt8]?) {
        self.fields = fields
        self.charset = charset
        self.mboxLine = mboxLine
    }

    func fill(_ mail: inout ParsedMail) {
        mail.headers = headers
        mail.from = sender
        mail.replyTo = addresses("reply-to")
        mail.to = addresses("to")
        mail.cc = addresses("cc")
        mail.bcc = addresses("bcc")
        mail.deliveredTo = deliveredTo
        mail.subject = fields.first("subject").map(decoded) ?? ""
        mail.messageID = fields.all("message-id").lazy.compactMap { MessageIDs.first(decoded($0)) }.first
        mail.inReplyTo = ids("in-reply-to")
        mail.references = ids("references")
        if mail.from.isEmpty { mail.errors.append("No usable sender.") }
        if let field = fields.first("date") {
            let text = decoded(field)
            mail.date = MailDate.instant(text)
            if mail.date == nil { mail.errors.append("The date \"\(text.prefix(60))\" could not be read.") }
        }
    }

    /// All fields; of megabytes of them, only the first two megabytes keep their values.
    private var headers: [MailHeader] {
        var room = 2 << 20
        return fields.map { field in
            room -= field.value.count
            return MailHeader(name: HeaderText.clean(field.name), value: room < 0 ? "" : decoded(field.value))
        }
    }

    /// The first field that has a usable address; "From" may hold several.
    private var sender: [MailAddress] {
        for name in ["from", "reply-to", "sender", "return-path", "x-envelope-from", "resent-from"] {
            let found = addresses(name)
            if !found.isEmpty { return found }
        }
        guard let mboxLine else { return [] }
        let words = String(bytes: mboxLine).split(separator: " ")
        return words.dropFirst().first.flatMap { AddressReading.cleaned(String($0)) }.map { [MailAddress(address: $0)] }
            ?? []
    }

    private var deliveredTo: [String] {
        var result: [String] = []
        for name in ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to"] {
            for address in addresses(name) where !result.contains(address.address) { result.append(address.address) }
        }
        return result
    }

    private func addresses(_ name: String) -> [MailAddress] {
        var addresses: [MailAddress] = []
        for field in fields.all(name) where addresses.count < AddressReading.limit {
            addresses += AddressReading.list(HeaderText.raw(field, charset: charset))
        }
        return Array(addresses.prefix(AddressReading.limit))
    }

    private func ids(_ name: String) -> [String] {
        MessageIDs.list(fields.all(name).map { decoded($0) }.joined(separator: " "))
    }

    private func decoded(_ value: [UInt8]) -> String { HeaderText.decoded(value, charset: charset) }
}
