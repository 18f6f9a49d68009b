-- What a canned reply does besides answering: {"status", "snooze_seconds", "priority", "add_tags", "remove_tags",
-- "assignee", "team_id", "note"}; NULL when it is words only. One without words acts only.
ALTER TABLE canned_replies ADD COLUMN actions jsonb;
ALTER TABLE canned_replies DROP CONSTRAINT canned_replies_text_present;
ALTER TABLE canned_replies ADD CONSTRAINT canned_replies_not_empty CHECK (text <> '' OR actions IS NOT NULL);
