-- How long what people wrote is kept, per channel; a channel without a row keeps it for ever.
CREATE TABLE retention_rules (
    channel         text PRIMARY KEY CONSTRAINT retention_rules_channel_known
                    CHECK (channel IN ('chat', 'form', 'email', 'phone', 'api')),
    keep_days       integer NOT NULL CONSTRAINT retention_rules_keep_days_range CHECK (keep_days BETWEEN 30 AND 36500),
    updated_by_name text NOT NULL,
    updated_at      timestamptz NOT NULL
);

-- The proof of each run that found something.
CREATE TABLE retention_runs (
    id               uuid PRIMARY KEY,
    at               timestamptz NOT NULL,
    channel          text NOT NULL,
    keep_days        integer NOT NULL,
    ticket_count     integer NOT NULL,
    counts           jsonb NOT NULL,             -- as in erasures
    digest           text NOT NULL,              -- SHA-256 of the tickets' ids in order
    files            text[] NOT NULL,
    files_removed_at timestamptz
);
CREATE INDEX retention_runs_newest ON retention_runs (at DESC, id DESC);
CREATE INDEX retention_runs_with_files ON retention_runs (at) WHERE files_removed_at IS NULL;
CREATE TRIGGER retention_runs_append_only BEFORE UPDATE OR DELETE ON retention_runs
    FOR EACH ROW EXECUTE FUNCTION erasures_refuse_change();

-- Tickets whose words are gone, so that no run looks at them again.
CREATE TABLE retention_tickets (
    ticket_id uuid PRIMARY KEY REFERENCES tickets ON DELETE CASCADE,
    run_id    uuid NOT NULL REFERENCES retention_runs
);
