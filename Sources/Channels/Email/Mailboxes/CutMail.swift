/// What stands in for a mail that was not fetched whole: its header, and words about the rest.
package enum CutMail {
    /// How much of the text of a mail over the size limit is fetched.
    static let beginningBytes = 65_536
    /// Says in the mail itself how large it is on the server.
    static let field = "X-Deskbell-Cut"

    /// The beginning of a mail that is too large.
    package static func beginning(_ bytes: [UInt8], sizeBytes: Int) -> [UInt8] {
        Array("\(field): \(sizeBytes)\r\n".utf8) + bytes
    }

    /// A mail the server would not give, with as much of its header as it gave.
    package static func stub(header: [UInt8], sizeBytes: Int, place: String, reason: String, host: String) -> [UInt8] {
        var kept = fields(header)
        if !kept.contains(where: { name(of: $0) == "from" }) {
            kept.append(Array("From: Mail server <postmaster@\(host)>".utf8))
        }
        if !kept.contains(where: { name(of: $0) == "subject" }) {
            kept.append(Array("Subject: A mail could not be fetched".utf8))
        }
        var bytes = Array("\(field): \(sizeBytes)\r\n".utf8)
        for field in kept { bytes += field + [13, 10] }
        let words = """
            Content-Type: text/plain; charset=utf-8\r
            Content-Transfer-Encoding: 8bit\r
            \r
            The mail server did not hand over this mail; it is still there (\(place)).\r
            邮件服务器没有交出这封邮件，它仍在服务器上（\(place)）。\r
            \r
            \(reason.split(whereSeparator: \.isNewline).joined(separator: " "))\r

            """
        return bytes + Array(words.utf8)
    }

    /// The fields of a header, those about the body left out: the body is another now.
    private static func fields(_ header: [UInt8]) -> [[UInt8]] {
        var fields: [[UInt8]] = []
        for line in header.split(separator: 10, omittingEmptySubsequences: false) {
            let line = line.last == 13 ? line.dropLast() : line
            guard let first = line.first else { break }
            if first == 32 || first == 9 {
                if let last = fields.indices.last { fields[last] += [13, 10] + line }
            } else if line.contains(UInt8(ascii: ":")) {
                fields.append(Array(line))
            }
        }
        return fields.filter { !name(of: $0).hasPrefix("content-") && name(of: $0) != "mime-version" }
    }

    private static func name(of field: [UInt8]) -> String {
        String(decoding: field.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self).lowercased()
    }
}
