-- How long did customers wait for the first answer of a person?
-- One row per ticket with a customer's message. `at`: when it was opened; a ticket belongs to the day it was opened, however
-- late the answer. `seconds`: from opening to the first public reply of an agent, by the clock on the wall, nights and
-- weekends included; NULL while nobody has answered. `agent_id`: who answered first, or who is responsible now.
-- Left out: tickets in which the customer wrote nothing (made by an agent), and those Deskbell opened to tell of a late
-- parcel, whose opening is no question. Automatic replies are no answer.
CREATE VIEW report.first_response AS
SELECT tickets.id AS ticket_id, tickets.created_at AS at,
       CASE
           WHEN tickets.first_response_at IS NOT NULL
           THEN GREATEST(EXTRACT(EPOCH FROM tickets.first_response_at - tickets.created_at), 0)::double precision
       END AS seconds,
       COALESCE(tickets.first_responder_id, tickets.assignee_id) AS agent_id, tickets.team_id, tickets.channel,
       tickets.inbox_id
FROM tickets
WHERE tickets.last_customer_seq > 0
    AND NOT EXISTS (SELECT FROM late_notices WHERE late_notices.ticket_id = tickets.id AND late_notices.opened);
