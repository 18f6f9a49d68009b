-- What stands on every quote of the company, and what new ones begin with: one row per database.
CREATE TABLE quote_settings (
    singleton          boolean PRIMARY KEY DEFAULT true CONSTRAINT quote_settings_single CHECK (singleton),
    address            text NOT NULL DEFAULT '',   -- of the company, with line breaks
    tax_basis_points   integer NOT NULL DEFAULT 0
                       CONSTRAINT quote_settings_tax_share CHECK (tax_basis_points BETWEEN 0 AND 10000),
    prices_include_tax boolean NOT NULL DEFAULT true,
    valid_days         integer NOT NULL DEFAULT 30
                       CONSTRAINT quote_settings_valid_days CHECK (valid_days BETWEEN 1 AND 365),
    terms              text NOT NULL DEFAULT '',
    inbox_id           uuid REFERENCES inboxes ON DELETE SET NULL,  -- the mailbox quotes leave by; NULL: the first one
    version            integer NOT NULL DEFAULT 1
);
INSERT INTO quote_settings DEFAULT VALUES;

-- The last number given in a year; the row's lock hands numbers out one by one, without gaps.
CREATE TABLE quote_numbers (
    year        integer PRIMARY KEY,
    last_number integer NOT NULL
);

CREATE TABLE quotes (
    id               uuid PRIMARY KEY,
    year             integer,                      -- with number_in_year: Q-2026-0001, given when it is first sent
    number_in_year   integer,
    customer_id      uuid NOT NULL REFERENCES customers,
    opportunity_id   uuid,
    owner_id         uuid REFERENCES users ON DELETE SET NULL,
    state            text NOT NULL DEFAULT 'draft' CONSTRAINT quotes_state_known
                     CHECK (state IN ('draft', 'sent', 'accepted', 'declined', 'lapsed', 'withdrawn')),
    becomes          text NOT NULL DEFAULT 'order'
                     CONSTRAINT quotes_outcome_known CHECK (becomes IN ('order', 'contract')),
    locale           text NOT NULL,                -- of the paper, the page and the mail
    edition          integer NOT NULL DEFAULT 1,   -- the newest version
    sent_edition     integer,                      -- the one the customer sees
    token_hash       bytea CONSTRAINT quotes_token_unique UNIQUE,
    mail_id          uuid REFERENCES outbound_mails ON DELETE SET NULL,
    mail_address     text,
    sent_at          timestamptz,
    decided_at       timestamptz,
    decision_name    text NOT NULL DEFAULT '',
    decision_note    text NOT NULL DEFAULT '',
    decision_address text NOT NULL DEFAULT '',     -- the network address the answer came from
    order_id         uuid CONSTRAINT quotes_order_unique UNIQUE REFERENCES orders,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    version          integer NOT NULL DEFAULT 1,
    CONSTRAINT quotes_number_unique UNIQUE (year, number_in_year),
    CONSTRAINT quotes_numbered_when_sent CHECK ((number_in_year IS NULL) = (sent_edition IS NULL)),
    CONSTRAINT quotes_draft_until_sent CHECK ((state = 'draft') = (sent_edition IS NULL))
);
CREATE INDEX quotes_newest ON quotes (created_at DESC, id DESC);
CREATE INDEX quotes_by_customer ON quotes (customer_id, created_at DESC, id DESC);
CREATE INDEX quotes_by_state ON quotes (state, created_at DESC, id DESC);
CREATE INDEX quotes_by_opportunity ON quotes (opportunity_id) WHERE opportunity_id IS NOT NULL;
CREATE INDEX quotes_mail ON quotes (mail_id) WHERE mail_id IS NOT NULL;

-- A version of a quote; frozen once it was sent.
CREATE TABLE quote_editions (
    quote_id              uuid NOT NULL REFERENCES quotes ON DELETE CASCADE,
    edition               integer NOT NULL CONSTRAINT quote_editions_from_one CHECK (edition > 0),
    currency              text NOT NULL CONSTRAINT quote_editions_currency_shape CHECK (currency ~ '^[A-Z]{3}$'),
    prices_include_tax    boolean NOT NULL,
    discount_basis_points integer NOT NULL
                          CONSTRAINT quote_editions_discount_share CHECK (discount_basis_points BETWEEN 0 AND 10000),
    valid_until           date NOT NULL,
    introduction          text NOT NULL DEFAULT '',
    terms                 text NOT NULL DEFAULT '',
    total_minor           bigint NOT NULL CONSTRAINT quote_editions_total_positive CHECK (total_minor >= 0),
    sent_at               timestamptz,
    PRIMARY KEY (quote_id, edition)
);

CREATE TABLE quote_lines (
    quote_id              uuid NOT NULL,
    edition               integer NOT NULL,
    position              integer NOT NULL,
    product_id            uuid REFERENCES products,
    sku                   text NOT NULL DEFAULT '',
    name                  text NOT NULL CONSTRAINT quote_lines_name_present CHECK (name <> ''),
    description           text NOT NULL DEFAULT '',
    quantity              integer NOT NULL CONSTRAINT quote_lines_quantity_positive CHECK (quantity > 0),
    unit_price_minor      bigint NOT NULL CONSTRAINT quote_lines_price_positive CHECK (unit_price_minor >= 0),
    discount_basis_points integer NOT NULL
                          CONSTRAINT quote_lines_discount_share CHECK (discount_basis_points BETWEEN 0 AND 10000),
    tax_basis_points      integer NOT NULL
                          CONSTRAINT quote_lines_tax_share CHECK (tax_basis_points BETWEEN 0 AND 10000),
    PRIMARY KEY (quote_id, edition, position),
    CONSTRAINT quote_lines_edition_fkey FOREIGN KEY (quote_id, edition) REFERENCES quote_editions ON DELETE CASCADE
);

-- Nobody rewrites what a customer was sent, whoever writes the row and however.
CREATE FUNCTION quote_editions_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.quote_editions AS e
        WHERE e.quote_id = OLD.quote_id AND e.edition = OLD.edition AND e.sent_at IS NOT NULL)
        AND EXISTS (SELECT FROM public.quotes AS q WHERE q.id = OLD.quote_id)
    THEN
        RAISE EXCEPTION 'a quote that was sent is frozen'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'quote_editions_frozen';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER quote_editions_frozen BEFORE UPDATE OR DELETE ON quote_editions
    FOR EACH ROW EXECUTE FUNCTION quote_editions_refuse_change();
CREATE TRIGGER quote_lines_frozen BEFORE UPDATE OR DELETE ON quote_lines
    FOR EACH ROW EXECUTE FUNCTION quote_editions_refuse_change();
