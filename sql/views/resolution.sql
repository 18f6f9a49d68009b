-- How long did it take until a ticket was solved?
-- One row per solved ticket. `at`: when it was last solved. `seconds`: from opening to that moment, by the clock on the
-- wall, the time it waited for the customer included. `agent_id`: who solved it, or who is responsible for it.
-- A ticket that was reopened counts once, with its last solution. Left out: tickets not solved now.
CREATE VIEW report.resolution AS
SELECT tickets.id AS ticket_id, tickets.solved_at AS at,
       GREATEST(EXTRACT(EPOCH FROM tickets.solved_at - tickets.created_at), 0)::double precision AS seconds,
       COALESCE(tickets.solved_by_id, tickets.assignee_id) AS agent_id, tickets.team_id, tickets.channel, tickets.inbox_id
FROM tickets
WHERE tickets.solved_at IS NOT NULL AND tickets.status IN ('solved', 'closed');
