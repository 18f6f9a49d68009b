package import Basics
package import Foundation
package import Postgres
import Web

/// Whether and how customers hear of a late parcel before they ask.
package struct LateParcelRule: WireType, JSONWritable, Equatable {
    package var enabled: Bool
    /// By locale.
    package var texts: [String: LetterText]
    /// The mailbox such mail leaves by; `nil`: the oldest that can send.
    package var inboxID: UUID?
    /// Whether somebody in the chat just now is told there.
    package var usesChat: Bool
    /// Days within which a customer is told of one late parcel only.
    package var pauseDays: Int
    /// Minutes of the company's day between which nobody is written to; equal ones: none.
    package var quietFrom: Int
    package var quietUntil: Int
    package let version: Int

    package init(_ row: Row) throws {
        enabled = try row["enabled"]
        texts = try JSONDecoder().decode([String: LetterText].self, from: Data(row.bytes("texts") ?? []))
        inboxID = try row["inbox_id"]
        usesChat = try row["uses_chat"]
        pauseDays = try row["pause_days"]
        quietFrom = try row["quiet_from"]
        quietUntil = try row["quiet_until"]
        version = try row["version"]
    }

    init(_ input: LateParcelRuleInput, version: Int) {
        enabled = input.enabled
        texts = input.texts
        inboxID = input.inboxID
        usesChat = input.usesChat
        pauseDays = input.pauseDays
        quietFrom = input.quietFrom
        quietUntil = input.quietUntil
        self.version = version
    }

    /// Whether nobody is written to at this moment.
    package func isQuiet(at moment: Date, zone: TimeZone) -> Bool {
        guard quietFrom != quietUntil else { return false }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.hour, .minute], from: moment)
        let minute = (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
        return quietFrom < quietUntil
            ? (quietFrom..<quietUntil).contains(minute) : minute >= quietFrom || minute < quietUntil
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("enabled", enabled)
            json.field("texts", JSONValue.object(texts.mapValues(\.value)))
            json.field("inbox_id", inboxID.map { ID<LateParcelRule>($0) })
            json.field("uses_chat", usesChat)
            json.field("pause_days", pauseDays)
            json.field("quiet_from", quietFrom)
            json.field("quiet_until", quietUntil)
            json.field("version", version)
        }
    }

    package static var example: LateParcelRule { LateParcelRule(.example, version: 1) }
}

/// The body of `PUT /late-parcel-rule` and of its preview.
package struct LateParcelRuleInput: Decodable, WireType {
    let enabled: Bool
    let texts: [String: LetterText]
    let inboxID: UUID?
    let usesChat: Bool
    let pauseDays: Int
    let quietFrom: Int
    let quietUntil: Int

    package static var example: LateParcelRuleInput {
        LateParcelRuleInput(
            enabled: true,
            texts: [
                "en": LetterText(
                    subject: "Order {{order.number}} is late",
                    body: "Hello {{customer.first_name|there}}, your parcel {{shipment.tracking_number}} is late.")
            ], inboxID: UUID(uuid: (1, 0x93, 0x58, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xE1)), usesChat: true,
            pauseDays: 7, quietFrom: 1260, quietUntil: 540)
    }

    /// - Throws: `Problem.invalid` naming every field at fault.
    func checked() throws -> LateParcelRule {
        var fields = Fields()
        var rule = LateParcelRule(self, version: 1)
        rule.texts = LetterText.checked(
            texts, "/texts", variables: LateParcel.variables, bodyLimit: 10_000, &fields)
        fields.check(!enabled || !rule.texts.isEmpty, "/texts", "must be written in at least one language")
        fields.check((0...90).contains(pauseDays), "/pause_days", "must be from 0 to 90")
        fields.check((0...1439).contains(quietFrom), "/quiet_from", "must be from 0 to 1439")
        fields.check((0...1439).contains(quietUntil), "/quiet_until", "must be from 0 to 1439")
        try fields.throwIfAny()
        return rule
    }
}
