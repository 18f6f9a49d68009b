-- What rows said before they were overwritten, for whoever asks what was known at a past moment. A row's values at a
-- moment are those of the first entry here whose `until` is later, and the row's own when there is none.
CREATE TABLE ticket_past_values (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ticket_id   uuid NOT NULL REFERENCES tickets ON DELETE CASCADE,
    until       timestamptz NOT NULL,
    assignee_id uuid,
    team_id     uuid,
    priority    text NOT NULL,
    customer_id uuid NOT NULL,
    status      text NOT NULL                    -- at that moment; the other changes of status are in ticket_status_changes
);
CREATE INDEX ticket_past_values_by_ticket ON ticket_past_values (ticket_id, until, id);
CREATE INDEX ticket_past_values_by_customer ON ticket_past_values (customer_id, ticket_id);
CREATE INDEX ticket_past_values_by_time ON ticket_past_values (until);

CREATE FUNCTION ticket_past_values_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.ticket_past_values (ticket_id, until, assignee_id, team_id, priority, customer_id, status)
    VALUES (OLD.id, CASE WHEN NEW.version <> OLD.version THEN NEW.updated_at ELSE now() END, OLD.assignee_id, OLD.team_id,
        OLD.priority, OLD.customer_id, OLD.status);
    RETURN NULL;
END $$;
-- A message changes none of these, so storing one costs nothing more.
CREATE TRIGGER ticket_past_values_keep AFTER UPDATE OF assignee_id, team_id, priority, customer_id ON tickets
    FOR EACH ROW WHEN (
        (OLD.assignee_id, OLD.team_id, OLD.priority, OLD.customer_id)
            IS DISTINCT FROM (NEW.assignee_id, NEW.team_id, NEW.priority, NEW.customer_id))
    EXECUTE FUNCTION ticket_past_values_keep();

-- What was changed before there was this table, as far as threads tell: an event names the person it was taken from, the
-- earlier priority and the earlier customer. Walked from the newest event back, each undone on what came after it.
DO $$
DECLARE
    step   record;
    ticket record;
    person uuid;
BEGIN
    FOR ticket IN
        SELECT t.id, t.assignee_id, t.team_id, t.priority, t.customer_id
        FROM tickets AS t
        WHERE EXISTS (
            SELECT FROM messages AS m
            WHERE m.ticket_id = t.id AND m.kind = 'event' AND m.event ->> 'type' IN ('assigned', 'priority', 'identified'))
    LOOP
        FOR step IN
            SELECT m.event, m.created_at,
                COALESCE(
                    (
                        SELECT c.to_status FROM ticket_status_changes AS c
                        WHERE c.ticket_id = m.ticket_id AND c.at < m.created_at ORDER BY c.at DESC LIMIT 1
                    ), 'open') AS status
            FROM messages AS m
            WHERE m.ticket_id = ticket.id AND m.kind = 'event'
                AND m.event ->> 'type' IN ('assigned', 'priority', 'identified')
            ORDER BY m.seq DESC
        LOOP
            CASE step.event ->> 'type'
            WHEN 'assigned' THEN
                -- Two people of one name: better nobody than the wrong one.
                SELECT CASE WHEN count(*) = 1 THEN (array_agg(u.id))[1] END INTO person
                FROM users AS u WHERE u.name = step.event ->> 'from';
                ticket.assignee_id := person;
            WHEN 'priority' THEN
                IF step.event ->> 'from' IN ('low', 'normal', 'high', 'urgent') THEN
                    ticket.priority := step.event ->> 'from';
                END IF;
            ELSE
                IF step.event ->> 'from' ~ '^[0-9a-fA-F-]{36}$' THEN
                    ticket.customer_id := (step.event ->> 'from')::uuid;
                END IF;
            END CASE;
            INSERT INTO ticket_past_values (ticket_id, until, assignee_id, team_id, priority, customer_id, status)
            VALUES (ticket.id, step.created_at, ticket.assignee_id, ticket.team_id, ticket.priority, ticket.customer_id,
                step.status);
        END LOOP;
    END LOOP;
END $$;

CREATE TABLE shipment_past_values (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    shipment_id  uuid NOT NULL REFERENCES shipments ON DELETE CASCADE,
    until        timestamptz NOT NULL,
    promised_at  timestamptz,
    delivered_at timestamptz
);
CREATE INDEX shipment_past_values_by_shipment ON shipment_past_values (shipment_id, until, id);

CREATE FUNCTION shipment_past_values_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.shipment_past_values (shipment_id, until, promised_at, delivered_at)
    VALUES (OLD.id, CASE WHEN NEW.version <> OLD.version THEN NEW.updated_at ELSE now() END, OLD.promised_at,
        OLD.delivered_at);
    RETURN NULL;
END $$;
CREATE TRIGGER shipment_past_values_keep AFTER UPDATE OF promised_at, delivered_at ON shipments
    FOR EACH ROW WHEN ((OLD.promised_at, OLD.delivered_at) IS DISTINCT FROM (NEW.promised_at, NEW.delivered_at))
    EXECUTE FUNCTION shipment_past_values_keep();

-- A moment may be told later than it was: `at` says when, `recorded_at` when we heard of it.
ALTER TABLE order_status_changes ADD COLUMN recorded_at timestamptz;
UPDATE order_status_changes SET recorded_at = at;
ALTER TABLE order_status_changes ALTER COLUMN recorded_at SET NOT NULL, ALTER COLUMN recorded_at SET DEFAULT now();
