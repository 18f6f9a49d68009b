package import Basics

/// A sentence in the languages customers see.
package struct Words: Sendable, Equatable, JSONWritable {
    package static let locales = ["en", "zh-Hans"]

    private let byLocale: [String: String]

    package init(_ byLocale: [String: String] = [:]) {
        self.byLocale = byLocale.filter { !$0.value.isEmpty }
    }

    package var isEmpty: Bool { byLocale.isEmpty }

    /// The sentence in this language, else in another there is; empty when there is none.
    package func text(_ locale: String) -> String {
        byLocale[Words.closest(to: locale)] ?? byLocale["en"] ?? byLocale["zh-Hans"] ?? ""
    }

    /// The language we speak that is closest to the one asked for, such as `zh-Hans` for `zh-CN`.
    package static func closest(to locale: String?) -> String {
        guard let locale else { return "en" }
        return locale.lowercased().hasPrefix("zh") ? "zh-Hans" : "en"
    }

    package func write(to json: inout JSONWriter) { value.write(to: &json) }

    var value: JSONValue { .object(byLocale.mapValues(JSONValue.string)) }
}
