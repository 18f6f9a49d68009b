/// Reads the bytes of a mail.
///
/// It never refuses: whatever arrives becomes a mail with a text, and what could not be read as it should stands in
/// `errors`.
///
/// Pure but for the spool folder; the server runs it in a helper process (`MailReaderProcess`), because what arrives is
/// anybody's.
package enum MailReader {
    /// The mail in `bytes`.
    ///
    /// - Parameter spool: The folder in which the decoded bytes of every attachment are left, named by their SHA-256;
    ///   `nil` keeps none.
    package static func read(_ bytes: [UInt8], spool: String? = nil) -> ParsedMail {
        let tree = MimeTree(LineEnds.repaired(bytes))
        let body = BodyReading(tree.root)
        let charset = firstCharset(tree.root)
        var mail = ParsedMail()
        HeaderReading(tree.root.fields, charset: charset, mboxLine: tree.mboxLine).fill(&mail)

        let (text, html) = body.joined(textOfHTML: HTMLText.text)
        let files = AttachmentReading(body.files, html: html, charset: charset, spool: spool)
        mail.text = text
        mail.html = html
        if text.isEmpty, html == nil {
            mail.html = files.wrappedHTML
            mail.text = files.wrappedText ?? files.wrappedHTML.map(HTMLText.text) ?? ""
        }
        mail.attachments = files.attachments
        mail.wholeSizeBytes = mail.headers.first(CutMail.field).flatMap { Int($0) }
        // The cut went through the last file: a piece of it is of no use to anybody.
        if mail.wholeSizeBytes != nil { mail.attachments = mail.attachments.dropLast() }
        mail.errors += tree.errors + body.errors + files.errors
        mail.judge(parts: JudgedParts.leaves(of: tree.root), contentType: tree.root.type)
        return mail
    }

    /// The character set of the first text, a hint for raw eight-bit header fields.
    private static func firstCharset(_ part: MimePart) -> String? {
        if part.isMultipart {
            for child in part.children {
                if let charset = firstCharset(child) { return charset }
            }
            return nil
        }
        return part.mainType == "text" ? part.typeParameters["charset"] : nil
    }
}

/// Mails whose lines end in CR alone, from before Mac OS X.
private enum LineEnds {
    static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.contains(.lineFeed), bytes.contains(.carriageReturn) else { return bytes }
        return bytes.map { $0 == .carriageReturn ? .lineFeed : $0 }
    }
}
