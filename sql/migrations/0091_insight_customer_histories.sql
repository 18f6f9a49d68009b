-- What reports read instead of every order of every customer: prepared by a job for customers whose orders have changed
-- (order_changes). What the columns mean stands in the views of the same names in the schema report.
CREATE TABLE customer_histories (
    customer_id       uuid PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
    first_on          date NOT NULL,
    last_on           date NOT NULL,
    order_count       bigint NOT NULL,
    paid_count        bigint NOT NULL,
    spent_minor       bigint NOT NULL,
    second_product_on date,
    months            integer[] NOT NULL
);
CREATE TABLE customer_spells (
    customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    began_on    date NOT NULL,
    lost_on     date NOT NULL,
    PRIMARY KEY (customer_id, began_on)
);

-- They were made in this zone and currency; after a change of either, or without a row, they are not to be believed.
CREATE TABLE customer_histories_state (
    singleton boolean PRIMARY KEY DEFAULT true CONSTRAINT customer_histories_state_single CHECK (singleton),
    time_zone text NOT NULL,
    currency  text NOT NULL
);
CREATE INDEX order_changes_by_customer ON order_changes (customer_id);

-- What a job works out of the histories: the value of each customer, by the model when there is enough to fit one, and the
-- segment in each segmentation. One picture, replaced whole.
CREATE TABLE customer_value_runs (
    id              uuid PRIMARY KEY,
    prepared_at     timestamptz NOT NULL,
    currency        text NOT NULL,
    customer_count  integer NOT NULL,
    repeat_count    integer NOT NULL,
    model           jsonb                        -- NULL: not enough data
);
CREATE TABLE customer_values (
    customer_id       uuid PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
    simple_minor      bigint,
    expected_orders   double precision,
    expected_minor    bigint,
    age_group         text NOT NULL,
    frequency_group   text NOT NULL,
    order_value_group text NOT NULL,
    rfm_segment       text NOT NULL
);
CREATE INDEX customer_values_largest ON customer_values (expected_minor DESC NULLS LAST, customer_id);

-- Products bought together in one order, as the last run counted them; each pair once, `product_id` the smaller.
CREATE TABLE product_pairs (
    product_id     uuid NOT NULL REFERENCES products ON DELETE CASCADE,
    other_id       uuid NOT NULL REFERENCES products ON DELETE CASCADE,
    together_count integer NOT NULL,
    product_count  integer NOT NULL,             -- orders with the first
    other_count    integer NOT NULL,             -- orders with the second
    order_count    integer NOT NULL,             -- all orders with a product of the catalogue
    PRIMARY KEY (product_id, other_id)
);
