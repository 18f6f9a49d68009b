-- Whose service goes badly enough to doubt their deals?
-- One row per customer whom the model of leaving puts in the high band, or with a ticket whose predicted dissatisfaction is
-- in the high band: an open one, or one that was touched in the last 30 days. Left out: everybody else.
CREATE VIEW report.unhappy_customers AS
SELECT k.subject_id AS customer_id
FROM current_risks AS k
WHERE k.kind = 'churn' AND k.band = 'high'
UNION
SELECT t.customer_id
FROM current_risks AS k
JOIN tickets AS t ON t.id = k.subject_id
WHERE k.kind = 'satisfaction' AND k.band = 'high'
    AND (t.status NOT IN ('solved', 'closed') OR t.updated_at >= now() - interval '30 days');

-- What is each deal worth to the forecast?
-- One row per deal that was not removed. `state`: 'open', 'won' or 'lost'. `amount_minor`: in minor units of `currency`.
-- `win_ratio`: its stage's, 1 when won, 0 when lost. `service_ratio`: the setting for customers in the view above while the
-- deal is open, else 1. `weighted_minor`: the product of the three, not rounded; who adds it up rounds half up at the end.
-- `month`: the first of the month in which it is expected to close, or in which it was won, in the company's time zone;
-- NULL for an open one without a day.
CREATE VIEW report.deals AS
SELECT d.id AS opportunity_id, d.number, d.pipeline_id, d.stage_id, d.customer_id, d.owner_id, standing.state, d.currency,
       d.amount_minor, s.win_ratio, standing.is_unhappy, standing.service_ratio, d.expected_close_on, d.won_at, d.lost_at,
       d.amount_minor * s.win_ratio * standing.service_ratio AS weighted_minor,
       date_trunc('month', CASE standing.state
           WHEN 'open' THEN d.expected_close_on::timestamp
           ELSE COALESCE(d.won_at, d.lost_at) AT TIME ZONE COALESCE((SELECT time_zone FROM company_profile), 'UTC')
       END)::date AS month
FROM opportunities AS d
JOIN pipeline_stages AS s ON s.id = d.stage_id
LEFT JOIN report.unhappy_customers AS unhappy ON unhappy.customer_id = d.customer_id
CROSS JOIN LATERAL (
    SELECT s.kind AS state, unhappy.customer_id IS NOT NULL AS is_unhappy,
           CASE WHEN s.kind = 'open' AND unhappy.customer_id IS NOT NULL
               THEN (SELECT unhappy_ratio FROM sales_settings) ELSE 1 END AS service_ratio
) AS standing
WHERE d.deleted_at IS NULL;
