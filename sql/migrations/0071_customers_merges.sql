-- Two records of one person: how they are found, merged and parted again.

-- What names, addresses and numbers are compared by. Only built-in functions, so that pg_restore with its empty search
-- path can build the indexes.

-- Width, case and the order of the parts do not matter: "Ming WANG" is "wang ming", 小明王 is 王小明.
CREATE FUNCTION customer_name_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT COALESCE(string_agg(part, ' ' ORDER BY part COLLATE "C"), '')
    FROM regexp_matches(
            lower(normalize(name, NFKC)),
            '[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\s.,;:''"()·•\-\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+',
            'g') AS found(match),
         LATERAL (SELECT match[1] AS part) AS parts
$$;

-- What comes after a plus sign is the person's own label; Google ignores dots as well.
CREATE FUNCTION customer_mail_key(address text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN host IN ('gmail.com', 'googlemail.com') THEN replace(mailbox, '.', '') || '@gmail.com'
                ELSE mailbox || '@' || host END
    FROM (
        SELECT split_part(split_part(lower(normalize(address, NFKC)), '@', 1), '+', 1) AS mailbox,
               split_part(lower(normalize(address, NFKC)), '@', 2) AS host
    ) AS parts
$$;

-- E.164 without its plus sign, as far as the number and the person's country tell; else NULL.
CREATE FUNCTION customer_phone_key(number text, digits text, country text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN length(digits) NOT BETWEEN 7 AND 15 THEN NULL
        WHEN normalize(number, NFKC) ~ '^\s*(\+|00)' THEN digits
        WHEN digits ~ '^861[3-9][0-9]{9}$' THEN digits
        WHEN digits ~ '^1[3-9][0-9]{9}$' AND COALESCE(upper(country), 'CN') IN ('CN', '') THEN '86' || digits
        WHEN code IS NOT NULL THEN code || ltrim(digits, '0')
    END
    FROM (
        SELECT ('{"CN":"86","HK":"852","MO":"853","TW":"886","SG":"65","JP":"81","KR":"82","US":"1","CA":"1","GB":"44",
                  "DE":"49","FR":"33","NL":"31","ES":"34","IT":"39","AU":"61","NZ":"64","IN":"91","MY":"60","TH":"66",
                  "VN":"84","CH":"41","AT":"43","BE":"32","SE":"46","BR":"55","MX":"52"}'::jsonb) ->> upper(country) AS code
    ) AS known
$$;

CREATE INDEX customers_name_key ON customers (customer_name_key(name)) WHERE deleted_at IS NULL;
CREATE INDEX customer_emails_mail_key ON customer_emails (customer_mail_key(address));

-- Pairs that may be one person, the smaller id first; "not the same" is remembered.
CREATE TABLE customer_duplicates (
    customer_id  uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    other_id     uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    score        double precision NOT NULL CONSTRAINT customer_duplicates_score_range CHECK (score BETWEEN 0 AND 1),
    reasons      jsonb NOT NULL,                 -- [{"kind": "phone", "value": "8613800138000"}]
    found_at     timestamptz NOT NULL,
    dismissed_at timestamptz,
    dismissed_by uuid REFERENCES users ON DELETE SET NULL,
    PRIMARY KEY (customer_id, other_id),
    CONSTRAINT customer_duplicates_ordered CHECK (customer_id < other_id)
);
CREATE INDEX customer_duplicates_by_other ON customer_duplicates (other_id);
CREATE INDEX customer_duplicates_likeliest ON customer_duplicates (score DESC, customer_id, other_id)
    WHERE dismissed_at IS NULL;

-- A merged record stays as a signpost to the kept one: its id goes on leading somewhere.
ALTER TABLE customers ADD COLUMN merged_into_id uuid CONSTRAINT customers_merged_into_fkey REFERENCES customers;
ALTER TABLE customers ADD CONSTRAINT customers_merged_is_hidden CHECK (merged_into_id IS NULL OR deleted_at IS NOT NULL);
CREATE INDEX customers_merged_into ON customers (merged_into_id) WHERE merged_into_id IS NOT NULL;

-- The record an id leads to today; NULL when there never was one.
CREATE FUNCTION kept_customer(customer uuid) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE way AS (
        SELECT c.id, c.merged_into_id FROM public.customers AS c WHERE c.id = customer
        UNION
        SELECT c.id, c.merged_into_id FROM way JOIN public.customers AS c ON c.id = way.merged_into_id
    )
    SELECT way.id FROM way WHERE way.merged_into_id IS NULL
$$;

CREATE TABLE customer_merges (
    id             uuid PRIMARY KEY,
    kept_id        uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    merged_id      uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    merged_name    text NOT NULL,
    before         jsonb NOT NULL,               -- fields, addresses, numbers and consents of both before
    after          jsonb NOT NULL,               -- the kept one's fields after
    moved_count    integer NOT NULL,
    merged_by      uuid REFERENCES users ON DELETE SET NULL,
    merged_by_name text NOT NULL,
    merged_at      timestamptz NOT NULL,
    undone_at      timestamptz,
    undone_by_name text,
    CONSTRAINT customer_merges_two CHECK (kept_id <> merged_id)
);
CREATE INDEX customer_merges_by_kept ON customer_merges (kept_id, merged_at DESC);
CREATE INDEX customer_merges_by_merged ON customer_merges (merged_id);
CREATE INDEX customer_merges_newest ON customer_merges (merged_at DESC, id DESC);

-- Which rows a merge moved, by the rest of their key, so that parting puts back exactly those.
CREATE TABLE customer_merge_moves (
    merge_id    uuid NOT NULL REFERENCES customer_merges ON DELETE CASCADE,
    table_name  text NOT NULL,
    column_name text NOT NULL,
    row_key     jsonb NOT NULL
);
CREATE INDEX customer_merge_moves_by_merge ON customer_merge_moves (merge_id, table_name, column_name);
CREATE FUNCTION customer_merge_moves_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a merge moved is append only';
END $$;
CREATE TRIGGER customer_merge_moves_append_only BEFORE UPDATE ON customer_merge_moves
    FOR EACH ROW EXECUTE FUNCTION customer_merge_moves_refuse_change();
