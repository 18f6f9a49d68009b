-- Who a mail goes to, changed by hand, is unsent work like its words.
ALTER TABLE drafts ADD COLUMN recipients jsonb CONSTRAINT drafts_recipients_replies_only
    CHECK (recipients IS NULL OR kind = 'reply'); -- {to, cc, bcc} as chosen; NULL: as the conversation says
