-- Every mail that came, from the moment its bytes are durable (<data>/mails, under their SHA-256): committed before the
-- mail server is told that we have it. A row outlives its ticket, so that a mail fetched again is known for ever.
CREATE TABLE inbound_mails (
    id            uuid PRIMARY KEY,
    arrival       bigint NOT NULL GENERATED ALWAYS AS IDENTITY, -- mails of one mailbox are worked off in this order
    inbox_id      uuid NOT NULL REFERENCES inboxes,
    source        text NOT NULL CONSTRAINT inbound_mails_source_known CHECK (source IN ('imap', 'http', 'lmtp', 'mbox')),
    folder        text NOT NULL DEFAULT '',
    uidvalidity   bigint,
    uid           bigint,
    envelope_from text,                         -- '' is the null sender of reports
    envelope_to   text[] NOT NULL DEFAULT '{}',
    sha256        text NOT NULL,
    size_bytes    bigint NOT NULL,
    received_at   timestamptz NOT NULL,
    -- stored: waits to be read; processed: is a message; duplicate: was one already; ignored: is our own coming back;
    -- failed: could not be read, a ticket with the file says so.
    state         text NOT NULL DEFAULT 'stored' CONSTRAINT inbound_mails_state_known
                  CHECK (state IN ('stored', 'processed', 'duplicate', 'ignored', 'failed')),
    attempts      integer NOT NULL DEFAULT 0,
    due_at        timestamptz NOT NULL DEFAULT '-infinity',
    lease_until   timestamptz,
    error         text,
    processed_at  timestamptz,
    -- As read; NULL until then.
    message_id    text,                         -- its own, or <hash> for a mail without one
    delivery_key  text,                         -- message_id; longer for another mail under the same id
    content_hash  text,                         -- of text, HTML and files, whatever the way here added
    sent_at       timestamptz,
    from_address  text,
    from_name     text NOT NULL DEFAULT '',
    subject       text NOT NULL DEFAULT '',
    details       jsonb,                        -- recipients, fold, machine signs, report, what could not be read
    ticket_id     uuid REFERENCES tickets ON DELETE SET NULL,
    seq           bigint,
    opened        boolean NOT NULL DEFAULT false, -- whether it made its ticket
    explanation   jsonb                         -- {"rule", "detail"}: why it is where it is
);
CREATE UNIQUE INDEX inbound_mails_place_unique ON inbound_mails (inbox_id, folder, uidvalidity, uid);
CREATE UNIQUE INDEX inbound_mails_content_unique ON inbound_mails (inbox_id, sha256);
CREATE UNIQUE INDEX inbound_mails_delivery_unique ON inbound_mails (inbox_id, delivery_key) WHERE state = 'processed';
CREATE INDEX inbound_mails_waiting ON inbound_mails (inbox_id, arrival) WHERE state = 'stored';
CREATE INDEX inbound_mails_newest ON inbound_mails (received_at DESC, id DESC);
CREATE INDEX inbound_mails_by_message_id ON inbound_mails (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX inbound_mails_by_ticket ON inbound_mails (ticket_id, seq) WHERE ticket_id IS NOT NULL;
CREATE INDEX inbound_mails_by_sender ON inbound_mails (lower(from_address), processed_at);

-- What a program that hands mail over by HTTP proves itself with: SHA-256 of the token, which was shown once.
ALTER TABLE inboxes ADD COLUMN inbound_token_hash bytea;

-- The mailbox answers leave by; NULL: nothing of this ticket goes out by mail.
ALTER TABLE tickets ADD COLUMN reply_mailbox_id uuid REFERENCES inboxes ON DELETE SET NULL;

-- Which message a Message-ID names, theirs and ours: what an answer quotes leads to its ticket.
CREATE TABLE mail_message_ids (
    message_id text NOT NULL,
    inbox_id   uuid NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    ticket_id  uuid NOT NULL REFERENCES tickets ON DELETE CASCADE,
    seq        bigint NOT NULL,
    direction  text NOT NULL CONSTRAINT mail_message_ids_direction_known CHECK (direction IN ('in', 'out')),
    PRIMARY KEY (message_id, ticket_id, seq)
);
CREATE INDEX mail_message_ids_by_ticket ON mail_message_ids (ticket_id, seq);

-- Who else writes in a ticket by mail, beside its customer.
CREATE TABLE ticket_mail_participants (
    ticket_id uuid NOT NULL REFERENCES tickets ON DELETE CASCADE,
    address   text NOT NULL,                    -- lower case
    name      text NOT NULL DEFAULT '',
    role      text NOT NULL CONSTRAINT ticket_mail_participants_role_known CHECK (role IN ('to', 'cc')),
    added_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (ticket_id, address)
);
CREATE INDEX ticket_mail_participants_by_address ON ticket_mail_participants (address);
