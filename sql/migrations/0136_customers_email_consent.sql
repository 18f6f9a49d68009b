-- The answer on marketing by e-mail beside the customer it is of: whom to write to is asked of everybody at once.
ALTER TABLE customers ADD COLUMN email_marketing boolean;    -- NULL: never asked
UPDATE customers AS c SET email_marketing = k.granted
FROM customer_consents AS k WHERE k.customer_id = c.id AND k.purpose = 'email_marketing';

-- Whoever writes an answer, it stands in both places; a merge takes it along to another customer.
CREATE FUNCTION customers_note_email_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE public.customers SET email_marketing = NULL
        WHERE id = OLD.customer_id AND OLD.purpose = 'email_marketing'
          AND (TG_OP = 'DELETE' OR (NEW.customer_id, NEW.purpose) IS DISTINCT FROM (OLD.customer_id, OLD.purpose));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE public.customers SET email_marketing = NEW.granted
        WHERE id = NEW.customer_id AND NEW.purpose = 'email_marketing' AND email_marketing IS DISTINCT FROM NEW.granted;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER customer_consents_noted AFTER INSERT OR UPDATE OR DELETE ON customer_consents
    FOR EACH ROW EXECUTE FUNCTION customers_note_email_consent();
