package import Basics
package import Foundation
import Web

/// What the channel of tickets among staff is called.
package enum InternalChannel {
    package static let name = "internal"
}

/// A customer's conversation with us, whatever channel it came by: as one row of a list and as one thing alike.
package struct Ticket: Sendable, JSONWritable, WireType {
    package let id: ID<Ticket>
    package let number: Int
    package let subject: String
    package let status: TicketStatus
    package let priority: TicketPriority
    package let channel: String
    package let inbox: InboxRef
    package let customer: CustomerRef
    package let assignee: Named?
    package let team: Named?
    package let sequence: Sequence
    package let times: Times
    package let solveCount: Int
    package let details: Details
    /// Of an unsolved ticket for which one is predicted.
    package let risk: Risk?
    package let version: Int

    package struct InboxRef: Sendable, JSONWritable {
        package let id: UUID
        package let name: String
        package let key: String

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", ID<InboxRef>(id))
                json.field("name", name)
                json.field("key", key)
            }
        }
    }

    package struct CustomerRef: Sendable, JSONWritable {
        package let id: UUID
        package let name: String
        package let email: String?
        package let isVIP: Bool

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("id", ID<CustomerRef>(id))
                json.field("name", name)
                json.field("email", email)
                json.field("vip", isVIP)
            }
        }
    }

    /// How far the conversation is, and how far people have read it.
    package struct Sequence: Sendable {
        package let last: Int
        package let lastCustomer: Int
        package let lastAgent: Int
        package let lastMessage: LastMessage?
        /// How far the asking member of staff has read.
        package let read: Int
        package let customerRead: Int

        /// Whether the customer wrote something the asker has not read.
        package var isUnread: Bool { lastCustomer > read }
    }

    package struct LastMessage: Sendable, JSONWritable {
        package let seq: Int
        package let authorKind: String
        package let kind: String
        package let excerpt: String
        package let createdAt: Date

        package func write(to json: inout JSONWriter) {
            json.object { json in
                json.field("seq", seq)
                json.field("author_kind", authorKind)
                json.field("kind", kind)
                json.field("excerpt", excerpt)
                json.field("created_at", createdAt)
            }
        }
    }

    package struct Times: Sendable {
        package let createdAt: Date
        package let updatedAt: Date
        package let waitingSince: Date?
        package let firstResponseAt: Date?
        package let solvedAt: Date?
        package let snoozedUntil: Date?
    }

    /// How likely the customer will be dissatisfied (table `current_risks`); staff only.
    package struct Risk: Sendable, JSONWritable {
        /// `low`, `typical` or `high`.
        package let band: String
        package let probability: Double

        /// Without the figure, which is shown with its interval and reasons or not at all.
        package func write(to json: inout JSONWriter) {
            json.object { json in json.field("band", band) }
        }
    }

    /// What is only shown: JSON as PostgreSQL wrote it.
    package struct Details: Sendable {
        package let participants: [UInt8]?
        package let tags: [UInt8]?
        package let customFields: [UInt8]?
        package let linkedTickets: [UInt8]?
        /// The earlier ticket the customer may have meant with the same matter, as long as somebody has to say.
        package let joiningOffer: [UInt8]?
        package let satisfaction: [UInt8]?
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("number", number)
            json.field("subject", subject)
            json.field("status", status)
            json.field("priority", priority)
            json.field("channel", channel)
            json.field("inbox", inbox)
            json.field("customer", customer)
            json.field("participants", details.participants.map(JSONBytes.init) ?? .emptyList)
            json.field("assignee", assignee)
            json.field("team", team)
            json.field("tags", details.tags.map(JSONBytes.init) ?? .emptyList)
            json.field("custom_fields", details.customFields.map(JSONBytes.init) ?? .emptyObject)
            json.field("last_seq", sequence.last)
            json.field("last_message", sequence.lastMessage)
            json.field("unread", sequence.isUnread)
            json.field("read_seq", sequence.read)
            json.field("customer_read_seq", sequence.customerRead)
            writeTimes(to: &json)
            json.field("solve_count", solveCount)
            json.field("linked_tickets", details.linkedTickets.map(JSONBytes.init) ?? .emptyList)
            json.field("joining_offer", details.joiningOffer.map(JSONBytes.init))
            json.field("satisfaction", details.satisfaction.map(JSONBytes.init))
            json.field("risk", risk)
            json.field("version", version)
        }
    }

    private func writeTimes(to json: inout JSONWriter) {
        json.field("created_at", times.createdAt)
        json.field("updated_at", times.updatedAt)
        json.field("waiting_since", times.waitingSince)
        json.field("first_response_at", times.firstResponseAt)
        json.field("solved_at", times.solvedAt)
        json.field("snoozed_until", times.snoozedUntil)
    }

    /// The little of a ticket its visitor may know.
    package var visitorJSON: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.field("id", id)
            json.field("number", number)
            json.field("status", status)
            json.field("subject", subject)
            json.field("last_seq", sequence.last)
            json.field("customer_read_seq", sequence.customerRead)
            if let assignee {
                json.object("assignee") { json in json.field("name", assignee.name) }
            } else {
                json.field("assignee", String?.none)
            }
            json.field("created_at", times.createdAt)
        }
        return json.bytes
    }

    package static let example = Ticket(
        id: ID(ExampleIDs.ticket), number: 1042, subject: "Where is my parcel?", status: .open, priority: .normal,
        channel: "chat", inbox: InboxRef(id: ExampleIDs.inbox, name: "Shop", key: "shop"),
        customer: CustomerRef(id: ExampleIDs.customer, name: "Mei Chen", email: "mei@example.com", isVIP: false),
        assignee: Named(id: ExampleIDs.user, name: "Lin Wei"), team: Named(id: ExampleIDs.team, name: "Parcels"),
        sequence: Sequence(
            last: 3, lastCustomer: 1, lastAgent: 3,
            lastMessage: LastMessage(
                seq: 3, authorKind: "agent", kind: "reply", excerpt: "Your parcel left our warehouse this morning.",
                createdAt: ExampleIDs.instant),
            read: 3, customerRead: 2),
        times: Times(
            createdAt: ExampleIDs.instant, updatedAt: ExampleIDs.instant, waitingSince: nil,
            firstResponseAt: ExampleIDs.instant, solvedAt: nil, snoozedUntil: nil),
        solveCount: 0,
        details: Details(
            participants: nil, tags: nil, customFields: nil, linkedTickets: nil,
            joiningOffer: Array(
                #"{"id":"019ab440-1000-7000-8000-000000000009","number":1041,"subject":"Parcel","wrote_at":"2026-11-23T08:11:30.000000Z"}"#
                    .utf8),
            satisfaction: Array(#"{"rating":5,"comment":"","answered_at":"2026-11-23T08:15:30.000000Z"}"#.utf8)),
        risk: Risk(band: "typical", probability: 0.2), version: 4)
}
