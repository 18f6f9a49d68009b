package import Basics
package import EventLoop
package import Foundation
package import Postgres

/// Every SQL statement about survey invitations.
@Loop package struct InvitationStore {
    let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The inbox's rule about asking, as its settings say.
    package func rule(of inboxID: UUID) async throws -> SurveyRule? {
        try await connection.first(
            { row in
                SurveyRule(
                    isEnabled: try row["enabled"], delaySeconds: try row["delay_seconds"],
                    coolDownDays: try row["cool_down_days"])
            },
            """
            SELECT COALESCE((settings #>> '{csat,enabled}')::boolean, false) AS enabled,
                   COALESCE((settings #>> '{csat,delay_seconds}')::double precision,
                       CASE WHEN kind = 'chat' THEN 0 ELSE 3600 END) AS delay_seconds,
                   COALESCE((settings #>> '{csat,cool_down_days}')::double precision, 7) AS cool_down_days
            FROM inboxes
            WHERE id = \(inboxID)
            """)
    }

    /// Makes the question, unless there is a reason not to ask: opened again meanwhile, no message of the customer, marked
    /// as spam, solved by Deskbell itself, asked already, or (except in a chat) asked less than `coolDownDays` ago.
    ///
    /// - Returns: Whether the question was made; the unique key per solving decides between two nodes.
    package func invite(_ wish: SurveyWish, id: ID<SurveyInvitation>, token: String, coolDownDays: Double, now: Date)
        async throws -> Bool
    {
        let made = try await connection.execute(
            """
            INSERT INTO survey_invitations (
                id, token, ticket_id, solve_count, customer_id, agent_id, team_id, inbox_id, channel, sent_at, expires_at)
            SELECT \(id), \(token), tickets.id, tickets.solve_count, tickets.customer_id,
                   (SELECT users.id FROM users WHERE users.id = \(wish.agentID)::uuid),
                   (SELECT teams.id FROM teams WHERE teams.id = \(wish.teamID)::uuid), tickets.inbox_id, tickets.channel,
                   \(now), \(now.addingTimeInterval(SurveyState.openSeconds))
            FROM tickets
            WHERE tickets.id = \(wish.ticketID) AND tickets.solve_count = \(wish.solveCount)
                AND tickets.status IN ('solved', 'closed') AND tickets.last_customer_seq > 0
                AND NOT EXISTS (
                    SELECT FROM ticket_tags
                    JOIN tags ON tags.id = ticket_tags.tag_id
                    WHERE ticket_tags.ticket_id = tickets.id AND lower(tags.name) = 'spam')
                AND COALESCE(
                    (
                        SELECT changes.actor_kind
                        FROM ticket_status_changes AS changes
                        WHERE changes.ticket_id = tickets.id AND changes.to_status IN ('solved', 'closed')
                            AND changes.from_status NOT IN ('solved', 'closed')
                        ORDER BY changes.at DESC, changes.id DESC
                        LIMIT 1
                    ), 'agent') <> 'system'
                AND (
                    tickets.channel = 'chat'
                    OR NOT EXISTS (
                        SELECT FROM survey_invitations AS earlier
                        WHERE earlier.customer_id = tickets.customer_id
                            AND earlier.sent_at > \(now.addingTimeInterval(-coolDownDays * 86_400))))
            ON CONFLICT ON CONSTRAINT survey_invitations_once_per_cycle DO NOTHING
            """)
        return made > 0
    }

    /// The question with this token and its answer.
    ///
    /// The same work is done whether there is one or not.
    package func invitation(token: String) async throws -> SurveyInvitation? {
        try await connection.first(
            SurveyInvitation.init,
            """
            SELECT invitations.id, invitations.ticket_id, tickets.number AS ticket_number,
                   tickets.subject AS ticket_subject, invitations.customer_id, invitations.sent_at,
                   invitations.expires_at, COALESCE((SELECT name FROM company_profile), '') AS company_name,
                   users.name AS agent_name,
                   COALESCE(customers.locale, (SELECT locale FROM company_profile), 'en') AS locale, answers.rating,
                   answers.comment, answers.reason, answers.answered_at
            FROM survey_invitations AS invitations
            JOIN tickets ON tickets.id = invitations.ticket_id
            JOIN customers ON customers.id = invitations.customer_id
            LEFT JOIN users ON users.id = invitations.agent_id
            LEFT JOIN survey_answers AS answers ON answers.invitation_id = invitations.id
            WHERE invitations.token = \(token)
            """)
    }

    /// The token of the question about the ticket's latest solving, while it is open and unanswered.
    package func pendingToken(ticketID: UUID, now: Date) async throws -> String? {
        try await connection.first(
            { row in try row["token"] as String },
            """
            SELECT invitations.token
            FROM survey_invitations AS invitations
            JOIN tickets ON tickets.id = invitations.ticket_id
            LEFT JOIN survey_answers AS answers ON answers.invitation_id = invitations.id
            WHERE tickets.id = \(ticketID) AND tickets.status IN ('solved', 'closed')
                AND tickets.solve_count = invitations.solve_count
                AND invitations.expires_at > \(now) AND answers.invitation_id IS NULL
            ORDER BY invitations.sent_at DESC, invitations.id DESC
            LIMIT 1
            """)
    }
}
