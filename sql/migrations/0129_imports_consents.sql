-- Imports bring every consent, not only that to mail: their ledgers hold one by purpose, so that older ones can still be
-- taken back.
UPDATE import_records
SET before = (before - 'consent') || jsonb_build_object('consents', CASE jsonb_typeof(before -> 'consent')
        WHEN 'object' THEN jsonb_build_object('email_marketing', before -> 'consent') ELSE '{}' END),
    after = (after - 'consent') || jsonb_build_object('consents', CASE jsonb_typeof(after -> 'consent')
        WHEN 'object' THEN jsonb_build_object('email_marketing', after -> 'consent') ELSE '{}' END)
WHERE record_kind = 'customer';

-- What becomes of a new row that looks like somebody already here: made all the same, or left to the error file.
ALTER TABLE imports ADD COLUMN on_lookalike text NOT NULL DEFAULT 'create'
    CONSTRAINT imports_on_lookalike_known CHECK (on_lookalike IN ('create', 'skip'));
