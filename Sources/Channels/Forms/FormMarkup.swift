import Web

/// A form as plain HTML that works without a script and without our pages.
enum FormMarkup {
    /// - Parameter answers: What was typed, by key; kept when a page of faults shows the form again.
    static func form(
        _ form: FormSettings, action: String, locale: String, answers: [String: String], faults: [String: String]
    ) -> String {
        let fields = form.fields.map { field($0, locale, answers[$0.key], faults[$0.key]) }
        return """
            <form action="\(HTML.escaped(action))" method="post" enctype="multipart/form-data" accept-charset="utf-8">
            \(fields.joined(separator: "\n"))
            <p hidden><label>Website <input name="\(FormSettings.honeypot)" tabindex="-1" autocomplete="off"></label></p>
            <input type="hidden" name="locale" value="\(HTML.escaped(locale))">
            <p><button type="submit">\(locale == "zh-Hans" ? "提交" : "Send")</button></p>
            </form>
            """
    }

    private static func field(
        _ field: FormSettings.Field, _ locale: String, _ answer: String?, _ fault: String?
    ) -> String {
        let label = HTML.escaped(field.label.text(locale))
        let name = HTML.escaped(field.key)
        let required = field.required ? " required" : ""
        let value = HTML.escaped(answer ?? "")
        let control: String
        switch field.kind {
        case .textarea: control = "<textarea name=\"\(name)\" rows=\"6\"\(required)>\(value)</textarea>"
        case .select:
            let options = field.options.map { option in
                let chosen = option.value == answer ? " selected" : ""
                return
                    "<option value=\"\(HTML.escaped(option.value))\"\(chosen)>\(HTML.escaped(option.label.text(locale)))</option>"
            }
            control = "<select name=\"\(name)\"\(required)><option value=\"\"></option>\(options.joined())</select>"
        case .checkbox:
            let checked = answer.map(FormSubmission.isYes) == true ? " checked" : ""
            control = "<input type=\"checkbox\" name=\"\(name)\" value=\"true\"\(checked)\(required)>"
        case .file: control = "<input type=\"file\" name=\"\(name)\"\(required)>"
        default: control = "<input type=\"\(inputType(field.kind))\" name=\"\(name)\" value=\"\(value)\"\(required)>"
        }
        let mark = field.required ? " *" : ""
        let line = "<p><label>\(label)\(mark)<br>\(control)</label>"
        return line + (fault.map { "<br><strong role=\"alert\">\(HTML.escaped($0))</strong>" } ?? "") + "</p>"
    }

    private static func inputType(_ kind: FormSettings.Field.Kind) -> String {
        switch kind {
        case .email: "email"
        case .phone: "tel"
        case .number: "text\" inputmode=\"decimal"
        case .date: "date"
        default: "text"
        }
    }
}
