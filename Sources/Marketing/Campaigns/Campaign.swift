package import Basics
package import Foundation
import Postgres
import Web

/// A mail to the people of a segment.
package struct Campaign: WireType, JSONWritable {
    package enum State: String, CaseIterable, Sendable, Decodable, JSONWritable, SQLText {
        case draft
        case scheduled
        case sending
        case paused
        case done
        case cancelled

        /// What people may make of it; it becomes `done` by itself.
        package var next: [State] {
            switch self {
            case .draft: [.scheduled, .sending]
            case .scheduled: [.draft, .scheduled, .sending, .cancelled]
            case .sending: [.paused, .cancelled]
            case .paused: [.sending, .cancelled]
            case .done, .cancelled: []
            }
        }
    }

    package let id: ID<Campaign>
    package var name: String
    package var segmentID: UUID
    package var inboxID: UUID
    package var content: CampaignContent
    /// How many mails a minute at most.
    package var throttle: Int
    /// Orders within so many days after the mail count as its revenue.
    package var windowDays: Int
    package var toComplaining: Bool
    package var toLeaving: Bool
    package var state: State
    package var sendAt: Date?
    package let startedAt: Date?
    package let finishedAt: Date?
    package let problem: String?
    package let version: Int

    static let columns: SQL = """
        k.id, k.name, k.segment_id, k.inbox_id, k.content, k.throttle, k.window_days, k.to_complaining, k.to_leaving,
        k.state, k.send_at, k.started_at, k.finished_at, k.problem, k.version
        """

    init(_ row: Row) throws {
        id = try row["id"]
        name = try row["name"]
        segmentID = try row["segment_id"]
        inboxID = try row["inbox_id"]
        content = try JSONDecoder().decode(CampaignContent.self, from: Data(row.bytes("content") ?? []))
        throttle = try row["throttle"]
        windowDays = try row["window_days"]
        toComplaining = try row["to_complaining"]
        toLeaving = try row["to_leaving"]
        state = try row["state"]
        sendAt = try row["send_at"]
        startedAt = try row["started_at"]
        finishedAt = try row["finished_at"]
        problem = try row["problem"]
        version = try row["version"]
    }

    /// A draft.
    init(id: ID<Campaign>, input: CampaignInput) throws {
        let input = try input.checked()
        self.id = id
        name = input.name
        segmentID = input.segmentID
        inboxID = input.inboxID
        content = input.content
        throttle = input.throttle ?? 60
        windowDays = input.windowDays ?? 14
        toComplaining = input.toComplaining ?? false
        toLeaving = input.toLeaving ?? false
        state = .draft
        sendAt = nil
        startedAt = nil
        finishedAt = nil
        problem = nil
        version = 1
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("name", name)
            json.field("segment_id", ID<SavedSegment>(segmentID))
            json.field("inbox_id", ID<Campaign>(inboxID))
            json.field("content", content)
            json.field("throttle", throttle)
            json.field("window_days", windowDays)
            json.field("to_complaining", toComplaining)
            json.field("to_leaving", toLeaving)
            json.field("state", state)
            json.field("send_at", sendAt)
            json.field("started_at", startedAt)
            json.field("finished_at", finishedAt)
            json.field("problem", problem)
            json.field("version", version)
        }
    }

    package static var example: Campaign {
        guard let draft = try? Campaign(id: ID(Examples.campaign), input: .example) else {
            preconditionFailure("the example is a campaign")
        }
        return draft
    }
}
