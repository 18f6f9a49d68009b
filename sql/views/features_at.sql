-- What did a ticket say of itself at a past moment?
-- One row per pair of ticket and moment, numbered by `place`; a ticket made later has no row. Assignee, team, priority and
-- customer are those of that moment (ticket_past_values). `hours_id`: the office hours its inbox has today, or NULL.
CREATE FUNCTION report.tickets_at(ticket_ids uuid[], moments timestamptz[]) RETURNS TABLE (
    place bigint, ticket_id uuid, as_of timestamptz, created_at timestamptz, channel text, inbox_id uuid, hours_id text,
    assignee_id uuid, team_id uuid, priority text, customer_id uuid
) LANGUAGE sql STABLE AS $$
    SELECT wanted.place, t.id, wanted.as_of, t.created_at, t.channel, t.inbox_id, inboxes.settings ->> 'office_hours_id',
           CASE WHEN past.id IS NULL THEN t.assignee_id ELSE past.assignee_id END,
           CASE WHEN past.id IS NULL THEN t.team_id ELSE past.team_id END,
           COALESCE(past.priority, t.priority), COALESCE(past.customer_id, t.customer_id)
    FROM unnest(ticket_ids, moments) WITH ORDINALITY AS wanted (ticket_id, as_of, place)
    JOIN tickets AS t ON t.id = wanted.ticket_id AND t.created_at <= wanted.as_of
    JOIN inboxes ON inboxes.id = t.inbox_id
    LEFT JOIN LATERAL (
        SELECT p.id, p.assignee_id, p.team_id, p.priority, p.customer_id
        FROM ticket_past_values AS p
        WHERE p.ticket_id = t.id AND p.until > wanted.as_of
        ORDER BY p.until, p.id
        LIMIT 1
    ) AS past ON true
$$;

-- Which tickets were a customer's at a past moment, and was each unsolved then?
-- One row per ticket. Left out: internal tickets, which the customer knows nothing of.
CREATE FUNCTION report.customer_tickets_at(customer uuid, moment timestamptz) RETURNS TABLE (
    ticket_id uuid, created_at timestamptz, is_unsolved boolean
) LANGUAGE sql STABLE AS $$
    SELECT t.id, t.created_at, NOT turns.is_solved
    FROM (
        SELECT n.id FROM tickets AS n WHERE n.customer_id = customer AND n.created_at <= moment
        UNION
        SELECT p.ticket_id FROM ticket_past_values AS p WHERE p.customer_id = customer AND p.until > moment
    ) AS candidate
    JOIN tickets AS t ON t.id = candidate.id AND t.created_at <= moment AND t.channel <> 'internal'
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE b.is_solving) > count(*) FILTER (WHERE NOT b.is_solving) AS is_solved
        FROM report.backlog_turns AS b
        WHERE b.ticket_id = t.id AND b.at <= moment
    ) AS turns
    WHERE customer = COALESCE(
        (
            SELECT p.customer_id FROM ticket_past_values AS p
            WHERE p.ticket_id = t.id AND p.until > moment
            ORDER BY p.until, p.id
            LIMIT 1
        ), t.customer_id)
$$;

-- Which tag, first by name, did a ticket have at a past moment? NULL without any.
-- Today's tags with everything undone that the thread says was changed since. A deleted tag is forgotten.
CREATE FUNCTION report.ticket_category_at(ticket uuid, moment timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
    WITH changed AS (
        SELECT DISTINCT ON (step.tag) step.tag, step.was_there
        FROM (
            SELECT m.seq, jsonb_array_elements_text(m.event -> 'added') AS tag, false AS was_there
            FROM messages AS m
            WHERE m.ticket_id = ticket AND m.kind = 'event' AND m.created_at > moment AND m.event ->> 'type' = 'tags'
            UNION ALL
            SELECT m.seq, jsonb_array_elements_text(m.event -> 'removed'), true
            FROM messages AS m
            WHERE m.ticket_id = ticket AND m.kind = 'event' AND m.created_at > moment AND m.event ->> 'type' = 'tags'
        ) AS step
        ORDER BY step.tag, step.seq
    )
    SELECT min(named.name)
    FROM (
        SELECT g.name
        FROM ticket_tags AS tt
        JOIN tags AS g ON g.id = tt.tag_id
        WHERE tt.ticket_id = ticket AND g.name NOT IN (SELECT c.tag FROM changed AS c)
        UNION ALL
        SELECT c.tag FROM changed AS c WHERE c.was_there
    ) AS named
$$;

-- Which orders did a customer have at a past moment, as they were known then?
-- One row per order placed and heard of by then; an imported one counts as heard of when it was placed, because the shop
-- knew it. `is_cancelled`: its last known status says so. Left out: nothing.
CREATE FUNCTION report.orders_at(customer_ids uuid[], moment timestamptz) RETURNS TABLE (
    order_id uuid, customer_id uuid, placed_at timestamptz, currency text, total_minor bigint, discount_minor bigint,
    source text, is_cancelled boolean, is_returned boolean, paid_at timestamptz
) LANGUAGE sql STABLE AS $$
    SELECT o.id, o.customer_id, o.placed_at, o.currency, o.total_minor, o.discount_minor, o.source,
           COALESCE(changes.is_cancelled, false), COALESCE(changes.is_returned, false), changes.paid_at
    FROM unnest(customer_ids) AS wanted (customer_id)
    JOIN orders AS o ON o.customer_id = wanted.customer_id AND o.placed_at <= moment
        AND (o.created_at <= moment OR o.source = 'import')
    CROSS JOIN LATERAL (
        SELECT bool_or(c.to_status = 'cancelled') AS is_cancelled, bool_or(c.to_status = 'returned') AS is_returned,
               min(c.at) FILTER (WHERE c.to_status = 'paid') AS paid_at
        FROM order_status_changes AS c
        WHERE c.order_id = o.id AND c.at <= moment AND (c.recorded_at <= moment OR o.source = 'import')
    ) AS changes
$$;

-- On which days did customers buy by a moment, and for how much?
-- One row per customer, day (company's time zone) and currency; `day` counts days since 1970-01-01. `amount_minor`: the orders'
-- totals, in minor units of `currency`. Left out: cancelled orders, orders not yet heard of at the moment.
CREATE FUNCTION report.purchase_days(customer_ids uuid[], moment timestamptz) RETURNS TABLE (
    customer_id uuid, day integer, currency text, amount_minor bigint, orders bigint
) LANGUAGE sql STABLE AS $$
    SELECT o.customer_id, (o.placed_at AT TIME ZONE profile.time_zone)::date - date '1970-01-01', o.currency,
           sum(o.total_minor)::bigint, count(*)
    FROM report.orders_at(customer_ids, moment) AS o
    CROSS JOIN company_profile AS profile
    WHERE NOT o.is_cancelled
    GROUP BY 1, 2, 3
$$;
