-- The company that uses Deskbell: exactly one row per database.
CREATE TABLE company_profile (
    singleton  boolean PRIMARY KEY DEFAULT true CONSTRAINT company_profile_single CHECK (singleton),
    name       text NOT NULL,
    time_zone  text NOT NULL DEFAULT 'UTC',
    locale     text NOT NULL DEFAULT 'en',
    currency   text NOT NULL DEFAULT 'CNY',
    epoch      uuid NOT NULL DEFAULT gen_random_uuid(),  -- changes when the store may have gone back in time
    is_demo    boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    version    integer NOT NULL DEFAULT 1
);

CREATE TABLE users (
    id            uuid PRIMARY KEY,
    name          text NOT NULL CONSTRAINT users_name_present CHECK (name <> ''),
    email         text NOT NULL,
    role          text NOT NULL CONSTRAINT users_role_known CHECK (role IN ('owner', 'supervisor', 'agent')),
    ticket_scope  text NOT NULL DEFAULT 'all'
                  CONSTRAINT users_ticket_scope_known CHECK (ticket_scope IN ('all', 'team', 'own')),
    password_hash text,                    -- argon2id by libsodium; NULL until the invitation is accepted
    locale        text NOT NULL DEFAULT 'en',
    time_zone     text,
    capacity      integer NOT NULL DEFAULT 5 CONSTRAINT users_capacity_positive CHECK (capacity > 0),
    active        boolean NOT NULL DEFAULT true,
    last_seen_at  timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    version       integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX users_email_unique ON users (lower(email));

CREATE TABLE teams (
    id          uuid PRIMARY KEY,
    name        text NOT NULL CONSTRAINT teams_name_present CHECK (name <> ''),
    description text NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL DEFAULT now(),
    version     integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX teams_name_unique ON teams (lower(name));

CREATE TABLE team_members (
    team_id uuid NOT NULL REFERENCES teams ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    PRIMARY KEY (team_id, user_id)
);
CREATE INDEX team_members_by_user ON team_members (user_id);

-- Tokens are random and only their SHA-256 is kept.
CREATE TABLE sessions (
    id             uuid PRIMARY KEY,
    user_id        uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    token_hash     bytea NOT NULL CONSTRAINT sessions_token_unique UNIQUE,
    remote_address text NOT NULL DEFAULT '',
    user_agent     text NOT NULL DEFAULT '',
    created_at     timestamptz NOT NULL DEFAULT now(),
    last_used_at   timestamptz NOT NULL DEFAULT now(),
    expires_at     timestamptz NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE invitations (
    id          uuid PRIMARY KEY,
    user_id     uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    token_hash  bytea NOT NULL CONSTRAINT invitations_token_unique UNIQUE,
    expires_at  timestamptz NOT NULL,
    accepted_at timestamptz,
    revoked_at  timestamptz,
    created_at  timestamptz NOT NULL DEFAULT now()
);
-- At most one link per person opens the door; a newer one revokes it.
CREATE UNIQUE INDEX invitations_one_pending ON invitations (user_id) WHERE accepted_at IS NULL AND revoked_at IS NULL;

CREATE TABLE api_keys (
    id           uuid PRIMARY KEY,
    name         text NOT NULL CONSTRAINT api_keys_name_present CHECK (name <> ''),
    scopes       text[] NOT NULL,
    key_hash     bytea NOT NULL CONSTRAINT api_keys_key_unique UNIQUE,
    created_by   uuid NOT NULL REFERENCES users,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now()
);

-- Failed sign-ins (entered before the password is checked and struck off when it was right), by account and by address, for a delay that grows and is never a lock-out.
CREATE TABLE sign_in_failures (
    attempt_id uuid NOT NULL,              -- one attempt has a row for its account and one for its address
    subject    text NOT NULL,              -- 'account:<sha256 of email>' or 'address:<ip>'
    failed_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (attempt_id, subject)
);
CREATE INDEX sign_in_failures_by_subject ON sign_in_failures (subject, failed_at);
