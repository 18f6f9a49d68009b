-- Which recommendations did customers take?
-- One row per product that was offered by its link because it was recommended. `at`: when it was offered; everything below
-- belongs to that day, however late it happened. `method`: hybrid, collaborative, content or popular; `reason`:
-- bought_together, similar or popular, NULL when not told. `agent_id`: who offered it; `team_id`, `channel`, `inbox_id`: those
-- of the ticket it was offered on, NULL without. `accepted`: 1 when the customer ordered by the link. `pending_until`: until
-- when that can still happen, NULL when it was accepted or withdrawn. `revenue_minor`: what the customer is to pay for the
-- order in minor units of `currency`, 0 for a cancelled one; `counted`: 1 for an order that was not cancelled.
-- Left out: what was offered without a recommendation.
CREATE VIEW report.recommendations AS
SELECT f.id AS offer_id, f.offered_at AS at, f.method, NULLIF(f.reason, '') AS reason, f.agent_id, t.team_id, t.channel,
       t.inbox_id, (f.accepted_at IS NOT NULL)::integer AS accepted,
       CASE WHEN f.accepted_at IS NULL AND f.withdrawn_at IS NULL THEN f.expires_at END AS pending_until,
       COALESCE(o.total_minor * kept.counted, 0) AS revenue_minor, kept.counted, COALESCE(o.currency, f.currency) AS currency
FROM offers AS f
LEFT JOIN tickets AS t ON t.id = f.ticket_id
LEFT JOIN orders AS o ON o.id = f.order_id
CROSS JOIN LATERAL (SELECT CASE WHEN o.status <> 'cancelled' THEN 1 ELSE 0 END AS counted) AS kept
WHERE f.method <> '';
