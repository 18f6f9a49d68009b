-- How much work came in, and how much went out?
-- One row per happening. `kind`: 'created', 'solved' (an unsolved ticket became solved or closed), 'reopened' (a solved or
-- closed one came back); so created + reopened - solved is the growth of the backlog. `at`: the moment. `agent_id`,
-- `team_id`: who is responsible now for 'created', who was at that moment for the other two.
-- A ticket solved twice counts twice, and a solved ticket that is then closed counts once. Left out: nothing.
CREATE VIEW report.volume AS
SELECT 'created' AS kind, tickets.id AS ticket_id, tickets.created_at AS at, tickets.assignee_id AS agent_id,
       tickets.team_id, tickets.channel, tickets.inbox_id
FROM tickets
UNION ALL
SELECT CASE WHEN turns.is_solving THEN 'solved' ELSE 'reopened' END, turns.ticket_id, turns.at, turns.agent_id,
       turns.team_id, tickets.channel, tickets.inbox_id
FROM report.backlog_turns AS turns
LEFT JOIN tickets ON tickets.id = turns.ticket_id;
