-- Where the company draws the lines of its three rule segmentations; without a row the usual ones (RuleSegments). Years; orders
-- in the last 365 days; the average order in whole units of the company's currency.
CREATE TABLE segment_bounds (
    singleton        boolean PRIMARY KEY DEFAULT true CONSTRAINT segment_bounds_single CHECK (singleton),
    age_low          double precision NOT NULL,
    age_high         double precision NOT NULL,
    frequency_low    double precision NOT NULL,
    frequency_high   double precision NOT NULL,
    order_value_low  double precision NOT NULL,
    order_value_high double precision NOT NULL,
    version          integer NOT NULL DEFAULT 1,
    updated_at       timestamptz NOT NULL,
    CONSTRAINT segment_bounds_in_order
        CHECK (age_low < age_high AND frequency_low < frequency_high AND order_value_low < order_value_high)
);

-- The bounds a picture of customers was taken with; NULL: the usual ones.
ALTER TABLE customer_value_runs ADD COLUMN bounds jsonb;
