-- What the daily picture of customers came to, kept for comparing with later ones; the last one of a day stays.
CREATE TABLE customer_value_pictures (
    day            date PRIMARY KEY,                -- company's time zone
    currency       text NOT NULL,
    bounds         jsonb,                           -- of the segments, as in customer_value_runs
    customer_count bigint NOT NULL,
    simple_minor   bigint NOT NULL,
    expected_minor bigint                           -- NULL: not enough data
);
CREATE TABLE customer_segment_pictures (
    day            date NOT NULL REFERENCES customer_value_pictures ON DELETE CASCADE,
    segmentation   text NOT NULL,
    segment        text NOT NULL,
    customer_count bigint NOT NULL,
    spent_minor    bigint NOT NULL,
    PRIMARY KEY (day, segmentation, segment)
);
-- The pairs a list can show, those of the highest lift.
CREATE TABLE product_pair_pictures (
    day            date NOT NULL REFERENCES customer_value_pictures ON DELETE CASCADE,
    product_id     uuid NOT NULL REFERENCES products ON DELETE CASCADE,
    other_id       uuid NOT NULL REFERENCES products ON DELETE CASCADE,
    together_count integer NOT NULL,
    lift           double precision NOT NULL,
    PRIMARY KEY (day, product_id, other_id)
);
