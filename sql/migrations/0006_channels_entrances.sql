CREATE TABLE office_hours (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CONSTRAINT office_hours_name_present CHECK (name <> ''),
    time_zone  text NOT NULL,
    days       jsonb NOT NULL,                  -- {"mon": [["09:00","12:30"],["13:30","18:00"]], …}
    holidays   jsonb NOT NULL DEFAULT '[]',     -- [{"date","name","working","windows"?}]: make-up working days too
    created_at timestamptz NOT NULL DEFAULT now(),
    version    integer NOT NULL DEFAULT 1
);

-- One configured entrance each: a chat widget, a form, a mailbox, a phone line, an API channel.
CREATE TABLE inboxes (
    id              uuid PRIMARY KEY,
    key             text NOT NULL CONSTRAINT inboxes_key_unique UNIQUE,
    kind            text NOT NULL CONSTRAINT inboxes_kind_known
                    CHECK (kind IN ('chat', 'form', 'email', 'phone', 'api')),
    name            text NOT NULL CONSTRAINT inboxes_name_present CHECK (name <> ''),
    enabled         boolean NOT NULL DEFAULT true,
    team_id         uuid REFERENCES teams ON DELETE SET NULL,
    settings        jsonb NOT NULL DEFAULT '{}',
    identity_secret bytea,                      -- sealed with the master key
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    version         integer NOT NULL DEFAULT 1
);

-- Someone with the widget open: a 128-bit secret per inbox, tied to a customer from the first message on.
CREATE TABLE visitors (
    id           uuid PRIMARY KEY,
    inbox_id     uuid NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    token_hash   bytea NOT NULL CONSTRAINT visitors_token_unique UNIQUE,
    customer_id  uuid REFERENCES customers ON DELETE CASCADE,
    verified     boolean NOT NULL DEFAULT false, -- came with the shop's signed identity
    name         text NOT NULL DEFAULT '',
    email        text,                           -- as typed: never a key to anybody's history
    phone        text,
    locale       text NOT NULL DEFAULT 'en',
    page_url     text NOT NULL DEFAULT '',
    user_agent   text NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX visitors_by_customer ON visitors (customer_id);

-- Files by content: the bytes lie under their SHA-256 outside every web root; a name is only data.
CREATE TABLE attachments (
    id           uuid PRIMARY KEY,
    sha256       text NOT NULL,
    name         text NOT NULL,
    content_type text NOT NULL,
    size_bytes   bigint NOT NULL,
    width        integer,
    height       integer,
    owner_kind   text NOT NULL,                 -- 'user', 'visitor', 'form', 'api_key': who may put it on a message
    owner_id     uuid,
    ticket_id    uuid,                          -- set once, when a message takes it
    private      boolean NOT NULL DEFAULT false,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX attachments_by_ticket ON attachments (ticket_id);
CREATE INDEX attachments_unused ON attachments (created_at) WHERE ticket_id IS NULL;
CREATE INDEX attachments_by_content ON attachments (sha256);
