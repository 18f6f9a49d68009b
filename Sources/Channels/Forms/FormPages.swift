import Basics
import Web

/// The small pages a browser gets that posts a form without a script.
enum FormPages {
    static func thanks(_ form: FormSettings, number: Int?, locale: String) -> Response {
        let words = form.thanks.text(locale)
        let line: String =
            if let number {
                locale == "zh-Hans"
                    ? "<p>您的工单号：<strong>\(number)</strong></p>" : "<p>Your ticket: <strong>\(number)</strong></p>"
            } else {
                ""
            }
        return PlainPage.response(
            form.title.text(locale), "<p role=\"status\">\(HTML.escaped(words))</p>\(line)", locale, status: 201)
    }

    /// The form again, with what was typed and what is wrong.
    static func faults(
        _ form: FormSettings, key: String, answers: [String: String], problem: Problem, locale: String
    ) -> Response {
        var faults: [String: String] = [:]
        for field in problem.fields where field.pointer.hasPrefix("/fields/") {
            faults[String(field.pointer.dropFirst("/fields/".count))] = words(field.detail, locale)
        }
        let intro =
            faults.isEmpty
            ? problem.detail
            : locale == "zh-Hans" ? "请检查标出的内容。您填写的内容已保留。" : "Please check what is marked. What you typed is kept."
        let body = """
            <p role="alert">\(HTML.escaped(intro))</p>
            \(FormMarkup.form(form, action: "/api/v1/forms/\(key)/submissions", locale: locale, answers: answers, faults: faults))
            """
        var response = PlainPage.response(form.title.text(locale), body, locale, status: problem.status)
        if let seconds = problem.retryAfterSeconds { response = response.adding("Retry-After", String(seconds)) }
        return response
    }

    private static func words(_ detail: String, _ locale: String) -> String {
        guard locale == "zh-Hans" else { return detail }
        switch detail {
        case "is required": return "必填"
        case "must be an e-mail address": return "请填写有效的电子邮箱"
        case "must be a telephone number": return "请填写有效的电话号码"
        case "must be a number": return "请填写数字"
        case let other where other.hasPrefix("must be a date"): return "请填写日期，例如 2026-11-23"
        case let other where other.hasPrefix("must be one of"): return "请选择一个选项"
        default: return "内容过长或无效"
        }
    }
}
