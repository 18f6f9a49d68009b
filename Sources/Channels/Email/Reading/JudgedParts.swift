/// The parts in which mail systems report and enclose what they report on.
enum JudgedParts {
    /// The `message/…` and header parts of a mail in order, decoded; an enclosed mail is one part.
    static func leaves(of part: MimePart) -> [MailPart] {
        if part.isMultipart { return part.children.flatMap(leaves) }
        guard part.mainType == "message" || part.type.hasPrefix("text/rfc822") else { return [] }
        // Reports are short, and of an enclosed mail only the header counts.
        let bytes = part.content(limit: 150_000)
        let text = BodyReading.cleaned(Charset.text(bytes, label: part.typeParameters["charset"]))
        return [MailPart(contentType: part.type, text: text)]
    }
}
