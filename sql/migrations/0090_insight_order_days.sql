-- What reports read instead of every order: prepared by a job, one row per day (company's time zone), status, source and
-- currency. What each column means stands in the view report.orders, which the rows are sums of.
CREATE TABLE order_days (
    day              date NOT NULL,
    status           text NOT NULL,
    source           text NOT NULL,
    currency         text NOT NULL,
    order_count      bigint NOT NULL,
    revenue_minor    bigint NOT NULL,
    counted_count    bigint NOT NULL,
    item_count       bigint NOT NULL,
    returned_count   bigint NOT NULL,
    refunded_minor   bigint NOT NULL,
    promised_count   bigint NOT NULL,
    late_count       bigint NOT NULL,
    PRIMARY KEY (day, status, source, currency)
);

-- The days were cut in this zone; after a change of it, or without a row, nothing here is to be believed.
CREATE TABLE order_days_state (
    singleton boolean PRIMARY KEY DEFAULT true CONSTRAINT order_days_state_single CHECK (singleton),
    time_zone text NOT NULL
);

-- Days and customers whose orders have changed since they were prepared. Nothing here is unique, so two orders of one day
-- never wait for each other; the job takes the rows away when it prepares the days again.
CREATE TABLE order_changes (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    day         date NOT NULL,
    customer_id uuid NOT NULL
);
CREATE INDEX order_changes_by_day ON order_changes (day);

-- Once per statement, not per row: an import of 10,000 orders leaves one line per day and customer.
CREATE FUNCTION order_changes_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.order_changes (day, customer_id)
    SELECT DISTINCT (c.placed_at AT TIME ZONE COALESCE((SELECT time_zone FROM public.company_profile), 'UTC'))::date,
           c.customer_id
    FROM changed AS c;
    RETURN NULL;
END $$;
CREATE TRIGGER order_changes_insert AFTER INSERT ON orders REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION order_changes_note();
CREATE TRIGGER order_changes_update_new AFTER UPDATE ON orders REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION order_changes_note();
CREATE TRIGGER order_changes_update_old AFTER UPDATE ON orders REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION order_changes_note();
CREATE TRIGGER order_changes_delete AFTER DELETE ON orders REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION order_changes_note();

-- The same for what hangs on an order.
CREATE FUNCTION order_parts_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.order_changes (day, customer_id)
    SELECT DISTINCT (o.placed_at AT TIME ZONE COALESCE((SELECT time_zone FROM public.company_profile), 'UTC'))::date,
           o.customer_id
    FROM public.orders AS o
    WHERE o.id IN (SELECT c.order_id FROM changed AS c);
    RETURN NULL;
END $$;
CREATE TRIGGER order_changes_insert AFTER INSERT ON order_lines REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION order_parts_note();
CREATE TRIGGER order_changes_update AFTER UPDATE ON order_lines REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION order_parts_note();
CREATE TRIGGER order_changes_delete AFTER DELETE ON order_lines REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION order_parts_note();
CREATE TRIGGER order_changes_insert AFTER INSERT ON order_returns REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION order_parts_note();
CREATE TRIGGER order_changes_update AFTER UPDATE ON order_returns REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION order_parts_note();
CREATE TRIGGER order_changes_delete AFTER DELETE ON order_returns REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION order_parts_note();
CREATE TRIGGER order_changes_insert AFTER INSERT ON shipments REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION order_parts_note();
CREATE TRIGGER order_changes_update AFTER UPDATE ON shipments REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION order_parts_note();
CREATE TRIGGER order_changes_delete AFTER DELETE ON shipments REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION order_parts_note();
