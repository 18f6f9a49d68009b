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
