-- Why a reply is held is a word from now on, which the reader's page says in its own language. Older rows hold English
-- sentences. A new database has no such table yet at this number, and no such row to mend.
DO $$
BEGIN
    IF to_regclass('scheduled_replies') IS NOT NULL THEN
        UPDATE scheduled_replies
        SET problem = CASE
                WHEN problem LIKE 'Reopen it first%' THEN 'ticket_closed'
                WHEN problem LIKE 'The customer knows nothing of it%' THEN 'ticket_internal'
                WHEN problem LIKE 'There is no such ticket%' THEN 'ticket_gone'
                WHEN problem LIKE '/attachments %' THEN 'files_gone'
                WHEN problem LIKE '/recipients %' THEN 'not_by_mail'
                WHEN problem LIKE '/actions/assignee %' OR problem LIKE '/actions/team_id %' THEN 'assignee_refused'
                WHEN problem LIKE '/actions%' THEN 'actions_refused'
                WHEN problem LIKE 'A ticket that is % cannot become %' THEN 'status_refused'
                ELSE 'refused'
            END
        WHERE problem IS NOT NULL;
    END IF;
END $$;
