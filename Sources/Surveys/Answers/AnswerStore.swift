package import Basics
package import EventLoop
package import Foundation
package import Postgres

/// Every SQL statement about answers to surveys.
@Loop package struct AnswerStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Keeps the answer, or changes the one given less than 24 hours ago: one statement, one row per question.
    ///
    /// - Returns: The moment of the first answer, or `nil` when the question takes no answer any more.
    package func keep(_ input: AnswerInput.Checked, for id: ID<SurveyInvitation>, now: Date) async throws -> Date? {
        try await connection.first(
            { row in try row["answered_at"] as Date },
            """
            INSERT INTO survey_answers (invitation_id, rating, comment, reason, answered_at)
            SELECT invitations.id, \(input.rating)::integer, \(input.comment)::text, \(input.reason)::text, \(now)
            FROM survey_invitations AS invitations
            WHERE invitations.id = \(id) AND invitations.expires_at > \(now)
            ON CONFLICT (invitation_id) DO UPDATE
            SET rating = EXCLUDED.rating, comment = EXCLUDED.comment, reason = EXCLUDED.reason,
                changed_at = EXCLUDED.answered_at
            WHERE survey_answers.answered_at > \(now.addingTimeInterval(-SurveyState.changeSeconds))
            RETURNING answered_at
            """)
    }

    /// Questions and answers, newest question first.
    package func list(
        rating: Int?, from: Date?, to: Date?, before: (at: Date, id: ID<SurveyInvitation>)?, limit: Int
    ) async throws -> [SurveyListing] {
        var conditions: [SQL] = ["true"]
        if let rating { conditions.append("answers.rating = \(rating)") }
        if let from { conditions.append("invitations.sent_at >= \(from)") }
        if let to { conditions.append("invitations.sent_at < \(to)") }
        if let before { conditions.append("(invitations.sent_at, invitations.id) < (\(before.at), \(before.id))") }
        return try await connection.rows(
            SurveyListing.init,
            """
            SELECT invitations.id, invitations.ticket_id, tickets.number, tickets.subject, invitations.customer_id,
                   customers.name AS customer_name, invitations.agent_id, users.name AS agent_name, invitations.team_id,
                   teams.name AS team_name, invitations.channel, invitations.sent_at, invitations.expires_at,
                   answers.answered_at, answers.rating, answers.comment, answers.reason
            FROM survey_invitations AS invitations
            JOIN tickets ON tickets.id = invitations.ticket_id
            JOIN customers ON customers.id = invitations.customer_id
            LEFT JOIN users ON users.id = invitations.agent_id
            LEFT JOIN teams ON teams.id = invitations.team_id
            LEFT JOIN survey_answers AS answers ON answers.invitation_id = invitations.id
            WHERE \(SQL.joined(conditions, separator: " AND "))
            ORDER BY invitations.sent_at DESC, invitations.id DESC
            LIMIT \(limit)
            """)
    }
}
