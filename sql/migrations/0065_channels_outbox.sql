-- Mail on its way out. A row is written in the transaction that decides something is sent; the bytes are made once, kept
-- by their hash, and every attempt sends the same ones.
CREATE TABLE outbound_mails (
    id              uuid PRIMARY KEY,
    inbox_id        uuid NOT NULL REFERENCES inboxes ON DELETE CASCADE,  -- the mailbox it leaves by
    conversation_id uuid NOT NULL REFERENCES tickets ON DELETE CASCADE,
    message_seq     bigint,                         -- the message it carries; NULL when it is none
    message_id      uuid NOT NULL,                  -- names the mail in its Message-ID
    purpose         text NOT NULL CONSTRAINT outbound_mails_purpose_known
                    CHECK (purpose IN ('reply', 'acknowledgement', 'survey', 'unread_chat', 'transcript')),
    state           text NOT NULL DEFAULT 'queued' CONSTRAINT outbound_mails_state_known
                    CHECK (state IN ('queued', 'sending', 'retry', 'uncertain', 'sent', 'failed')),
    content         jsonb,                          -- an automatic mail as asked for; NULL: made from the message
    recipients      jsonb,                          -- {to, cc, bcc} as an agent chose; NULL: as the conversation says
    subject         text NOT NULL DEFAULT '',
    from_address    text NOT NULL DEFAULT '',
    envelope_from   text,                           -- '' is the null sender; NULL until composed
    mail_message_id text,                           -- Message-ID with its angle brackets; NULL until composed
    sha256          text,                           -- of the bytes; NULL until composed
    size_bytes      bigint,
    attempts        integer NOT NULL DEFAULT 0,
    doubts          integer NOT NULL DEFAULT 0,     -- attempts that ended without an answer
    next_at         timestamptz,                    -- the next attempt; NULL: none by itself
    attempted_at    timestamptz,
    lease           uuid,                           -- the node that works on it …
    lease_until     timestamptz,                    -- … and when it is taken for dead
    transmitting    boolean NOT NULL DEFAULT false, -- the other server may have got it under this lease
    last_code       integer,
    last_text       text NOT NULL DEFAULT '',       -- what the other server said last
    created_at      timestamptz NOT NULL,
    queued_at       timestamptz NOT NULL,           -- from here the 48 hours of trying count
    settled_at      timestamptz,                    -- when it was sent or given up
    CONSTRAINT outbound_mails_lease_while_sending CHECK ((state = 'sending') = (lease IS NOT NULL))
);
CREATE INDEX outbound_mails_due ON outbound_mails (inbox_id, next_at) WHERE state IN ('queued', 'retry', 'uncertain');
CREATE INDEX outbound_mails_sending ON outbound_mails (lease_until) WHERE state = 'sending';
CREATE INDEX outbound_mails_attempted ON outbound_mails (inbox_id, attempted_at DESC) WHERE attempted_at IS NOT NULL;
CREATE INDEX outbound_mails_by_message ON outbound_mails (conversation_id, message_seq);
CREATE INDEX outbound_mails_newest ON outbound_mails (created_at DESC, id DESC);
CREATE UNIQUE INDEX outbound_mails_one_reply ON outbound_mails (conversation_id, message_seq) WHERE purpose = 'reply';
CREATE UNIQUE INDEX outbound_mails_one_acknowledgement ON outbound_mails (conversation_id)
    WHERE purpose = 'acknowledgement';
CREATE INDEX outbound_mails_by_name ON outbound_mails (mail_message_id) WHERE mail_message_id IS NOT NULL;

-- A note never leaves the company, whoever writes the row and however: after the statement, because the message may be
-- stored by the same one.
CREATE FUNCTION outbound_mails_refuse_private() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.messages AS m
        WHERE m.ticket_id = NEW.conversation_id AND m.seq = NEW.message_seq AND (m.private OR m.kind <> 'reply'))
    THEN
        RAISE EXCEPTION 'a private message may not be mailed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'outbound_mails_public_only';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER outbound_mails_public_only AFTER INSERT OR UPDATE OF conversation_id, message_seq ON outbound_mails
    FOR EACH ROW WHEN (NEW.message_seq IS NOT NULL) EXECUTE FUNCTION outbound_mails_refuse_private();

CREATE TABLE outbound_recipients (
    mail_id uuid NOT NULL REFERENCES outbound_mails ON DELETE CASCADE,
    place   integer NOT NULL,
    role    text NOT NULL CONSTRAINT outbound_recipients_role_known CHECK (role IN ('to', 'cc', 'bcc')),
    name    text NOT NULL DEFAULT '',
    address text NOT NULL,
    state   text NOT NULL DEFAULT 'queued' CONSTRAINT outbound_recipients_state_known CHECK (
                state IN ('queued', 'sent', 'failed', 'suppressed', 'bounced', 'delayed', 'delivered', 'read', 'complained')),
    detail  text NOT NULL DEFAULT '',
    at      timestamptz NOT NULL,
    PRIMARY KEY (mail_id, place)
);
CREATE INDEX outbound_recipients_by_address ON outbound_recipients (lower(address), at DESC);

-- Addresses nothing automatic is sent to any more, in lower case.
CREATE TABLE suppressed_addresses (
    address    text PRIMARY KEY CONSTRAINT suppressed_addresses_lower_case CHECK (address = lower(address)),
    reason     text NOT NULL CONSTRAINT suppressed_addresses_reason_known CHECK (reason IN ('undeliverable', 'complaint')),
    detail     text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL
);

-- How sending stands at each mailbox: while something is wrong with the mailbox itself its queue rests, and one mail now
-- and then tries whether it works again.
CREATE TABLE outbound_mailboxes (
    inbox_id            uuid PRIMARY KEY REFERENCES inboxes ON DELETE CASCADE,
    stopped_at          timestamptz,
    fault               text,                       -- such as 'certificate', 'sign_in'
    fault_text          text NOT NULL DEFAULT '',
    probe_at            timestamptz,
    last_success_at     timestamptz,
    refuses_null_sender boolean NOT NULL DEFAULT false
);
