-- Background work that survives a restart. A row is deleted when its job is done.
CREATE TABLE jobs (
    id          bigint GENERATED ALWAYS AS IDENTITY,
    name        text NOT NULL,
    key         text,                                -- at most one job of a name and key waits
    payload     jsonb NOT NULL,
    run_at      timestamptz NOT NULL,                -- -infinity: at once
    attempts    integer NOT NULL DEFAULT 0,
    lease       uuid,                                -- the node that works on it …
    lease_until timestamptz,                         -- … and when it is taken for dead
    last_error  text,
    died_at     timestamptz,                         -- failed too often; kept for people to look at
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT jobs_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX jobs_waiting_key ON jobs (name, key)
    WHERE key IS NOT NULL AND lease_until IS NULL AND died_at IS NULL;
CREATE INDEX jobs_due ON jobs (run_at, id) WHERE died_at IS NULL;

-- Work repeated at an interval, by one node at a time.
CREATE TABLE schedules (
    name        text NOT NULL,
    next_at     timestamptz NOT NULL,
    lease       uuid,
    lease_until timestamptz,
    CONSTRAINT schedules_pkey PRIMARY KEY (name)
);
