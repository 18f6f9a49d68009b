-- When did a ticket leave the backlog, and when did it come back?
-- One row per change of status between unsolved and done (solved or closed). `is_solving`: it left; otherwise it came back.
-- `agent_id`, `team_id`: who was responsible at that moment. Left out: new tickets, which came from no status, and changes on
-- one side, such as closing what is solved.
CREATE VIEW report.backlog_turns AS
SELECT changes.ticket_id, changes.at, changes.to_status IN ('solved', 'closed') AS is_solving,
       changes.assignee_id AS agent_id, changes.team_id
FROM ticket_status_changes AS changes
-- No status is neither equal nor unequal to anything.
WHERE (changes.from_status IN ('solved', 'closed')) <> (changes.to_status IN ('solved', 'closed'));
