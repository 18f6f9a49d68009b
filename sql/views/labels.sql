-- Were customers satisfied with their tickets, as far as was known by a moment?
-- One row per ticket with an answer. `as_of`: when it was last solved before the question was sent, where a prediction is
-- judged; the question's own moment when no solving is recorded. Only answers within 14 days of it count; of several (a
-- ticket solved twice is asked twice) the one given last. `satisfied`: rated 4 or 5, as the answer stood at the window's end
-- or at the moment. `known_at`: when that answer was given or last changed. Left out: tickets nobody rated, which say nothing.
CREATE FUNCTION report.satisfaction_labels(moment timestamptz) RETURNS TABLE (
    ticket_id uuid, customer_id uuid, as_of timestamptz, satisfied boolean, known_at timestamptz
) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (answer.ticket_id) answer.ticket_id, answer.customer_id, answer.solved_at, answer.rating >= 4,
           answer.known_at
    FROM (
        SELECT i.ticket_id, i.customer_id, solving.at AS solved_at, i.id, min(r.at) AS answered_at, max(r.at) AS known_at,
               sum(r.rating) AS rating, sum(r.answers) AS answers
        FROM survey_invitations AS i
        CROSS JOIN LATERAL (
            SELECT COALESCE(max(c.at), i.sent_at) AS at
            FROM ticket_status_changes AS c
            WHERE c.ticket_id = i.ticket_id AND c.at <= i.sent_at AND c.to_status = 'solved'
        ) AS solving
        JOIN rating_changes AS r ON r.invitation_id = i.id AND r.at <= solving.at + interval '14 days' AND r.at <= moment
        GROUP BY i.ticket_id, i.customer_id, solving.at, i.id
    ) AS answer
    WHERE answer.answers = 1
    ORDER BY answer.ticket_id, answer.answered_at DESC, answer.id DESC
$$;

-- Did customers stay away after a moment?
-- One row per customer who was active at the moment: bought within the horizon before it. The horizon is `fixed_days`, or,
-- when NULL, the customer's own: 60 days, or the ninetieth percentile of the days between days with orders when that is more.
-- `churned`: no order in the horizon after the moment. `known_at`: the horizon's end, for both answers alike.
-- Left out, because the answer is not in: customers whose horizon ends after `until`. And those already lost at the moment,
-- who would make every model look wise. A cancelled order is none; so is one heard of after the horizon.
CREATE FUNCTION report.churn_labels(moment timestamptz, fixed_days integer, until timestamptz) RETURNS TABLE (
    customer_id uuid, horizon_days integer, churned boolean, known_at timestamptz
) LANGUAGE sql STABLE AS $$
    WITH everybody AS MATERIALIZED (
        SELECT ARRAY(SELECT DISTINCT o.customer_id FROM orders AS o WHERE o.placed_at <= moment) AS ids
    ), days AS MATERIALIZED (
        SELECT p.customer_id, p.day, p.day - lag(p.day) OVER (PARTITION BY p.customer_id ORDER BY p.day) AS gap
        FROM (
            SELECT DISTINCT d.customer_id, d.day FROM everybody, report.purchase_days(everybody.ids, moment) AS d
        ) AS p
    ), active AS MATERIALIZED (
        SELECT horizon.customer_id, horizon.days, moment + horizon.days * interval '1 day' AS ends_at
        FROM (
            SELECT d.customer_id,
                   COALESCE(fixed_days, GREATEST(60, ceil(percentile_cont(0.9) WITHIN GROUP (ORDER BY d.gap))))::integer
                       AS days
            FROM days AS d
            GROUP BY d.customer_id
        ) AS horizon
        WHERE EXISTS (
            SELECT FROM report.orders_at(ARRAY[horizon.customer_id], moment) AS o
            WHERE NOT o.is_cancelled AND o.placed_at > moment - horizon.days * interval '1 day'
        )
    )
    SELECT a.customer_id, a.days,
           NOT EXISTS (
               SELECT FROM report.orders_at(ARRAY[a.customer_id], a.ends_at) AS o
               WHERE NOT o.is_cancelled AND o.placed_at > moment
           ),
           a.ends_at
    FROM active AS a
    JOIN customers AS c ON c.id = a.customer_id AND (c.deleted_at IS NULL OR c.deleted_at > a.ends_at)
    WHERE a.ends_at <= until
    ORDER BY a.customer_id
$$;

-- Did customers buy within 30 days after a moment?
-- One row per customer who had bought by then. `known_at`: the end of the 30 days. Empty while they are not over at `until`.
-- Left out: people who never bought. A cancelled order is none; so is one heard of after the 30 days.
CREATE FUNCTION report.purchase_labels(moment timestamptz, until timestamptz) RETURNS TABLE (
    customer_id uuid, bought boolean, known_at timestamptz
) LANGUAGE sql STABLE AS $$
    SELECT customers.id,
           EXISTS (
               SELECT FROM report.orders_at(ARRAY[customers.id], moment + interval '30 days') AS o
               WHERE NOT o.is_cancelled AND o.placed_at > moment
           ),
           moment + interval '30 days'
    FROM customers
    WHERE moment + interval '30 days' <= until
        AND (customers.deleted_at IS NULL OR customers.deleted_at > moment + interval '30 days')
        AND EXISTS (SELECT FROM report.orders_at(ARRAY[customers.id], moment) AS o WHERE NOT o.is_cancelled)
    ORDER BY customers.id
$$;
