-- Text search that finds English stems and Chinese words of two characters, without any extension: Han, kana and hangul
-- runs are cut into single characters and overlapping pairs, everything else goes through the English stemmer.
CREATE FUNCTION search_pairs(source text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT COALESCE(array_agg(DISTINCT gram), '{}')
    FROM regexp_matches(source, '[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+', 'g') AS run,
         LATERAL (
             SELECT substr(run[1], place, width) AS gram
             FROM generate_series(1, length(run[1])) AS place, generate_series(1, 2) AS width
             WHERE place + width - 1 <= length(run[1])
         ) AS grams
$$;

CREATE FUNCTION search_vector(source text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN source = '' THEN ''::tsvector
        WHEN source ~ '[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]'
        THEN to_tsvector('english', regexp_replace(left(source, 100000), '[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+', ' ', 'g'))
             || array_to_tsvector(search_pairs(left(source, 20000)))
        ELSE to_tsvector('english', left(source, 100000))
    END
$$;

-- Every word and every pair must occur. An empty question matches nothing.
CREATE FUNCTION search_query(question text) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    latin text := regexp_replace(question, '[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+', ' ', 'g');
    wanted tsquery := websearch_to_tsquery('english', latin);
    run   text;
    place integer;
BEGIN
    FOR run IN SELECT (regexp_matches(question, '[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+', 'g'))[1] LOOP
        IF length(run) = 1 THEN
            wanted := wanted && quote_literal(run)::tsquery;
        ELSE
            FOR place IN 1 .. length(run) - 1 LOOP
                wanted := wanted && quote_literal(substr(run, place, 2))::tsquery;
            END LOOP;
        END IF;
    END LOOP;
    RETURN wanted;
END $$;

CREATE TABLE companies (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CONSTRAINT companies_name_present CHECK (name <> ''),
    domain     text,
    notes      text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version    integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX companies_domain_unique ON companies (lower(domain)) WHERE domain IS NOT NULL;
CREATE INDEX companies_by_name ON companies (name, id);

CREATE TABLE customers (
    id            uuid PRIMARY KEY,
    name          text NOT NULL DEFAULT '',     -- '' while a visitor has not said it
    company_id    uuid REFERENCES companies ON DELETE SET NULL,
    locale        text,
    time_zone     text,
    country       text,
    city          text,
    vip           boolean NOT NULL DEFAULT false,
    owner_id      uuid REFERENCES users ON DELETE SET NULL,
    tags          text[] NOT NULL DEFAULT '{}',
    handles       jsonb NOT NULL DEFAULT '{}',  -- {"wechat": "…"}
    custom_fields jsonb NOT NULL DEFAULT '{}',
    external_id   text,                         -- `sub` of the shop's signed identity
    last_seen_at  timestamptz,
    deleted_at    timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    version       integer NOT NULL DEFAULT 1,
    search        tsvector GENERATED ALWAYS AS (search_vector(name)) STORED
);
CREATE UNIQUE INDEX customers_external_id_unique ON customers (external_id) WHERE deleted_at IS NULL;
CREATE INDEX customers_name_prefix ON customers (lower(name) text_pattern_ops) WHERE deleted_at IS NULL;
CREATE INDEX customers_newest ON customers (created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX customers_by_name ON customers (name, id) WHERE deleted_at IS NULL;
CREATE INDEX customers_last_seen ON customers (last_seen_at DESC NULLS LAST, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX customers_by_company ON customers (company_id);
CREATE INDEX customers_tags ON customers USING gin (tags);
CREATE INDEX customers_search ON customers USING gin (search);

CREATE TABLE customer_emails (
    customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    address     text NOT NULL,
    is_primary  boolean NOT NULL DEFAULT false,
    verified    boolean NOT NULL DEFAULT false,
    released    boolean NOT NULL DEFAULT false, -- the customer was deleted: somebody else may have the address
    position    integer NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (customer_id, address)
);
CREATE UNIQUE INDEX customer_emails_address_unique ON customer_emails (lower(address)) WHERE NOT released;
CREATE INDEX customer_emails_prefix ON customer_emails (lower(address) text_pattern_ops);

CREATE TABLE customer_phones (
    customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    number      text NOT NULL,                  -- as people write it
    digits      text NOT NULL,                  -- for comparing; the same phone is a hint, not a key
    is_primary  boolean NOT NULL DEFAULT false,
    position    integer NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (customer_id, digits)
);
CREATE INDEX customer_phones_beginning ON customer_phones (digits text_pattern_ops);
CREATE INDEX customer_phones_ending ON customer_phones (reverse(digits) text_pattern_ops);

CREATE TABLE customer_notes (
    id          uuid PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    author_id   uuid REFERENCES users ON DELETE SET NULL,
    author_name text NOT NULL DEFAULT '',
    text        text NOT NULL CONSTRAINT customer_notes_text_present CHECK (text <> ''),
    created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX customer_notes_newest ON customer_notes (customer_id, created_at DESC, id DESC);

CREATE TABLE customer_consents (
    customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    purpose     text NOT NULL,                  -- 'email_marketing'
    granted     boolean NOT NULL,
    source      text NOT NULL DEFAULT '',
    at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (customer_id, purpose)
);

-- One line per event of any module, newest first on the customer's page. Messages stay with their ticket.
CREATE TABLE timeline_entries (
    id          uuid PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    at          timestamptz NOT NULL DEFAULT now(),
    kind        text NOT NULL,                  -- 'ticket.created', 'ticket.solved', 'rating', 'form', …
    title       text NOT NULL DEFAULT '',
    detail      text NOT NULL DEFAULT '',
    link_kind   text,
    link_number bigint
);
CREATE INDEX timeline_entries_newest ON timeline_entries (customer_id, at DESC, id DESC);

-- Fields the company adds to tickets and customers.
CREATE TABLE custom_fields (
    id         uuid PRIMARY KEY,
    key        text NOT NULL CONSTRAINT custom_fields_key_shape CHECK (key ~ '^[a-z][a-z0-9_]{0,39}$'),
    subject    text NOT NULL CONSTRAINT custom_fields_subject_known CHECK (subject IN ('ticket', 'customer')),
    label      jsonb NOT NULL,                  -- {"en": "…", "zh-Hans": "…"}
    type       text NOT NULL CONSTRAINT custom_fields_type_known
               CHECK (type IN ('text', 'number', 'date', 'select', 'checkbox')),
    options    jsonb NOT NULL DEFAULT '[]',
    required   boolean NOT NULL DEFAULT false,
    position   integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    version    integer NOT NULL DEFAULT 1,
    CONSTRAINT custom_fields_key_unique UNIQUE (subject, key)
);
