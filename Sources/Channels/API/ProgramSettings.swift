import Basics

/// What an inbox for other programs needs.
package struct ProgramSettings: Sendable, Equatable {
    /// Where its conversations come from unless a message says so itself, such as `weibo`; empty for nowhere in
    /// particular.
    package var platform = ""
    /// Whether an e-mail address the program names may find the customer it belongs to.
    package var trustsIdentities = false

    init() {}

    init(_ reader: inout SettingsReader) {
        if let text = reader.text("platform", max: 40) {
            platform = text.lowercased()
            if !platform.isEmpty, !Platform.isName(platform) { reader.refuse("platform", Platform.rule) }
        }
        trustsIdentities = reader.bool("trusts_identities") ?? trustsIdentities
    }

    var values: [String: JSONValue] {
        ["platform": .string(platform), "trusts_identities": .bool(trustsIdentities)]
    }
}

/// The short names of places people write and post at.
package enum Platform {
    package static let rule = "may hold small letters, digits, dots, dashes and underscores, at most 40"

    /// Whether this can be one; it is a key among a customer's accounts.
    package static func isName(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("0"..."9").contains($0) || [".", "-", "_"].contains($0)
            }
    }
}
