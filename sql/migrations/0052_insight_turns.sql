-- Reports count the turns of a ticket, unsolved to solved and back, by their moment. They are half of all changes at most,
-- and the index holds all that is asked of them, so a month is read without touching the table.
CREATE INDEX ticket_status_changes_turns ON ticket_status_changes (at)
    INCLUDE (to_status, ticket_id, assignee_id, team_id)
    WHERE (from_status IN ('solved', 'closed')) <> (to_status IN ('solved', 'closed'));
