-- Everything about a person: held back from erasure, erased, and the proof of it.

-- An erased record stays as an empty husk, so that orders and statistics keep their count of people.
ALTER TABLE customers ADD COLUMN erased_at timestamptz;
ALTER TABLE customers ADD CONSTRAINT customers_erased_is_hidden CHECK (erased_at IS NULL OR deleted_at IS NOT NULL);

-- While one stands, nothing about the person may be erased.
CREATE TABLE legal_holds (
    id             uuid PRIMARY KEY,
    customer_id    uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    reason         text NOT NULL CONSTRAINT legal_holds_reason_present CHECK (reason <> ''),
    set_by_name    text NOT NULL,
    set_at         timestamptz NOT NULL,
    lifted_by_name text,
    lifted_at      timestamptz
);
CREATE UNIQUE INDEX legal_holds_one ON legal_holds (customer_id) WHERE lifted_at IS NULL;

-- The proof: when, by whom, how many rows, and the keyed hashes of the identifiers; no personal data. The same lines lie in
-- erasures.jsonl in the data folder, which no restore overwrites.
CREATE TABLE erasures (
    id                uuid PRIMARY KEY,
    at                timestamptz NOT NULL,
    cause             text NOT NULL CONSTRAINT erasures_cause_known CHECK (cause IN ('asked', 'replayed')),
    actor_id          uuid,
    actor_name        text NOT NULL,
    record_ids        uuid[] NOT NULL,            -- the husks that are left
    identifier_hashes text[] NOT NULL,            -- HMAC-SHA256 under the master key
    counts            jsonb NOT NULL,             -- [{"table": "messages", "treatment": "emptied", "count": 12}]
    files             text[] NOT NULL,            -- what has to go from the disk, "mails/<sha256>"
    files_removed_at  timestamptz
);
CREATE INDEX erasures_newest ON erasures (at DESC, id DESC);
CREATE INDEX erasures_with_files ON erasures (at) WHERE files_removed_at IS NULL;

CREATE FUNCTION erasures_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'files_removed_at' = to_jsonb(OLD) - 'files_removed_at' THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'the proof of an erasure is append only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER erasures_append_only BEFORE UPDATE OR DELETE ON erasures
    FOR EACH ROW EXECUTE FUNCTION erasures_refuse_change();
