-- Two people who change a target at once: the second is told. One taken away is 0, so that its version goes on.
ALTER TABLE forecast_targets
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    DROP CONSTRAINT forecast_targets_amount_positive,
    ADD CONSTRAINT forecast_targets_amount_positive CHECK (amount_minor >= 0);
