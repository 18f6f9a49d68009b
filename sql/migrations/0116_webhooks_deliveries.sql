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

CREATE FUNCTION webhooks_note_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.webhook_deliveries (id, webhook_id, stream, kind, subject_id, seq, next_at, created_at)
    SELECT gen_random_uuid(), w.id, 'ticket:' || m.ticket_id, k.kind, m.ticket_id, m.seq, now(), now()
    FROM added AS m
    CROSS JOIN LATERAL (SELECT CASE WHEN m.private OR m.kind = 'note' THEN 'note.created' ELSE 'message.created' END AS kind) AS k
    JOIN public.webhooks AS w ON w.active AND k.kind = ANY (w.kinds)
        AND (w.inbox_id IS NULL OR w.inbox_id = (SELECT t.inbox_id FROM public.tickets AS t WHERE t.id = m.ticket_id))
    WHERE m.kind <> 'event'
    ORDER BY m.ticket_id, m.seq;
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_messages AFTER INSERT ON messages REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION webhooks_note_messages();

CREATE FUNCTION webhooks_note_new_tickets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.webhook_deliveries (id, webhook_id, stream, kind, subject_id, next_at, created_at)
    SELECT gen_random_uuid(), w.id, 'ticket:' || t.id, 'ticket.created', t.id, now(), now()
    FROM added AS t
    JOIN public.webhooks AS w ON w.active AND 'ticket.created' = ANY (w.kinds)
        AND (w.inbox_id IS NULL OR w.inbox_id = t.inbox_id)
    ORDER BY t.number;
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_new_tickets AFTER INSERT ON tickets REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION webhooks_note_new_tickets();

-- A new message alone is no change of the ticket.
CREATE FUNCTION webhooks_note_changed_tickets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.webhook_deliveries (id, webhook_id, stream, kind, subject_id, next_at, created_at)
    SELECT gen_random_uuid(), w.id, 'ticket:' || t.id, 'ticket.updated', t.id, now(), now()
    FROM public.webhooks AS w
    JOIN after AS t ON w.inbox_id IS NULL OR w.inbox_id = t.inbox_id
    JOIN before AS b ON b.id = t.id
        AND (b.status, b.priority, b.assignee_id, b.team_id, b.subject, b.customer_id, b.custom_fields)
            IS DISTINCT FROM (t.status, t.priority, t.assignee_id, t.team_id, t.subject, t.customer_id, t.custom_fields)
    WHERE w.active AND 'ticket.updated' = ANY (w.kinds)
    ORDER BY t.number;
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_changed_tickets AFTER UPDATE ON tickets REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION webhooks_note_changed_tickets();

CREATE FUNCTION webhooks_note_new_customers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.webhook_deliveries (id, webhook_id, stream, kind, subject_id, next_at, created_at)
    SELECT gen_random_uuid(), w.id, 'customer:' || c.id, 'customer.created', c.id, now(), now()
    FROM added AS c
    JOIN public.webhooks AS w ON w.active AND w.inbox_id IS NULL AND 'customer.created' = ANY (w.kinds)
    ORDER BY c.created_at, c.id;
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_new_customers AFTER INSERT ON customers REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION webhooks_note_new_customers();

-- Having been seen is no change of the customer.
CREATE FUNCTION webhooks_note_changed_customers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.webhook_deliveries (id, webhook_id, stream, kind, subject_id, next_at, created_at)
    SELECT gen_random_uuid(), w.id, 'customer:' || c.id, k.kind, c.id, now(), now()
    FROM public.webhooks AS w
    CROSS JOIN after AS c
    JOIN before AS b ON b.id = c.id
        AND (b.name, b.company_id, b.vip, b.owner_id, b.tags, b.handles, b.custom_fields, b.external_id, b.locale,
                b.country, b.city, b.deleted_at)
            IS DISTINCT FROM (c.name, c.company_id, c.vip, c.owner_id, c.tags, c.handles, c.custom_fields,
                c.external_id, c.locale, c.country, c.city, c.deleted_at)
    CROSS JOIN LATERAL (SELECT CASE
        WHEN b.deleted_at IS NULL AND c.deleted_at IS NOT NULL THEN 'customer.deleted' ELSE 'customer.updated'
        END AS kind) AS k
    WHERE w.active AND w.inbox_id IS NULL AND k.kind = ANY (w.kinds)
    ORDER BY c.created_at, c.id;
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_changed_customers AFTER UPDATE ON customers
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION webhooks_note_changed_customers();

CREATE FUNCTION webhooks_note_new_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.webhook_deliveries (id, webhook_id, stream, kind, subject_id, next_at, created_at)
    SELECT gen_random_uuid(), w.id, 'order:' || o.id, 'order.created', o.id, now(), now()
    FROM added AS o
    JOIN public.webhooks AS w ON w.active AND w.inbox_id IS NULL AND 'order.created' = ANY (w.kinds)
    ORDER BY o.number;
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_new_orders AFTER INSERT ON orders REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION webhooks_note_new_orders();

CREATE FUNCTION webhooks_note_changed_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.webhook_deliveries (id, webhook_id, stream, kind, subject_id, next_at, created_at)
    SELECT gen_random_uuid(), w.id, 'order:' || o.id, 'order.updated', o.id, now(), now()
    FROM public.webhooks AS w
    CROSS JOIN after AS o
    JOIN before AS b ON b.id = o.id AND b.version <> o.version
    WHERE w.active AND w.inbox_id IS NULL AND 'order.updated' = ANY (w.kinds)
    ORDER BY o.number;
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_changed_orders AFTER UPDATE ON orders REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION webhooks_note_changed_orders();

CREATE FUNCTION webhooks_note_shipments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.webhook_deliveries (id, webhook_id, stream, kind, subject_id, next_at, created_at)
    SELECT gen_random_uuid(), w.id, 'order:' || s.order_id, 'shipment.updated', s.order_id, now(), now()
    FROM after AS s
    JOIN public.webhooks AS w ON w.active AND w.inbox_id IS NULL AND 'shipment.updated' = ANY (w.kinds)
    ORDER BY s.shipped_at, s.id;
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_new_shipments AFTER INSERT ON shipments REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION webhooks_note_shipments();
CREATE TRIGGER webhooks_changed_shipments AFTER UPDATE ON shipments REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION webhooks_note_shipments();

CREATE FUNCTION webhooks_note_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.webhook_deliveries (id, webhook_id, stream, kind, subject_id, next_at, created_at)
    SELECT gen_random_uuid(), w.id, 'ticket:' || i.ticket_id, 'survey.answered', i.ticket_id, now(), now()
    FROM after AS a
    JOIN public.survey_invitations AS i ON i.id = a.invitation_id
    JOIN public.webhooks AS w ON w.active AND 'survey.answered' = ANY (w.kinds)
        AND (w.inbox_id IS NULL OR w.inbox_id = i.inbox_id)
    ORDER BY a.answered_at, i.id;
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_new_answers AFTER INSERT ON survey_answers REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION webhooks_note_answers();
CREATE TRIGGER webhooks_changed_answers AFTER UPDATE ON survey_answers REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION webhooks_note_answers();
