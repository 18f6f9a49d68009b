package import Basics
package import Foundation
import Postgres
import Web

/// What the page behind a survey's link shows; opening it records nothing.
package struct SurveyPage: WireType, JSONWritable {
    package let companyName: String
    package let ticketNumber: Int
    package let agentName: String?
    package let locale: String
    package let answer: SurveyAnswer?
    package let state: SurveyState

    package init(_ invitation: SurveyInvitation, now: Date) {
        self.init(
            companyName: invitation.companyName, ticketNumber: invitation.ticketNumber, agentName: invitation.agentName,
            locale: invitation.locale, answer: invitation.answer, state: invitation.state(at: now))
    }

    init(
        companyName: String, ticketNumber: Int, agentName: String?, locale: String, answer: SurveyAnswer?,
        state: SurveyState
    ) {
        self.companyName = companyName
        self.ticketNumber = ticketNumber
        self.agentName = agentName
        self.locale = locale
        self.answer = answer
        self.state = state
    }

    package static var example: SurveyPage {
        SurveyPage(
            companyName: "Qinghe Tea", ticketNumber: 1042, agentName: "Sofia Rossi", locale: "en", answer: nil,
            state: .open)
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("company_name", companyName)
            json.field("ticket_number", ticketNumber)
            json.field("agent_name", agentName)
            json.field("locale", locale)
            json.field("rating", answer?.rating)
            json.field("comment", answer?.comment)
            json.field("state", state)
            json.field(
                "changeable_until",
                state == .changeable ? answer?.answeredAt.addingTimeInterval(SurveyState.changeSeconds) : nil)
        }
    }
}

/// One question in the supervisors' list.
///
/// The token stays secret.
package struct SurveyListing: WireType, JSONWritable {
    package let id: ID<SurveyInvitation>
    package let sentAt: Date
    private let json: [UInt8]

    init(_ row: Row) throws {
        let id: ID<SurveyInvitation> = try row["id"]
        let sentAt: Date = try row["sent_at"]
        let agentID: UUID? = try row["agent_id"]
        let teamID: UUID? = try row["team_id"]
        self.id = id
        self.sentAt = sentAt
        var json = JSONWriter()
        try json.object { json in
            json.field("id", id)
            json.field("token", String?.none)
            try json.object("ticket") { json in
                json.field("id", try row["ticket_id"] as ID<SurveyListing>)
                json.field("number", try row["number"] as Int)
                json.field("subject", try row["subject"] as String)
            }
            json.field("customer", SurveyRef(id: try row["customer_id"], name: try row["customer_name"]))
            json.field("agent", try agentID.map { SurveyRef(id: $0, name: try row["agent_name"] ?? "") })
            json.field("team", try teamID.map { SurveyRef(id: $0, name: try row["team_name"] ?? "") })
            json.field("channel", try row["channel"] as String)
            json.field("sent_at", sentAt)
            json.field("expires_at", try row["expires_at"] as Date)
            json.field("answered_at", try row["answered_at"] as Date?)
            json.field("rating", try row["rating"] as Int?)
            json.field("comment", try row["comment"] as String?)
            json.field("reason", try row["reason"] as String?)
        }
        self.json = json.bytes
    }

    private init(id: ID<SurveyInvitation>, sentAt: Date, json: String) {
        self.id = id
        self.sentAt = sentAt
        self.json = Array(json.utf8)
    }

    package static var example: SurveyListing {
        let at = Date(timeIntervalSince1970: 1_793_500_000)
        let text = "0192e4a0-7c1f-7abc-8def-0123456789ab"
        return SurveyListing(
            id: ID(text) ?? .make(at: at), sentAt: at,
            json: """
                {"id":"\(text)","token":null,"ticket":{"id":"\(text)","number":1042,"subject":"Late parcel"},\
                "customer":{"id":"\(text)","name":"王梅"},"agent":null,"team":null,"channel":"chat",\
                "sent_at":"\(at.rfc3339)","expires_at":"\(at.rfc3339)","answered_at":null,"rating":null,"comment":null,\
                "reason":null}
                """)
    }

    package func write(to writer: inout JSONWriter) {
        writer.raw(bytes: json)
    }
}

private struct SurveyRef: JSONWritable {
    let id: UUID
    let name: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", ID<SurveyRef>(id))
            json.field("name", name)
        }
    }
}
