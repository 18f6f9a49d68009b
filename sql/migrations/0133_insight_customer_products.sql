-- Who has bought what: prepared with the customers' histories, for segments by product and category.
CREATE TABLE customer_products (
    product_id  uuid NOT NULL REFERENCES products ON DELETE CASCADE,
    customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    PRIMARY KEY (product_id, customer_id)
);
CREATE INDEX customer_products_by_customer ON customer_products (customer_id);

-- Histories were prepared without it: they are made anew by the next run, and until then nothing prepared is believed.
DELETE FROM customer_histories_state;
