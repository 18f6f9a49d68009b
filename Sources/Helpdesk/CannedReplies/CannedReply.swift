package import Basics
package import Foundation
import Web

/// A text kept for reuse, found by its shortcut, and what sending it does to the ticket.
///
/// Variables such as `{{name|there}}` are filled in by the composer.
package struct CannedReply: WireType, JSONWritable {
    package let id: ID<CannedReply>
    package let shortcut: String
    package let title: String
    package let text: String
    /// The language it is written in; `nil` for any.
    package let locale: String?
    /// The team it belongs to; `nil` for everybody.
    package let teamID: UUID?
    /// What it does besides; `nil` when it is words only.
    package let actions: TicketActions?
    package let version: Int

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("shortcut", shortcut)
            json.field("title", title)
            json.field("text", text)
            json.field("locale", locale)
            json.field("team_id", teamID.map { ID<CannedReply>($0) })
            json.field("actions", actions)
            json.field("version", version)
        }
    }

    package static let example = CannedReply(
        id: ID(ExampleIDs.other), shortcut: "late", title: "Parcel is late",
        text: "Hello {{name|there}}, I am sorry your parcel is late.", locale: "en", teamID: nil,
        actions: .example, version: 1)
}

/// What making or changing a canned reply takes.
package struct CannedReplyInput: Decodable, WireType {
    let shortcut: String?
    let title: String?
    let text: String?
    let locale: Patch<String>
    let teamID: Patch<UUID>
    let actions: Patch<TicketActions>

    package static let example = CannedReplyInput(
        shortcut: "late", title: "Parcel is late", text: "Hello {{name|there}}, I am sorry your parcel is late.",
        locale: .value("en"), teamID: .null, actions: .value(.example))

    /// The reply with what was sent laid over `current`.
    ///
    /// - Throws: `Problem.invalid` naming every field at fault.
    func applied(to current: CannedReply?, id: ID<CannedReply>) throws -> CannedReply {
        var fields = Fields()
        let shortcut = fields.text(shortcut ?? current?.shortcut ?? "", "/shortcut", max: 40)
        fields.check(
            !shortcut.contains { $0.isWhitespace || $0 == "/" }, "/shortcut", "must be one word without a slash")
        let title = fields.text(title ?? current?.title ?? "", "/title", max: 200)
        let text = text ?? current?.text ?? ""
        var actions = actions.applied(to: current?.actions)?.checked(&fields, at: "/actions")
        if actions?.isEmpty == true { actions = nil }
        fields.check(!text.trimmingBlanks.isEmpty || actions != nil, "/text", "or an action is required")
        fields.check(text.unicodeScalars.count <= 20_000, "/text", "may have at most 20000 characters")
        let locale = locale.applied(to: current?.locale)
        fields.check(locale.map { ["en", "zh-Hans"].contains($0) } ?? true, "/locale", "must be en, zh-Hans or null")
        try fields.throwIfAny()
        return CannedReply(
            id: id, shortcut: shortcut, title: title, text: text, locale: locale,
            teamID: teamID.applied(to: current?.teamID), actions: actions,
            version: (current?.version ?? 0) + 1)
    }
}
