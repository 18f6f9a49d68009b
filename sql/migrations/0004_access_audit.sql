-- Who changed what: append only. The trigger refuses every change, whatever the role of the connection.
CREATE TABLE audit_entries (
    id             uuid PRIMARY KEY,
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
    number      integer PRIMARY KEY,
    through_at  timestamptz NOT NULL,
    through_id  uuid NOT NULL,
    entry_count integer NOT NULL,
    digest      bytea NOT NULL,            -- SHA-256 (previous digest, entries in order)
    created_at  timestamptz NOT NULL DEFAULT now()
);
