-- What is each customer worth, and in which segments do they stand?
-- One row per customer who had bought when the daily picture was taken (customer_value_runs). Money in minor units of
-- `currency`, the company's. `simple_minor`: average order × orders per month × 12. `expected_orders`, `expected_minor`: of the
-- next 52 weeks by the modified BG/NBD and Gamma-Gamma models, NULL without enough data. `rank_minor`: the model's value, else
-- the simple one, -1 without either. Segments: years, orders in the last 365 days, and the average order in whole units, by
-- the company's bounds (segment_bounds); RFM. Left out: deleted customers.
CREATE VIEW report.customer_values AS
SELECT v.customer_id, c.name, COALESCE(h.order_count, 0) AS order_count, COALESCE(h.spent_minor, 0) AS spent_minor,
       v.simple_minor, v.expected_orders, v.expected_minor, COALESCE(v.expected_minor, v.simple_minor, -1) AS rank_minor,
       v.age_group, v.frequency_group, v.order_value_group, v.rfm_segment,
       (SELECT currency FROM customer_value_runs) AS currency
FROM customer_values AS v
JOIN customers AS c ON c.id = v.customer_id AND c.deleted_at IS NULL
LEFT JOIN report.customer_histories AS h ON h.customer_id = v.customer_id;

-- How unevenly is value spread? One row per tenth of the customers, 1 the most valuable.
CREATE VIEW report.customer_value_tenths AS
SELECT ranked.place, count(*) AS customer_count, COALESCE(sum(ranked.simple_minor), 0)::bigint AS simple_minor,
       sum(ranked.expected_minor)::bigint AS expected_minor
FROM (
    SELECT ntile(10) OVER (ORDER BY v.rank_minor DESC, v.customer_id DESC) AS place, v.simple_minor, v.expected_minor
    FROM report.customer_values AS v
) AS ranked
GROUP BY ranked.place;

-- How many customers stand in each segment, and what have they spent? One row per segmentation and group; `spent_minor` and
-- `expected_minor` are sums of the above.
CREATE VIEW report.customer_segments AS
SELECT s.segmentation, s.segment, count(*) AS customer_count, sum(v.spent_minor)::bigint AS spent_minor,
       sum(v.expected_minor)::bigint AS expected_minor
FROM report.customer_values AS v
CROSS JOIN LATERAL (
    VALUES ('age', v.age_group), ('frequency', v.frequency_group), ('order_value', v.order_value_group),
        ('rfm', v.rfm_segment)
) AS s (segmentation, segment)
GROUP BY 1, 2;

-- What is bought together? One row per pair of products that were in at least two orders together, as of the daily picture.
-- `support_ratio`: orders with both ÷ orders with a product. `lift`: that ÷ what chance would give, 1 is chance.
CREATE VIEW report.product_pairs AS
SELECT p.product_id, one.name AS product_name, p.other_id, other.name AS other_name, p.together_count,
       p.together_count::double precision / p.order_count AS support_ratio,
       p.together_count::double precision * p.order_count / (p.product_count::double precision * p.other_count) AS lift
FROM product_pairs AS p
JOIN products AS one ON one.id = p.product_id
JOIN products AS other ON other.id = p.other_id;
