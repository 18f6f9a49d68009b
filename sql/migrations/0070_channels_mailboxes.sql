-- What a mailbox signs in with, each text sealed with the master key; never shown again to anybody.
CREATE TABLE mailbox_secrets (
    inbox_id           uuid PRIMARY KEY REFERENCES inboxes ON DELETE CASCADE,
    imap_password      bytea,
    smtp_password      bytea,
    client_secret      bytea,
    refresh_token      bytea,
    access_token       bytea,
    access_token_until timestamptz,
    refreshing_until   timestamptz,             -- some node asks for a new access token until then
    version            bigint NOT NULL DEFAULT 1 -- grows when somebody enters other secrets: connections begin anew
);

-- How fetching stands at each mailbox, and which node reads it: one at a time.
CREATE TABLE mailbox_states (
    inbox_id        uuid PRIMARY KEY REFERENCES inboxes ON DELETE CASCADE,
    lease           uuid,
    lease_until     timestamptz,
    state           text NOT NULL DEFAULT 'connecting' CONSTRAINT mailbox_states_state_known
                    CHECK (state IN ('connecting', 'connected', 'failing')),
    last_success_at timestamptz,
    last_error_code text,                       -- NULL while the last attempt went well
    last_error      text,
    last_error_at   timestamptz,
    begun_at        timestamptz NOT NULL DEFAULT now() -- the first attempt: without any success the alarm counts from here
);

-- How far each folder was read. A folder's numbers are good for one UIDVALIDITY only (RFC 3501 section 2.3.1.1).
CREATE TABLE mailbox_folders (
    inbox_id      uuid NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    folder        text NOT NULL,
    uidvalidity   bigint NOT NULL,
    last_uid      bigint NOT NULL,
    failed_uid    bigint,                       -- a mail the server would not give …
    failed_tries  integer NOT NULL DEFAULT 0,   -- … and how often it was asked for
    updated_at    timestamptz NOT NULL,
    PRIMARY KEY (inbox_id, folder, uidvalidity)
);
