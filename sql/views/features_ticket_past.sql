-- What was known at a moment of the people around a ticket: its customer, its agent, others like it?
-- One row per pair of ticket and moment, numbered by `place`. Ratings are those of other tickets: never this one's own.
-- `…_rating_mean`: 1 to 5, five answers at the company's mean mixed in, so that few answers say little; NULL before the
-- company's first answer. Of the customer; of the ticket's agent; of tickets with the same first tag. `last_rating`: the
-- customer's last; `last_rating_days`: days since. `surveys_sent`, `surveys_answered`: of the customer.
-- `customer_tickets_30_days`, `…_90_days`: other tickets of the customer opened in the days before the moment;
-- `customer_unsolved_tickets`: those unsolved at the moment. `customer_tenure_days`: since the customer's record was made or,
-- when earlier, the first order was placed. `customer_orders_365_days`: orders placed, none that was cancelled.
CREATE FUNCTION report.ticket_past_features(ticket_ids uuid[], moments timestamptz[]) RETURNS TABLE (
    place bigint, customer_rating_mean double precision, last_rating double precision, last_rating_days double precision,
    surveys_sent double precision, surveys_answered double precision, agent_rating_mean double precision,
    category_rating_mean double precision, customer_tickets_30_days double precision,
    customer_tickets_90_days double precision, customer_unsolved_tickets double precision,
    customer_tenure_days double precision, customer_orders_365_days double precision
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH pairs AS MATERIALIZED (
        SELECT t.place, t.ticket_id, t.as_of, t.customer_id, t.assignee_id,
               report.ticket_category_at(t.ticket_id, t.as_of) AS category
        FROM report.tickets_at(ticket_ids, moments) AS t
    ), earliest AS MATERIALIZED (
        SELECT min(pairs.as_of) AS at FROM pairs
    ), means AS MATERIALIZED (
        -- The sum until the first moment, and from there one walk over answers and moments, however many pairs there are.
        SELECT walk.place, base.answers + walk.answers AS answers, base.rating + walk.rating AS rating
        FROM (
            SELECT COALESCE(sum(r.answers), 0) AS answers, COALESCE(sum(r.rating), 0) AS rating
            FROM rating_changes AS r
            WHERE r.at <= (SELECT earliest.at FROM earliest)
        ) AS base
        CROSS JOIN (
            SELECT line.place, sum(line.answers) OVER earlier AS answers, sum(line.rating) OVER earlier AS rating
            FROM (
                SELECT NULL::bigint AS place, r.at, 0 AS rank, r.answers, r.rating
                FROM rating_changes AS r
                WHERE r.at > (SELECT earliest.at FROM earliest) AND r.at <= (SELECT max(pairs.as_of) FROM pairs)
                UNION ALL
                SELECT pairs.place, pairs.as_of, 1, 0, 0 FROM pairs
            ) AS line
            WINDOW earlier AS (ORDER BY line.at, line.rank ROWS UNBOUNDED PRECEDING)
        ) AS walk
        WHERE walk.place IS NOT NULL
    )
    SELECT pairs.place, (5 * prior.mean + mine.rating) / (5 + mine.answers), latest.rating, latest.days, sent.count,
           mine.answers, (5 * prior.mean + agents.rating) / (5 + agents.answers),
           (5 * prior.mean + kind.rating) / (5 + kind.answers), theirs.recent, theirs.quarter, theirs.unsolved,
           known.days, known.orders
    FROM pairs
    JOIN means ON means.place = pairs.place
    CROSS JOIN LATERAL (
        SELECT COALESCE(sum(r.answers), 0) AS answers, COALESCE(sum(r.rating), 0) AS rating,
               COALESCE(sum(r.answers) FILTER (WHERE r.agent_id = pairs.assignee_id), 0) AS agent_answers,
               COALESCE(sum(r.rating) FILTER (WHERE r.agent_id = pairs.assignee_id), 0) AS agent_rating,
               COALESCE(sum(r.answers) FILTER (WHERE r.category = pairs.category), 0) AS category_answers,
               COALESCE(sum(r.rating) FILTER (WHERE r.category = pairs.category), 0) AS category_rating
        FROM rating_changes AS r
        WHERE r.ticket_id = pairs.ticket_id AND r.at <= pairs.as_of
    ) AS own
    CROSS JOIN LATERAL (
        SELECT (means.rating - own.rating)::double precision / NULLIF(means.answers - own.answers, 0) AS mean
    ) AS prior
    CROSS JOIN LATERAL (
        SELECT COALESCE(sum(r.answers), 0)::double precision AS answers,
               COALESCE(sum(r.rating), 0)::double precision AS rating
        FROM rating_changes AS r
        WHERE r.customer_id = pairs.customer_id AND r.at <= pairs.as_of AND r.ticket_id <> pairs.ticket_id
    ) AS mine
    LEFT JOIN LATERAL (
        SELECT sum(r.rating)::double precision AS rating,
               (EXTRACT(EPOCH FROM pairs.as_of - min(r.at)) / 86400)::double precision AS days
        FROM rating_changes AS r
        WHERE r.customer_id = pairs.customer_id AND r.at <= pairs.as_of AND r.ticket_id <> pairs.ticket_id
        GROUP BY r.invitation_id
        ORDER BY min(r.at) DESC, r.invitation_id DESC
        LIMIT 1
    ) AS latest ON true
    CROSS JOIN LATERAL (
        SELECT count(*)::double precision AS count
        FROM survey_invitations AS i
        WHERE i.customer_id = pairs.customer_id AND i.sent_at <= pairs.as_of AND i.ticket_id <> pairs.ticket_id
    ) AS sent
    CROSS JOIN LATERAL (
        SELECT CASE WHEN pairs.assignee_id IS NOT NULL THEN COALESCE(sum(r.answers), 0) - own.agent_answers END
                   ::double precision AS answers,
               (COALESCE(sum(r.rating), 0) - own.agent_rating)::double precision AS rating
        FROM rating_changes AS r
        WHERE r.agent_id = pairs.assignee_id AND r.at <= pairs.as_of
    ) AS agents
    CROSS JOIN LATERAL (
        SELECT CASE WHEN pairs.category IS NOT NULL THEN COALESCE(sum(r.answers), 0) - own.category_answers END
                   ::double precision AS answers,
               (COALESCE(sum(r.rating), 0) - own.category_rating)::double precision AS rating
        FROM rating_changes AS r
        WHERE r.category = pairs.category AND r.at <= pairs.as_of
    ) AS kind
    CROSS JOIN LATERAL (
        SELECT (count(*) FILTER (WHERE c.created_at > pairs.as_of - interval '30 days'))::double precision AS recent,
               (count(*) FILTER (WHERE c.created_at > pairs.as_of - interval '90 days'))::double precision AS quarter,
               (count(*) FILTER (WHERE c.is_unsolved))::double precision AS unsolved
        FROM report.customer_tickets_at(pairs.customer_id, pairs.as_of) AS c
        WHERE c.ticket_id <> pairs.ticket_id
    ) AS theirs
    CROSS JOIN LATERAL (
        SELECT (EXTRACT(EPOCH FROM pairs.as_of - LEAST(
                   (SELECT c.created_at FROM customers AS c WHERE c.id = pairs.customer_id AND c.created_at <= pairs.as_of),
                   min(o.placed_at))) / 86400)::double precision AS days,
               (count(*) FILTER (WHERE NOT o.is_cancelled AND o.placed_at > pairs.as_of - interval '365 days'))
                   ::double precision AS orders
        FROM report.orders_at(ARRAY[pairs.customer_id], pairs.as_of) AS o
    ) AS known;
END $$;
