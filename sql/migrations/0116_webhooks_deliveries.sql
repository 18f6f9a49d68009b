-- Addresses of the company that are told what happens.
CREATE TABLE webhooks (
    id              uuid PRIMARY KEY,
    name            text NOT NULL CONSTRAINT webhooks_name_present CHECK (name <> ''),
    url             text NOT NULL,
    kinds           text[] NOT NULL CONSTRAINT webhooks_kinds_present CHECK (cardinality(kinds) > 0),
    inbox_id        uuid REFERENCES inboxes ON DELETE CASCADE,  -- only what happens to its tickets; NULL: everything
    secret          bytea NOT NULL,                  -- sealed; signs every delivery
    active          boolean NOT NULL DEFAULT true,
    failures        integer NOT NULL DEFAULT 0,      -- in a row, of an address that is away or too busy
    resume_at       timestamptz,                     -- until then nothing is tried
    last_success_at timestamptz,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    version         integer NOT NULL DEFAULT 1
);

-- What is told to whom, written in the transaction in which it happened. Of one stream (a ticket, a customer, an order)
-- the next is told when the one before has arrived or was given up.
CREATE TABLE webhook_deliveries (
    id           uuid PRIMARY KEY,
    webhook_id   uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    position     bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    stream       text NOT NULL,
    kind         text NOT NULL,
    subject_id   uuid NOT NULL,
    seq          bigint,                             -- the message of the ticket it is about
    body         text,                               -- made once, before the first attempt; every attempt sends the same
    state        text NOT NULL DEFAULT 'waiting' CONSTRAINT webhook_deliveries_state_known
                 CHECK (state IN ('waiting', 'delivered', 'failed')),
    attempts     integer NOT NULL DEFAULT 0,
    next_at      timestamptz NOT NULL,
    lease        uuid,                               -- the node that works on it …
    lease_until  timestamptz,                        -- … and when it is taken for dead
    created_at   timestamptz NOT NULL,
    settled_at   timestamptz
);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook_id, next_at) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_stream ON webhook_deliveries (webhook_id, stream, position) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_newest ON webhook_deliveries (webhook_id, position DESC);
CREATE INDEX webhook_deliveries_settled ON webhook_deliveries (settled_at) WHERE state <> 'waiting';

-- The log: every attempt and what the other side said.
CREATE TABLE webhook_attempts (
    delivery_id  uuid NOT NULL REFERENCES webhook_deliveries ON DELETE CASCADE,
    number       integer NOT NULL,
    at           timestamptz NOT NULL,
    status       integer,                            -- of the HTTP answer; NULL: none came
    fault        text NOT NULL DEFAULT '',
    milliseconds integer NOT NULL,
    PRIMARY KEY (delivery_id, number)
);

-- Tells every webhook that wants it; what happens outside an inbox is no news for a webhook of one.
CREATE FUNCTION webhooks_tell(news text, about text, subject uuid, message bigint, inbox uuid) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO public.webhook_deliveries (id, webhook_id, stream, kind, subject_id, seq, next_at, created_at)
    SELECT gen_random_uuid(), w.id, about || ':' || subject, news, subject, message, now(), now()
    FROM public.webhooks AS w
    WHERE w.active AND news = ANY (w.kinds) AND (w.inbox_id IS NULL OR w.inbox_id = inbox)
$$;

CREATE FUNCTION webhooks_note_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.webhooks_tell(
        CASE WHEN m.private OR m.kind = 'note' THEN 'note.created' ELSE 'message.created' END, 'ticket', m.ticket_id,
        m.seq, (SELECT t.inbox_id FROM public.tickets AS t WHERE t.id = m.ticket_id))
    FROM (SELECT * FROM added WHERE kind <> 'event' ORDER BY ticket_id, seq) AS m;
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_messages AFTER INSERT ON messages REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION webhooks_note_messages();

CREATE FUNCTION webhooks_note_tickets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.webhooks_tell(
        CASE TG_OP WHEN 'INSERT' THEN 'ticket.created' ELSE 'ticket.updated' END, 'ticket', NEW.id, NULL, NEW.inbox_id);
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_new_tickets AFTER INSERT ON tickets FOR EACH ROW EXECUTE FUNCTION webhooks_note_tickets();
-- A new message alone is no change of the ticket.
CREATE TRIGGER webhooks_changed_tickets AFTER UPDATE ON tickets FOR EACH ROW WHEN (
    (OLD.status, OLD.priority, OLD.assignee_id, OLD.team_id, OLD.subject, OLD.customer_id, OLD.custom_fields)
    IS DISTINCT FROM
    (NEW.status, NEW.priority, NEW.assignee_id, NEW.team_id, NEW.subject, NEW.customer_id, NEW.custom_fields))
    EXECUTE FUNCTION webhooks_note_tickets();

CREATE FUNCTION webhooks_note_customers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.webhooks_tell(
        CASE
            WHEN TG_OP = 'INSERT' THEN 'customer.created'
            WHEN OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL THEN 'customer.deleted'
            ELSE 'customer.updated'
        END, 'customer', NEW.id, NULL, NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_new_customers AFTER INSERT ON customers FOR EACH ROW EXECUTE FUNCTION webhooks_note_customers();
-- Having been seen is no change of the customer.
CREATE TRIGGER webhooks_changed_customers AFTER UPDATE ON customers FOR EACH ROW WHEN (
    (OLD.name, OLD.company_id, OLD.vip, OLD.owner_id, OLD.tags, OLD.handles, OLD.custom_fields, OLD.external_id,
        OLD.locale, OLD.country, OLD.city, OLD.deleted_at)
    IS DISTINCT FROM
    (NEW.name, NEW.company_id, NEW.vip, NEW.owner_id, NEW.tags, NEW.handles, NEW.custom_fields, NEW.external_id,
        NEW.locale, NEW.country, NEW.city, NEW.deleted_at))
    EXECUTE FUNCTION webhooks_note_customers();

CREATE FUNCTION webhooks_note_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.webhooks_tell(
        CASE TG_OP WHEN 'INSERT' THEN 'order.created' ELSE 'order.updated' END, 'order', NEW.id, NULL, NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_new_orders AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION webhooks_note_orders();
CREATE TRIGGER webhooks_changed_orders AFTER UPDATE ON orders FOR EACH ROW WHEN (OLD.version <> NEW.version)
    EXECUTE FUNCTION webhooks_note_orders();

CREATE FUNCTION webhooks_note_shipments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.webhooks_tell('shipment.updated', 'order', NEW.order_id, NULL, NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_shipments AFTER INSERT OR UPDATE ON shipments
    FOR EACH ROW EXECUTE FUNCTION webhooks_note_shipments();

CREATE FUNCTION webhooks_note_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.webhooks_tell('survey.answered', 'ticket', i.ticket_id, NULL, i.inbox_id)
    FROM public.survey_invitations AS i
    WHERE i.id = NEW.invitation_id;
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_answers AFTER INSERT OR UPDATE ON survey_answers
    FOR EACH ROW EXECUTE FUNCTION webhooks_note_answers();
