-- Who changed what: append only. The trigger refuses every change, whatever the role of the connection.
CREATE TABLE audit_entries (
    id             uuid PRIMARY KEY,
    -- The order of the chain below: given at the insert, under the table's lock, which sealing waits for.
    number         bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_entries_number_unique UNIQUE,
    at             timestamptz NOT NULL DEFAULT now(),
    actor_kind     text NOT NULL CONSTRAINT audit_entries_actor_known
                   CHECK (actor_kind IN ('user', 'api_key', 'customer', 'system')),
    actor_id       uuid,
    actor_name     text NOT NULL DEFAULT '',
    action         text NOT NULL,
    subject_kind   text NOT NULL,
    subject_id     uuid,
    changes        jsonb NOT NULL DEFAULT '{}',
    remote_address text
);
CREATE INDEX audit_entries_newest ON audit_entries (at DESC, id DESC);
CREATE INDEX audit_entries_by_subject ON audit_entries (subject_id, at DESC);
CREATE INDEX audit_entries_by_actor ON audit_entries (actor_id, at DESC);

CREATE FUNCTION audit_entries_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse_change();

-- A chain over the entries: each seal covers the entries since the one before, so a change behind our back shows.
CREATE TABLE audit_seals (
    number         integer PRIMARY KEY,
    through_number bigint NOT NULL,        -- the last entry it covers
    entry_count    integer NOT NULL CONSTRAINT audit_seals_entry_count_positive CHECK (entry_count > 0),
    digest         bytea NOT NULL,         -- SHA-256 (previous digest, entries in order of number)
    created_at     timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse_change();

-- The digest of the entries after one number and through another, on top of the digest before; NULL without entries.
CREATE FUNCTION audit_digest(previous bytea, after_number bigint, through bigint) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(previous || convert_to(string_agg(
        jsonb_build_array(
            number, id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), actor_kind, actor_id, actor_name,
            action, subject_kind, subject_id, changes, remote_address)::text,
        E'\n' ORDER BY number), 'UTF8'))
    FROM audit_entries
    WHERE number > after_number AND number <= through
$$;
