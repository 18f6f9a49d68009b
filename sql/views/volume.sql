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
SELECT CASE WHEN changes.to_status IN ('solved', 'closed') THEN 'solved' ELSE 'reopened' END, changes.ticket_id,
       changes.at, changes.assignee_id, changes.team_id, tickets.channel, tickets.inbox_id
FROM ticket_status_changes AS changes
LEFT JOIN tickets ON tickets.id = changes.ticket_id
-- A new ticket came from no status, which is neither equal nor unequal to anything.
WHERE (changes.from_status IN ('solved', 'closed')) <> (changes.to_status IN ('solved', 'closed'));
