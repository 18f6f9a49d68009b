-- What have these customers bought so far? (NULL asks for all.)
-- One row per customer with an order that was not cancelled. `first_on`, `last_on`: days (company's time zone) of the first
-- and last order. `paid_count`, `spent_minor`: orders in the company's currency and their totals in minor units.
-- `second_product_on`: the day of the first order of a second distinct product (by product, else by name). `months`: the
-- months with orders, counted from that of the first order, which is 0. Left out: cancelled orders.
CREATE FUNCTION report.customer_histories_of(ids uuid[]) RETURNS TABLE (
    customer_id uuid, first_on date, last_on date, order_count bigint, paid_count bigint, spent_minor bigint,
    second_product_on date, months integer[]
) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH bought AS MATERIALIZED (
        SELECT o.id, o.customer_id, (o.placed_at AT TIME ZONE p.time_zone)::date AS day, o.currency = p.currency AS is_ours,
               o.total_minor
        FROM (SELECT unnest(ids) AS customer_id UNION ALL SELECT c.id FROM customers AS c WHERE ids IS NULL) AS wanted
        JOIN orders AS o ON o.customer_id = wanted.customer_id
        CROSS JOIN company_profile AS p
        WHERE o.status <> 'cancelled'
    ), histories AS (
        SELECT b.customer_id, min(b.day) AS first_on, max(b.day) AS last_on, count(*) AS order_count,
               count(*) FILTER (WHERE b.is_ours) AS paid_count,
               COALESCE(sum(b.total_minor) FILTER (WHERE b.is_ours), 0)::bigint AS spent_minor,
               array_agg(DISTINCT (EXTRACT(YEAR FROM b.day) * 12 + EXTRACT(MONTH FROM b.day))::integer) AS months
        FROM bought AS b
        GROUP BY b.customer_id
    ), products AS (
        SELECT ranked.customer_id, ranked.first_day
        FROM (
            SELECT firsts.customer_id, firsts.first_day,
                   row_number() OVER (PARTITION BY firsts.customer_id ORDER BY firsts.first_day, firsts.product) AS place
            FROM (
                SELECT b.customer_id, COALESCE(l.product_id::text, l.name) AS product, min(b.day) AS first_day
                FROM bought AS b
                JOIN order_lines AS l ON l.order_id = b.id
                GROUP BY 1, 2
            ) AS firsts
        ) AS ranked
        WHERE ranked.place = 2
    )
    SELECT h.customer_id, h.first_on, h.last_on, h.order_count, h.paid_count, h.spent_minor, products.first_day,
           ARRAY(
               SELECT m - (EXTRACT(YEAR FROM h.first_on) * 12 + EXTRACT(MONTH FROM h.first_on))::integer
               FROM unnest(h.months) AS m
               ORDER BY m
           )
    FROM histories AS h
    LEFT JOIN products ON products.customer_id = h.customer_id
$$;

-- When were these customers ours? (NULL asks for all.)
-- One row per customer and unbroken spell of buying. `began_on`: the day of its first order. `lost_on`: the day on whose end
-- the customer counts as lost, the horizon after the spell's last order. The horizon is 60 days, or the ninetieth percentile
-- of the customer's own gaps between days with orders, as known at that order, when that is more (as in
-- report.churn_labels). A spell whose `lost_on` is still to come is not over. Left out as above.
CREATE FUNCTION report.customer_spells_of(ids uuid[]) RETURNS TABLE (customer_id uuid, began_on date, lost_on date)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH days AS (
        SELECT DISTINCT o.customer_id, (o.placed_at AT TIME ZONE p.time_zone)::date AS day
        FROM (SELECT unnest(ids) AS customer_id UNION ALL SELECT c.id FROM customers AS c WHERE ids IS NULL) AS wanted
        JOIN orders AS o ON o.customer_id = wanted.customer_id
        CROSS JOIN company_profile AS p
        WHERE o.status <> 'cancelled'
    ), gaps AS (
        SELECT d.customer_id, d.day, d.day - lag(d.day) OVER w AS gap
        FROM days AS d
        WINDOW w AS (PARTITION BY d.customer_id ORDER BY d.day)
    ), horizons AS (
        SELECT g.customer_id, g.day,
               g.day + GREATEST(60, ceil((
                   SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY known.gap) FROM unnest(g.gaps) AS known (gap)
               )))::integer AS lost_on
        FROM (
            SELECT gaps.customer_id, gaps.day,
                   array_agg(gaps.gap) OVER (PARTITION BY gaps.customer_id ORDER BY gaps.day) AS gaps
            FROM gaps
        ) AS g
    ), turns AS (
        SELECT h.customer_id, h.day, h.lost_on,
               COALESCE(h.day > lag(h.lost_on) OVER w, true) AS begins
        FROM horizons AS h
        WINDOW w AS (PARTITION BY h.customer_id ORDER BY h.day)
    ), numbered AS (
        SELECT t.customer_id, t.day, t.lost_on, count(*) FILTER (WHERE t.begins) OVER w AS spell
        FROM turns AS t
        WINDOW w AS (PARTITION BY t.customer_id ORDER BY t.day)
    )
    SELECT n.customer_id, min(n.day), (array_agg(n.lost_on ORDER BY n.day DESC))[1]
    FROM numbered AS n
    GROUP BY n.customer_id, n.spell
