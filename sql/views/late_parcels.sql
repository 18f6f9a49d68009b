-- Does telling customers of a late parcel before they write spare them, and us, the question?
-- One row per parcel noticed to be late. `at`: when it was noticed. `treatment`: 'told' (we wrote first), 'noted' (a ticket
-- about it was open already, so nobody was told), 'untold' (the rest). `contacted`: the customer wrote to us within seven
-- days, by whatever channel, an answer to our message included. `answer_count`, `satisfied_count`: answers to questions how it
-- went that were sent to the customer within 30 days, and those of 4 or 5. Who is told is no draw by lot: see the reasons
-- nobody was told (`late_notices`). Left out: parcels without a promised day.
CREATE VIEW report.late_parcels AS
SELECT s.id AS shipment_id, s.order_id, o.customer_id, late.at,
       CASE n.state WHEN 'told' THEN 'told' WHEN 'noted' THEN 'noted' ELSE 'untold' END AS treatment,
       EXISTS (
           SELECT FROM tickets AS t
           JOIN messages AS m ON m.ticket_id = t.id
           WHERE t.customer_id = o.customer_id AND m.kind = 'reply' AND m.author_kind = 'customer'
               AND m.created_at > late.at AND m.created_at <= late.at + interval '7 days'
       ) AS contacted,
       answers.answer_count, answers.satisfied_count
FROM shipments AS s
JOIN orders AS o ON o.id = s.order_id
LEFT JOIN late_notices AS n ON n.shipment_id = s.id
CROSS JOIN LATERAL (SELECT COALESCE(n.late_at, s.late_noted_at) AS at) AS late
CROSS JOIN LATERAL (
    SELECT count(*) AS answer_count, count(*) FILTER (WHERE a.rating >= 4) AS satisfied_count
    FROM survey_invitations AS i
    JOIN survey_answers AS a ON a.invitation_id = i.id
    WHERE i.customer_id = o.customer_id AND i.sent_at > late.at AND i.sent_at <= late.at + interval '30 days'
) AS answers
WHERE late.at IS NOT NULL;
