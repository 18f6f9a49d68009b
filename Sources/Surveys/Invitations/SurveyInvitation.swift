package import Basics
package import Foundation
import Postgres
import Web

/// One question to one customer about one solving of a ticket.
package struct SurveyInvitation: Sendable {
    package let id: ID<SurveyInvitation>
    package let ticketID: UUID
    package let ticketNumber: Int
    package let ticketSubject: String
    package let customerID: UUID
    package let sentAt: Date
    package let expiresAt: Date
    /// The answer as it was last given, with the moment of the first.
    package let answer: SurveyAnswer?
    package let companyName: String
    package let agentName: String?
    package let locale: String

    init(_ row: Row) throws {
        id = try row["id"]
        ticketID = try row["ticket_id"]
        ticketNumber = try row["ticket_number"]
        ticketSubject = try row["ticket_subject"]
        customerID = try row["customer_id"]
        sentAt = try row["sent_at"]
        expiresAt = try row["expires_at"]
        companyName = try row["company_name"]
        agentName = try row["agent_name"]
        locale = try row["locale"]
        if let rating: Int = try row["rating"] {
            answer = SurveyAnswer(
                rating: rating, comment: try row["comment"], reason: try row["reason"],
                answeredAt: try row["answered_at"])
        } else {
            answer = nil
        }
    }

    /// Whether the question still takes an answer at `now`.
    package func state(at now: Date) -> SurveyState {
        SurveyState(expiresAt: expiresAt, answeredAt: answer?.answeredAt, now: now)
    }
}

/// What a customer answered.
package struct SurveyAnswer: Sendable, Equatable {
    package let rating: Int
    package let comment: String
    package let reason: String?
    /// The moment of the first answer; changes do not move it.
    package let answeredAt: Date

    package init(rating: Int, comment: String, reason: String?, answeredAt: Date) {
        self.rating = rating
        self.comment = comment
        self.reason = reason
        self.answeredAt = answeredAt
    }
}

/// Where a question stands.
package enum SurveyState: String, Sendable, JSONWritable {
    case open
    /// Answered less than 24 hours ago: the answer may be changed.
    case changeable
    /// Answered for good.
    case answered
    case expired

    /// How long an answer may be changed after it was first given.
    package static let changeSeconds = 24 * 3600.0
    /// How long a question is open.
    package static let openSeconds = 30 * 24 * 3600.0

    package init(expiresAt: Date, answeredAt: Date?, now: Date) {
        if let answeredAt {
            let isChangeable = now < answeredAt.addingTimeInterval(SurveyState.changeSeconds) && now < expiresAt
            self = isChangeable ? .changeable : .answered
        } else {
            self = now < expiresAt ? .open : .expired
        }
    }
}
