import Web

/// What a shop pastes into its own pages.
enum EmbedMarkup {
    static func text(_ inbox: Inbox, publicURL: String, locale: String) -> String {
        if let form = inbox.settings.form {
            return FormMarkup.form(
                form, action: "\(publicURL)/api/v1/forms/\(HTML.escaped(inbox.key))/submissions", locale: locale,
                answers: [:], faults: [:]) + "\n"
        }
        guard inbox.kind == .chat else { return "" }
        return """
            <script async src="\(HTML.escaped(publicURL))/widget.js" data-inbox="\(HTML.escaped(inbox.key))"></script>

            """
    }
}

/// HTML made of texts people typed.
package enum HTML {
    /// `text` as content or as a quoted attribute.
    package static func escaped(_ text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "\"": safe += "&quot;"
            case "'": safe += "&#39;"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }
}
