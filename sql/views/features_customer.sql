-- What was known of a customer at a moment?
-- One row per customer who was known then and not deleted. Orders are those placed and heard of by then, none that was
-- cancelled; days are the company's. Money is in minor units of the company's currency, and orders in another currency count
-- in numbers but not in money, because there are no exchange rates.
-- `tickets_30_days`, `tickets_90_days`: opened in the days before. `tickets_change_ratio`: the last 90 days by the 90 before,
-- NULL without any then. `unsolved_tickets`: at the moment. `tenure_days`: since the record was made or, when earlier, the
-- first order placed. `recency_days`: since the last order. `orders_total`, `orders_90_days`, `orders_365_days`: orders placed.
-- `spend_365_days`: their totals. `average_order`: of all; `average_order_change_ratio`: of the last 180 days by that of
-- before. `usual_gap_days`: median of the days between days with orders, NULL before the second; `days_late`: days since the
-- last order less the usual gap, negative while not due. `refunds`: paid back, or promised with a return, whichever is more.
-- `returns_ratio`: share of orders something came back from. `distinct_products`: bought. `late_payments`: orders paid more
-- than 7 days after they were placed, or not yet. `late_deliveries`: parcels that came after the promised moment, or still had
-- not come by then. `discount_ratio`: share of the price not charged. `rating_mean`: 1 to 5, five answers at the company's
-- mean mixed in; `last_rating`, `last_rating_days`, `surveys_sent`, `surveys_answered`: of surveys on tickets.
-- Left out: contracts, plans, campaigns and leads, which do not exist yet; sex, age and every free text.
CREATE FUNCTION report.customer_features(customer_ids uuid[], moment timestamptz) RETURNS TABLE (
    customer_id uuid, tickets_30_days double precision, tickets_90_days double precision,
    tickets_change_ratio double precision, unsolved_tickets double precision, tenure_days double precision,
    recency_days double precision, orders_total double precision, orders_90_days double precision,
    orders_365_days double precision, spend_365_days double precision, average_order double precision,
    average_order_change_ratio double precision, usual_gap_days double precision, days_late double precision,
    refunds double precision, returns_ratio double precision, distinct_products double precision,
    late_payments double precision, late_deliveries double precision, discount_ratio double precision,
    rating_mean double precision, last_rating double precision, last_rating_days double precision,
    surveys_sent double precision, surveys_answered double precision
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
DECLARE
    home    text;
    zone    text;
    overall double precision;
BEGIN
    SELECT c.currency, c.time_zone INTO home, zone FROM company_profile AS c;
    SELECT sum(r.rating)::double precision / NULLIF(sum(r.answers), 0) INTO overall
    FROM rating_changes AS r
    WHERE r.at <= moment;
    RETURN QUERY
    WITH bought AS MATERIALIZED (
        SELECT o.order_id, o.customer_id, o.placed_at, o.total_minor, o.discount_minor, o.source, o.is_returned, o.paid_at,
               o.currency = home AS is_home, (o.placed_at AT TIME ZONE zone)::date AS day
        FROM report.orders_at(customer_ids, moment) AS o
        WHERE NOT o.is_cancelled
    ), sums AS MATERIALIZED (
        SELECT b.customer_id, min(b.placed_at) AS first_at, max(b.placed_at) AS last_at, count(*) AS orders,
               count(*) FILTER (WHERE b.placed_at > moment - interval '90 days') AS orders_90,
               count(*) FILTER (WHERE b.placed_at > moment - interval '365 days') AS orders_365,
               sum(b.total_minor) FILTER (WHERE b.is_home AND b.placed_at > moment - interval '365 days') AS spend_365,
               avg(b.total_minor) FILTER (WHERE b.is_home) AS average,
               avg(b.total_minor) FILTER (WHERE b.is_home AND b.placed_at > moment - interval '180 days')
                   / NULLIF(avg(b.total_minor) FILTER (WHERE b.is_home AND b.placed_at <= moment - interval '180 days'), 0)
                   AS average_change,
               sum(b.discount_minor) FILTER (WHERE b.is_home)
                   / NULLIF(sum(b.total_minor + b.discount_minor) FILTER (WHERE b.is_home), 0) AS discount,
               count(*) FILTER (
                   WHERE COALESCE(b.paid_at, moment) > b.placed_at + interval '7 days'
                       AND (b.paid_at IS NOT NULL OR b.source <> 'import')) AS late_payments
        FROM bought AS b
        GROUP BY b.customer_id
    ), gaps AS MATERIALIZED (
        SELECT gap.customer_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY gap.days) AS median
        FROM (
            SELECT d.customer_id, d.day - lag(d.day) OVER (PARTITION BY d.customer_id ORDER BY d.day) AS days
            FROM (SELECT DISTINCT b.customer_id, b.day FROM bought AS b) AS d
        ) AS gap
        WHERE gap.days IS NOT NULL
        GROUP BY gap.customer_id
    ), things AS MATERIALIZED (
        SELECT b.customer_id, count(DISTINCT COALESCE(l.product_id::text, l.sku, l.name)) AS products
        FROM bought AS b
        JOIN order_lines AS l ON l.order_id = b.order_id
        GROUP BY b.customer_id
    ), parcels AS MATERIALIZED (
        SELECT b.customer_id,
               count(*) FILTER (
                   WHERE sent.promised_at
                       < CASE WHEN sent.delivered_at <= moment THEN sent.delivered_at ELSE moment END) AS late
        FROM bought AS b
        JOIN shipments AS s ON s.order_id = b.order_id AND s.created_at <= moment
        LEFT JOIN LATERAL (
            SELECT p.id, p.promised_at, p.delivered_at FROM shipment_past_values AS p
            WHERE p.shipment_id = s.id AND p.until > moment
            ORDER BY p.until, p.id
            LIMIT 1
        ) AS past ON true
        CROSS JOIN LATERAL (
            SELECT CASE WHEN past.id IS NULL THEN s.promised_at ELSE past.promised_at END AS promised_at,
                   CASE WHEN past.id IS NULL THEN s.delivered_at ELSE past.delivered_at END AS delivered_at
        ) AS sent
        GROUP BY b.customer_id
    ), back AS MATERIALIZED (
        -- Also of orders cancelled: money paid back is.
        SELECT o.customer_id, count(*) FILTER (WHERE returned.count > 0 OR o.is_returned) AS returned,
               sum(GREATEST(returned.refund, paid.back)) FILTER (WHERE o.currency = home) AS refunds
        FROM report.orders_at(customer_ids, moment) AS o
        CROSS JOIN LATERAL (
            SELECT count(*) AS count, COALESCE(sum(r.refund_minor), 0) AS refund
            FROM order_returns AS r
            WHERE r.order_id = o.order_id AND r.returned_at <= moment
                AND (r.recorded_at <= moment OR o.source = 'import')
        ) AS returned
        CROSS JOIN LATERAL (
            SELECT COALESCE(-sum(p.amount_minor), 0) AS back
            FROM order_payments AS p
            WHERE p.order_id = o.order_id AND p.amount_minor < 0 AND p.paid_at <= moment
                AND (p.recorded_at <= moment OR o.source = 'import')
        ) AS paid
        GROUP BY o.customer_id
    )
    SELECT c.id, asked.recent::double precision, asked.quarter::double precision,
           asked.quarter::double precision / NULLIF(asked.before, 0), asked.unsolved::double precision,
           (EXTRACT(EPOCH FROM moment - LEAST(CASE WHEN c.created_at <= moment THEN c.created_at END, sums.first_at))
               / 86400)::double precision,
           (EXTRACT(EPOCH FROM moment - sums.last_at) / 86400)::double precision,
           COALESCE(sums.orders, 0)::double precision, COALESCE(sums.orders_90, 0)::double precision,
           COALESCE(sums.orders_365, 0)::double precision, COALESCE(sums.spend_365, 0)::double precision,
           sums.average::double precision, sums.average_change::double precision, gaps.median,
           (EXTRACT(EPOCH FROM moment - sums.last_at) / 86400)::double precision - gaps.median,
           COALESCE(back.refunds, 0)::double precision,
           COALESCE(back.returned, 0)::double precision / sums.orders, COALESCE(things.products, 0)::double precision,
           COALESCE(sums.late_payments, 0)::double precision, COALESCE(parcels.late, 0)::double precision,
           sums.discount::double precision, (5 * overall + rated.rating) / (5 + rated.answers), latest.rating,
           latest.days, sent.count::double precision, rated.answers
    FROM unnest(customer_ids) AS wanted (customer_id)
    JOIN customers AS c ON c.id = wanted.customer_id
    LEFT JOIN sums ON sums.customer_id = c.id
    LEFT JOIN gaps ON gaps.customer_id = c.id
    LEFT JOIN things ON things.customer_id = c.id
    LEFT JOIN parcels ON parcels.customer_id = c.id
    LEFT JOIN back ON back.customer_id = c.id
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE t.created_at > moment - interval '30 days') AS recent,
               count(*) FILTER (WHERE t.created_at > moment - interval '90 days') AS quarter,
               count(*) FILTER (WHERE t.created_at <= moment - interval '90 days'
                   AND t.created_at > moment - interval '180 days') AS before,
               count(*) FILTER (WHERE t.is_unsolved) AS unsolved
        FROM report.customer_tickets_at(c.id, moment) AS t
    ) AS asked
    CROSS JOIN LATERAL (
        SELECT COALESCE(sum(r.answers), 0)::double precision AS answers,
               COALESCE(sum(r.rating), 0)::double precision AS rating
        FROM rating_changes AS r
        WHERE r.customer_id = c.id AND r.at <= moment
    ) AS rated
    LEFT JOIN LATERAL (
        SELECT sum(r.rating)::double precision AS rating,
               (EXTRACT(EPOCH FROM moment - min(r.at)) / 86400)::double precision AS days
        FROM rating_changes AS r
        WHERE r.customer_id = c.id AND r.at <= moment
        GROUP BY r.invitation_id
        ORDER BY min(r.at) DESC, r.invitation_id DESC
        LIMIT 1
    ) AS latest ON true
    CROSS JOIN LATERAL (
        SELECT count(*) AS count FROM survey_invitations AS i WHERE i.customer_id = c.id AND i.sent_at <= moment
    ) AS sent
    WHERE (c.created_at <= moment OR sums.first_at IS NOT NULL) AND (c.deleted_at IS NULL OR c.deleted_at > moment);
END $$;
