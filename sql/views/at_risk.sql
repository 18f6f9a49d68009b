-- Why might customers leave?
-- One row per customer whose latest prediction of churn stands above the low band. `band`: typical or high, as the model's card
-- draws them. `main_reason`: the feature that raises this customer's risk most, NULL when none does (the risk is then that of
-- everybody). `as_of`: the moment the prediction was made for. Left out: low risks, deleted customers, and everybody while no
-- model of churn is in use.
CREATE VIEW report.at_risk_customers AS
SELECT r.subject_id AS customer_id, r.band, r.reasons[1] AS main_reason, r.as_of
FROM current_risks AS r
JOIN customers AS c ON c.id = r.subject_id AND c.deleted_at IS NULL
WHERE r.kind = 'churn' AND r.band <> 'low';
