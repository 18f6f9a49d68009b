-- The key pair browsers' push services know us by (RFC 8292), made once; the private part is sealed with the master key.
CREATE TABLE push_keys (
    single      boolean PRIMARY KEY DEFAULT true CONSTRAINT push_keys_single CHECK (single),
    public_key  bytea NOT NULL,
    private_key bytea NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now()
);

-- One browser of one member of staff; signing out there ends it with the session.
CREATE TABLE push_subscriptions (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    session_id   uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    endpoint     text NOT NULL CONSTRAINT push_subscriptions_endpoint_unique UNIQUE,
    browser_key  bytea NOT NULL,                -- its p256dh
    secret       bytea NOT NULL,                -- its auth, sealed with the master key
    excerpt      boolean NOT NULL DEFAULT true, -- whether the beginning of a message is pushed
    user_agent   text NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX push_subscriptions_by_user ON push_subscriptions (user_id, created_at);
CREATE INDEX push_subscriptions_by_session ON push_subscriptions (session_id);
