-- Products offered to a customer by a link that orders them: whatever is clicked how often, one order at most.
CREATE TABLE offers (
    id           uuid PRIMARY KEY,
    token        text NOT NULL CONSTRAINT offers_token_unique UNIQUE,
    customer_id  uuid NOT NULL REFERENCES customers,
    ticket_id    uuid REFERENCES tickets ON DELETE SET NULL,
    product_id   uuid NOT NULL REFERENCES products,
    price_minor  bigint NOT NULL,                -- as it was offered
    currency     text NOT NULL,
    quantity     integer NOT NULL DEFAULT 1 CONSTRAINT offers_quantity_positive CHECK (quantity > 0),
    method       text NOT NULL DEFAULT '',       -- how it was recommended: hybrid, collaborative, content, popular
    reason       text NOT NULL DEFAULT '',       -- bought_together, similar, popular
    agent_id     uuid REFERENCES users ON DELETE SET NULL,
    offered_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    withdrawn_at timestamptz,
    accepted_at  timestamptz,
    order_id     uuid CONSTRAINT offers_order_unique UNIQUE REFERENCES orders,
    CONSTRAINT offers_accepted_with_order CHECK ((accepted_at IS NULL) = (order_id IS NULL))
);
CREATE INDEX offers_by_customer ON offers (customer_id, offered_at DESC, id DESC);
CREATE INDEX offers_by_time ON offers (offered_at);
