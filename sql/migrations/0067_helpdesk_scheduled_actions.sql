-- What a canned reply does besides answering, done when the reply is posted; NULL: nothing.
ALTER TABLE scheduled_replies ADD COLUMN actions jsonb;
