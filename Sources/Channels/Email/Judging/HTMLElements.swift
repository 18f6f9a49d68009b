/// What the elements of an HTML mail are to its text.
extension HTMLTag {
    /// Whether it holds an older mail and nothing else.
    var isMark: Bool {
        if name == "includetail" { return true }
        if let id = attribute("id"), Self.markIDs.contains(where: { id.contains($0) }) { return true }
        guard let classes = attribute("class") else { return false }
        return Self.markClasses.contains { classes.contains($0) }
    }

    /// Whether a quote is none: programs indent paragraphs with the same element, without its bar.
    var isIndent: Bool { hasStyle(Self.indent) }

    /// Whether a paragraph has no room above it, as Outlook's have.
    var isTight: Bool { attribute("class")?.hasPrefix("Mso") ?? false || hasStyle(Self.tight) }

    /// Whether it shows nothing.
    var isHidden: Bool { Self.canHide.contains(name) && hasStyle(Self.hidden) }

    /// Whether what it holds is no text for people.
    var isDropped: Bool { Self.dropped.contains(name) }

    /// Whether a text begins a line of its own in it.
    var isBlock: Bool { Self.blocks.contains(name) }

    /// Whether the next one ends it.
    var endsItself: Bool { name == "p" || name == "td" || name == "tr" }

    /// Whether it may stand in the head of a page.
    var isOfHead: Bool { Self.inHead.contains(name) }

    private static let hidden = ["display:none", "mso-hide:all"].map { Array($0.utf8) }
    private static let indent = ["border:none", "margin:0px0px0px40px", "margin:00040px"].map { Array($0.utf8) }
    private static let tight = ["margin:0;", "margin:0px;", "margin:0cm", "margin:0in", "margin:0pt", "margin-top:0"]
        .map { Array($0.utf8) }

    private static let markClasses = [
        "gmail_quote", "yahoo_quoted", "protonmail_quote", "ntes-mailmaster-quote", "tutanota_quote", "zmail_extra",
        "history-quote-wrapper", "mail-editor-reference-message-container", "gmail_extra", "quoted-mail", "mail_quote",
    ]
    private static let markIDs = [
        "isReplyContent", "ntes-mailmaster-quote", "mail-editor-reference-message-container", "yahoo_quoted",
        "includetail", "reply-intro", "lark-mail-quote",
    ]
    private static let dropped: Set<String> = [
        "script", "style", "template", "xml", "noframes", "object", "svg", "math", "select", "iframe",
    ]
    private static let canHide: Set<String> = ["div", "span", "p", "td", "tr", "table", "font", "section", "center"]
    private static let inHead: Set<String> = [
        "meta", "link", "style", "script", "title", "base", "o:p", "noscript",
    ]
    private static let blocks: Set<String> = [
        "html", "body", "center", "tr", "tbody", "thead", "tfoot", "caption", "form", "fieldset", "header", "footer",
        "main", "aside", "nav", "address", "dl", "dt", "dd", "figure", "figcaption", "details", "summary", "dir",
        "title", "option", "legend", "hgroup",
    ]
}
