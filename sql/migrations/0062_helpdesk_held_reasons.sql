-- Held without a problem means the customer wrote first, which the reader's page says in its own language. Older rows
-- hold the English sentence. A new database has no such table yet at this number, and no such row to mend.
DO $$
BEGIN
    IF to_regclass('scheduled_replies') IS NOT NULL THEN
        UPDATE scheduled_replies
        SET problem = NULL
        WHERE state = 'held' AND problem = 'The customer wrote after this was written.';
    END IF;
END $$;