$$;

-- Whose prepared rows are not to be believed? NULL: nobody's, everything is to be worked out from the orders.
CREATE FUNCTION report.changed_customers() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN EXISTS (
            SELECT FROM customer_histories_state AS s
            JOIN company_profile AS p ON p.time_zone = s.time_zone AND p.currency = s.currency
        )
        THEN ARRAY(SELECT DISTINCT c.customer_id FROM order_changes AS c)
    END
$$;

-- The same for everybody, deleted customers included: from the prepared tables, but from the orders for customers whose orders
-- have changed since. Who has changed is asked in a subselect of its own, so once; inlined it would be asked for every order.
CREATE VIEW report.every_customer_history AS
SELECT h.customer_id, h.first_on, h.last_on, h.order_count, h.paid_count, h.spent_minor, h.second_product_on, h.months
FROM customer_histories AS h
WHERE h.customer_id <> ALL((SELECT report.changed_customers())::uuid[])
UNION ALL
SELECT h.customer_id, h.first_on, h.last_on, h.order_count, h.paid_count, h.spent_minor, h.second_product_on, h.months
FROM report.customer_histories_of((SELECT report.changed_customers())) AS h;

-- Which products of the catalogue have these customers bought? (NULL asks for all.)
-- One row per customer and product. Left out: cancelled orders.
CREATE FUNCTION report.customer_products_of(ids uuid[]) RETURNS TABLE (product_id uuid, customer_id uuid)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT DISTINCT l.product_id, o.customer_id
    FROM (SELECT unnest(ids) AS customer_id UNION ALL SELECT c.id FROM customers AS c WHERE ids IS NULL) AS wanted
    JOIN orders AS o ON o.customer_id = wanted.customer_id
    JOIN order_lines AS l ON l.order_id = o.id
    WHERE o.status <> 'cancelled' AND l.product_id IS NOT NULL
$$;

-- The same for everybody, deleted customers included, as above.
CREATE VIEW report.every_customer_product AS
SELECT b.product_id, b.customer_id
FROM customer_products AS b
WHERE b.customer_id <> ALL((SELECT report.changed_customers())::uuid[])
UNION ALL
SELECT b.product_id, b.customer_id
FROM report.customer_products_of((SELECT report.changed_customers())) AS b;

-- Left out: deleted customers.
CREATE VIEW report.customer_histories AS
SELECT h.customer_id, h.first_on, h.last_on, h.order_count, h.paid_count, h.spent_minor, h.second_product_on, h.months
FROM report.every_customer_history AS h
JOIN customers AS c ON c.id = h.customer_id AND c.deleted_at IS NULL;

CREATE VIEW report.customer_spells AS
SELECT s.customer_id, s.began_on, s.lost_on
FROM customer_spells AS s
JOIN customers AS c ON c.id = s.customer_id AND c.deleted_at IS NULL
WHERE s.customer_id <> ALL((SELECT report.changed_customers())::uuid[])
UNION ALL
SELECT s.customer_id, s.began_on, s.lost_on
FROM report.customer_spells_of((SELECT report.changed_customers())) AS s
JOIN customers AS c ON c.id = s.customer_id AND c.deleted_at IS NULL;

-- Since when does the company know its customers?
-- One row per customer. `known_on`: the day the record was made, or of the first order when that is earlier (imported orders).
-- `first_on`, `second_product_on`: as above, NULL without. Left out: deleted customers.
CREATE VIEW report.known_customers AS
SELECT c.id AS customer_id,
       LEAST((c.created_at AT TIME ZONE (SELECT time_zone FROM company_profile))::date, h.first_on) AS known_on, h.first_on,
       h.second_product_on, h.last_on, h.order_count, h.spent_minor
FROM customers AS c
LEFT JOIN report.every_customer_history AS h ON h.customer_id = c.id
WHERE c.deleted_at IS NULL;

-- Do customers come back, and when?
-- One row per month of first orders (its first day) and month after it. `month_number`: 0 for the month of the first order.
-- `customer_count`: those of the cohort who ordered in that month; at 0 it is the size of the cohort.
CREATE VIEW report.cohorts AS
SELECT date_trunc('month', h.first_on)::date AS month, m.number AS month_number, count(*) AS customer_count
FROM report.customer_histories AS h
CROSS JOIN LATERAL unnest(h.months) AS m (number)
GROUP BY 1, 2;
