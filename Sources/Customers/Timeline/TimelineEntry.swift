package import Basics
package import Foundation
package import Postgres
import Web

/// One event in a customer's history.
package struct TimelineEntry: WireType, JSONWritable {
    package struct Link: Sendable, Equatable, JSONWritable {
        package let kind: String
        package let number: Int

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("kind", kind)
                json.field("number", number)
            }
        }
    }

    package let id: ID<TimelineEntry>
    package let at: Date
    /// Such as `ticket.created`, `ticket.solved`, `rating`, `note`, `form`, `customer.created`.
    package let kind: String
    package let title: String
    package let detail: String
    package let link: Link?
    /// How the ticket it tells of came in; `nil` for other events.
    package let channel: String?

    package init(_ row: Row) throws {
        id = try row["id"]
        at = try row["at"]
        kind = try row["kind"]
        title = try row["title"]
        detail = try row["detail"]
        channel = try row["channel"]
        let linkKind: String? = try row["link_kind"]
        let linkNumber: Int? = try row["link_number"]
        link = linkKind.flatMap { kind in linkNumber.map { Link(kind: kind, number: $0) } }
    }

    private init(
        id: ID<TimelineEntry>, at: Date, kind: String, title: String, detail: String, link: Link?,
        channel: String?
    ) {
        self.id = id
        self.at = at
        self.kind = kind
        self.title = title
        self.detail = detail
        self.link = link
        self.channel = channel
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("at", at)
            json.field("kind", kind)
            json.field("title", title)
            json.field("detail", detail)
            json.field("link", link)
            json.field("channel", channel)
        }
    }

    package static var example: TimelineEntry {
        TimelineEntry(
            id: ID(Examples.entry), at: Examples.instant, kind: "ticket.created", title: "Where is my parcel?",
            detail: "", link: Link(kind: "ticket", number: 1042), channel: "chat")
    }
}
