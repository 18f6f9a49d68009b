-- What is unsolved at this moment?
-- One row per unsolved ticket. `waiting_since`: the first message of the customer nobody has answered, or NULL.
-- Left out: solved and closed tickets.
CREATE VIEW report.backlog_now AS
SELECT tickets.id AS ticket_id, tickets.status, tickets.waiting_since, tickets.assignee_id AS agent_id, tickets.team_id,
       tickets.channel, tickets.inbox_id
FROM tickets
WHERE tickets.status IN ('open', 'waiting', 'snoozed');

-- What was unsolved at the end of each day?
-- One row per day (company's time zone), agent, team, channel and inbox, as the last picture of that day found it.
-- `open_count`, `waiting_count` (for the customer), `snoozed_count`: tickets in that status. `unassigned_count`: those with
-- no agent, whatever the status. `oldest_waiting_seconds`: the longest wait for an answer at that moment.
-- A day whose picture found nothing has one row of zeros; a day without a picture has no row.
CREATE VIEW report.backlog AS
SELECT pictures.day, days.agent_id, days.team_id, days.channel, days.inbox_id,
       COALESCE(days.open_count, 0) AS open_count, COALESCE(days.waiting_count, 0) AS waiting_count,
       COALESCE(days.snoozed_count, 0) AS snoozed_count, COALESCE(days.unassigned_count, 0) AS unassigned_count,
       days.oldest_waiting_seconds
FROM backlog_pictures AS pictures
LEFT JOIN backlog_days AS days ON days.day = pictures.day;
