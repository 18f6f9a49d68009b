package import Foundation

/// The mail inside a forwarded one, as far as its text repeats the header: who wrote it first, when, about what.
package struct ForwardedMail: Sendable, Equatable {
    package var from: MailAddress
    package var date: Date?
    package var subject: String?

    /// The original of a mail that somebody passed on by hand; `nil` when the text holds none.
    ///
    /// - Parameter timeZone: Of dates that name none, as programs write them for people.
    package static func original(
        text: String, html: String?, timeZone: TimeZone = .gmt
    ) -> ForwardedMail? {
        if let found = original(in: TextLines(text), timeZone) { return found }
        return html.flatMap { original(in: TextLines(bytes: HTMLPage($0).text), timeZone) }
    }

    private static func original(in lines: TextLines, _ timeZone: TimeZone) -> ForwardedMail? {
        for line in 0..<lines.count where !lines.isBlank(line) && lines.length(line) <= 2000 {
            guard let block = HeaderBlock(lines, from: line), let from = block[.from].flatMap(sender) else {
                continue
            }
            return ForwardedMail(
                from: from, date: block[.date].flatMap { WrittenDate.read($0, timeZone) },
                subject: block[.subject].flatMap { $0.isEmpty ? nil : $0 })
        }
        return nil
    }

    /// `张三 <a@b>`, `"张三"<a@b>;`, `张三 [mailto:a@b]` and `a@b`.
    static func sender(_ value: String) -> MailAddress? {
        let value = value.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
        guard let address = AddressScan.first(in: value), let place = value.range(of: address) else { return nil }
        var name = value[..<place.lowerBound]
        if let sign = name.lastIndex(where: { $0 == "<" || $0 == "[" || $0 == "(" }) { name = name[..<sign] }
        let bare = name.trimmingCharacters(in: CharacterSet(charactersIn: "\"'“”‘’<>*;:, \t\u{A0}\u{3000}"))
        return MailAddress(name: bare, address: address)
    }
}
