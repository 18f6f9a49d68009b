-- Models that did worse than telling everybody the average for too long: nothing of theirs is shown any more.
CREATE TABLE model_withdrawals (
    model_id uuid PRIMARY KEY REFERENCES model_versions,
    at       timestamptz NOT NULL,
    outcomes integer NOT NULL,                   -- how many were judged
    skill    double precision NOT NULL           -- 1 - Brier / Brier of the average, over them
);
