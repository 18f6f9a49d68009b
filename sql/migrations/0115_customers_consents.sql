-- What people agreed to, for each way of reaching them, with every answer they ever gave.
ALTER TABLE customer_consents ADD CONSTRAINT customer_consents_purpose_known
    CHECK (purpose IN ('email_marketing', 'phone_marketing', 'message_marketing', 'post_marketing'));

CREATE TABLE customer_consent_changes (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    purpose     text NOT NULL,
    granted     boolean NOT NULL,
    source      text NOT NULL DEFAULT '',
    at          timestamptz NOT NULL
);
CREATE INDEX customer_consent_changes_newest ON customer_consent_changes (customer_id, at DESC, id DESC);
INSERT INTO customer_consent_changes (customer_id, purpose, granted, source, at)
SELECT customer_id, purpose, granted, source, at FROM customer_consents;

-- Whoever writes an answer (a form, an import, an opt-out, a merge), it is remembered; the same answer is so once.
CREATE FUNCTION customer_consents_remember() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO customer_consent_changes (customer_id, purpose, granted, source, at)
    SELECT NEW.customer_id, NEW.purpose, NEW.granted, NEW.source, NEW.at
    WHERE NOT EXISTS (
        SELECT FROM customer_consent_changes AS c
        WHERE c.customer_id = NEW.customer_id AND c.at = NEW.at AND c.purpose = NEW.purpose AND c.granted = NEW.granted
          AND c.source = NEW.source);
    RETURN NULL;
END $$;
CREATE TRIGGER customer_consents_remembered AFTER INSERT OR UPDATE OF granted, source, at ON customer_consents
    FOR EACH ROW EXECUTE FUNCTION customer_consents_remember();
