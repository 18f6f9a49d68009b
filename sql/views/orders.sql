-- What was ordered, for how much, and did it arrive in time and stay?
-- One row per order. `at`: when it was placed; `day`: that in the company's time zone; everything below belongs to that day,
-- however late it happened. `counted`: 1, but 0 for a cancelled order, whose columns below are 0 too. `total_minor`: what the
-- customer was to pay, shipping in, discount off, in minor units of `currency`. `item_count`: pieces. `returned`: 1 when
-- something came back. `refunded_minor`: what was given back for it. `promised_count`: parcels with a promised day;
-- `late_count`: those delivered after it or noticed as late. Left out: nothing.
CREATE VIEW report.orders AS
SELECT o.id AS order_id, o.number, o.customer_id, o.placed_at AS at,
       (o.placed_at AT TIME ZONE (SELECT time_zone FROM company_profile))::date AS day, o.status, o.source, o.currency,
       kept.counted, o.total_minor * kept.counted AS revenue_minor, lines.item_count * kept.counted AS item_count,
       returns.returned * kept.counted AS returned, returns.refunded_minor * kept.counted AS refunded_minor,
       parcels.promised_count * kept.counted AS promised_count, parcels.late_count * kept.counted AS late_count
FROM orders AS o
CROSS JOIN LATERAL (SELECT CASE WHEN o.status = 'cancelled' THEN 0 ELSE 1 END AS counted) AS kept
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(l.quantity), 0) AS item_count FROM order_lines AS l WHERE l.order_id = o.id
) AS lines
CROSS JOIN LATERAL (
    SELECT CASE WHEN count(*) > 0 OR o.status = 'returned' THEN 1 ELSE 0 END AS returned,
           COALESCE(sum(r.refund_minor), 0) AS refunded_minor
    FROM order_returns AS r
    WHERE r.order_id = o.id
) AS returns
CROSS JOIN LATERAL (
    SELECT count(*) AS promised_count,
           count(*) FILTER (WHERE s.delivered_at > s.promised_at OR s.late_noted_at IS NOT NULL) AS late_count
    FROM shipments AS s
    WHERE s.order_id = o.id AND s.promised_at IS NOT NULL
) AS parcels;

-- The same per day, status, source and currency. `order_count`: all orders; `counted_count`: without cancelled ones; the rest
-- are sums of the columns above. Days come from the prepared table, but from the orders themselves when these have changed
-- since, and altogether when the table was cut in another time zone.
CREATE VIEW report.order_days AS
SELECT days.day, days.status, days.source, days.currency, days.order_count, days.counted_count, days.revenue_minor,
       days.item_count, days.returned_count, days.refunded_minor, days.promised_count, days.late_count
FROM order_days AS days
WHERE NOT EXISTS (SELECT FROM order_changes AS c WHERE c.day = days.day)
    AND (SELECT s.time_zone FROM order_days_state AS s) = (SELECT p.time_zone FROM company_profile AS p)
UNION ALL
SELECT changed.day, o.status, o.source, o.currency, count(*), sum(o.counted)::bigint, sum(o.revenue_minor)::bigint,
       sum(o.item_count)::bigint, sum(o.returned)::bigint, sum(o.refunded_minor)::bigint, sum(o.promised_count)::bigint,
       sum(o.late_count)::bigint
FROM (
    SELECT DISTINCT c.day
    FROM order_changes AS c
    WHERE (SELECT s.time_zone FROM order_days_state AS s) = (SELECT p.time_zone FROM company_profile AS p)
    UNION
    SELECT DISTINCT (o.placed_at AT TIME ZONE (SELECT time_zone FROM company_profile))::date
    FROM orders AS o
    WHERE (SELECT s.time_zone FROM order_days_state AS s)
        IS DISTINCT FROM (SELECT p.time_zone FROM company_profile AS p)
) AS changed
JOIN report.orders AS o
    ON o.at >= changed.day::timestamp AT TIME ZONE (SELECT time_zone FROM company_profile)
    AND o.at < (changed.day + 1)::timestamp AT TIME ZONE (SELECT time_zone FROM company_profile)
GROUP BY changed.day, o.status, o.source, o.currency;
