package import Basics
import Foundation
import Web

/// The body of `POST /campaigns` and `PUT /campaigns/{id}`.
package struct CampaignInput: WireType, Decodable, JSONWritable {
    var name: String
    let segmentID: UUID
    let inboxID: UUID
    var content: CampaignContent
    let throttle: Int?
    let windowDays: Int?
    let toComplaining: Bool?
    let toLeaving: Bool?

    package static var example: CampaignInput {
        CampaignInput(
            name: "Spring teas", segmentID: Examples.segment, inboxID: Examples.inbox,
            content: CampaignContent(
                a: [
                    "en": .init(subject: "New teas, {{name}}", body: "See [our teas](https://tea.example/spring)."),
                    "zh-Hans": .init(subject: "{{name}}，新茶上市", body: "请看[春茶](https://tea.example/spring)。"),
                ], b: nil), throttle: 60, windowDays: 14, toComplaining: false, toLeaving: false)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("name", name)
            json.field("segment_id", ID<SavedSegment>(segmentID))
            json.field("inbox_id", ID<Campaign>(inboxID))
            json.field("content", content)
            json.field("throttle", throttle)
            json.field("window_days", windowDays)
            json.field("to_complaining", toComplaining)
            json.field("to_leaving", toLeaving)
        }
    }

    func checked() throws -> CampaignInput {
        var fields = Fields()
        var result = self
        result.name = fields.text(name, "/name", max: 120)
        fields.check((1...60_000).contains(throttle ?? 60), "/throttle", "must be from 1 to 60000")
        fields.check((1...90).contains(windowDays ?? 14), "/window_days", "must be from 1 to 90")
        try fields.throwIfAny()
        result.content = try content.checked()
        return result
    }
}

/// The body of `PUT /campaigns/{id}/state`.
package struct CampaignStateInput: WireType, Decodable, JSONWritable {
    let state: Campaign.State
    /// When a scheduled campaign begins.
    let sendAt: Date?

    package static var example: CampaignStateInput {
        CampaignStateInput(state: .scheduled, sendAt: Examples.instant)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("state", state)
            json.field("send_at", sendAt)
        }
    }
}
