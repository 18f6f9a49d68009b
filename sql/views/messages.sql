-- How many messages did customers and agents write to each other, per ticket and day?
-- `day`: in the company's time zone. `message_count`: public replies of customers and agents. `agent_id`, `team_id`: who was
-- responsible for the ticket when the day was prepared (soon after its end), for today who is now. Finished days come from
-- the prepared table, the rest from the messages themselves.
-- Left out: private notes, events, messages of the system.
CREATE VIEW report.messages AS
SELECT days.ticket_id, days.day, days.message_count, days.agent_id, days.team_id, days.channel, days.inbox_id
FROM message_days AS days
WHERE days.day < (
    SELECT state.before_day
    FROM message_days_state AS state
    JOIN company_profile ON company_profile.time_zone = state.time_zone
)
UNION ALL
SELECT messages.ticket_id, (messages.created_at AT TIME ZONE (SELECT time_zone FROM company_profile))::date, 1,
       ticket.assignee_id, ticket.team_id, ticket.channel, ticket.inbox_id
FROM messages
-- OFFSET 0 has each ticket looked up: those of the last days are few, though nobody can tell beforehand.
CROSS JOIN LATERAL (
    SELECT t.assignee_id, t.team_id, t.channel, t.inbox_id FROM tickets AS t WHERE t.id = messages.ticket_id OFFSET 0
) AS ticket
WHERE messages.kind = 'reply' AND NOT messages.private AND messages.author_kind IN ('customer', 'agent')
    AND messages.created_at >= COALESCE(
        (
            SELECT state.before_day::timestamp AT TIME ZONE state.time_zone
            FROM message_days_state AS state
            JOIN company_profile ON company_profile.time_zone = state.time_zone
        ),
        '-infinity');
