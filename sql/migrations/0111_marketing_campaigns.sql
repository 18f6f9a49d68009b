-- Mail to the people of a segment.
CREATE TABLE campaigns (
    id             uuid PRIMARY KEY,
    name           text NOT NULL CONSTRAINT campaigns_name_present CHECK (name <> ''),
    segment_id     uuid NOT NULL CONSTRAINT campaigns_segment_fkey REFERENCES segments,
    inbox_id       uuid NOT NULL REFERENCES inboxes,
    content        jsonb NOT NULL,              -- {"a": {"en": {"subject", "body"}, "zh-Hans": …}, "b": … or null}
    throttle       integer NOT NULL CONSTRAINT campaigns_throttle_range CHECK (throttle BETWEEN 1 AND 60000), -- a minute
    window_days    integer NOT NULL CONSTRAINT campaigns_window_range CHECK (window_days BETWEEN 1 AND 90),
    to_complaining boolean NOT NULL DEFAULT false,  -- also to those with an open ticket
    to_leaving     boolean NOT NULL DEFAULT false,  -- also to those likely to leave
    state          text NOT NULL DEFAULT 'draft' CONSTRAINT campaigns_state_known
                   CHECK (state IN ('draft', 'scheduled', 'sending', 'paused', 'done', 'cancelled')),
    send_at        timestamptz CONSTRAINT campaigns_scheduled_with_time CHECK (state <> 'scheduled' OR send_at IS NOT NULL),
    started_at     timestamptz,
    finished_at    timestamptz,
    problem        text,                        -- why the last try to go on failed; it is tried again
    created_by     uuid REFERENCES users ON DELETE SET NULL,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    version        integer NOT NULL DEFAULT 1
);
CREATE INDEX campaigns_newest ON campaigns (created_at DESC, id DESC);
CREATE INDEX campaigns_running ON campaigns (state) WHERE state IN ('scheduled', 'sending');

-- The segment as it was when sending began, and what was decided for each in it.
CREATE TABLE campaign_members (
    campaign_id uuid NOT NULL REFERENCES campaigns ON DELETE CASCADE,
    customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    address     text,
    decision    text NOT NULL CONSTRAINT campaign_members_decision_known CHECK (decision IN ('waiting', 'handed_over',
                    'no_address', 'suppressed', 'opted_out', 'no_consent', 'same_address', 'open_complaint', 'churn_risk')),
    PRIMARY KEY (campaign_id, customer_id)
);
CREATE INDEX campaign_members_waiting ON campaign_members (campaign_id, customer_id) WHERE decision = 'waiting';

-- The ledger: a row is written in the transaction that writes the mail into the outbox, so nobody gets two, whatever is
-- repeated after whatever crash; nor do two who share an address.
CREATE TABLE campaign_sends (
    id          uuid PRIMARY KEY,
    campaign_id uuid NOT NULL REFERENCES campaigns,
    customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    address     text NOT NULL CONSTRAINT campaign_sends_address_lower CHECK (address = lower(address)),
    variant     text NOT NULL CONSTRAINT campaign_sends_variant_known CHECK (variant IN ('a', 'b')),
    locale      text NOT NULL,
    subject     text NOT NULL,
    token       text NOT NULL CONSTRAINT campaign_sends_token_unique UNIQUE,
    mail_id     uuid NOT NULL REFERENCES outbound_mails ON DELETE CASCADE,
    queued_at   timestamptz NOT NULL,
    opened_at   timestamptz,                    -- the first time a person did
    clicked_at  timestamptz,
    opted_out_at timestamptz,
    replied_at  timestamptz,
    CONSTRAINT campaign_sends_once UNIQUE (campaign_id, customer_id),
    CONSTRAINT campaign_sends_address_once UNIQUE (campaign_id, address)
);
CREATE INDEX campaign_sends_by_customer ON campaign_sends (customer_id, queued_at DESC);
CREATE INDEX campaign_sends_by_mail ON campaign_sends (mail_id);
CREATE INDEX campaign_sends_lately ON campaign_sends (campaign_id, queued_at);

-- Where the links of a campaign lead: its links go to exactly these addresses and nowhere else.
CREATE TABLE campaign_links (
    campaign_id uuid NOT NULL REFERENCES campaigns ON DELETE CASCADE,
    place       integer NOT NULL,
    url         text NOT NULL,
    PRIMARY KEY (campaign_id, place)
);

-- Every opening and click, of people and of the machines that read mail before them.
CREATE TABLE campaign_events (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    send_id uuid NOT NULL REFERENCES campaign_sends ON DELETE CASCADE,
    at      timestamptz NOT NULL,
    kind    text NOT NULL CONSTRAINT campaign_events_kind_known CHECK (kind IN ('open', 'click')),
    place   integer,
    machine text CONSTRAINT campaign_events_machine_known CHECK (machine IN ('agent', 'head', 'early', 'all_links'))
);
CREATE INDEX campaign_events_by_send ON campaign_events (send_id, at);

-- Addresses whose owner wants no marketing; only a consent given later lifts it.
CREATE TABLE marketing_optouts (
    address     text PRIMARY KEY CONSTRAINT marketing_optouts_address_lower CHECK (address = lower(address)),
    at          timestamptz NOT NULL,
    campaign_id uuid REFERENCES campaigns ON DELETE SET NULL
);

-- Like a report, a campaign's mail belongs to no ticket: its conversation is the campaign.
ALTER TABLE outbound_mails
    DROP CONSTRAINT outbound_mails_purpose_known,
    ADD CONSTRAINT outbound_mails_purpose_known
        CHECK (purpose IN ('reply', 'acknowledgement', 'survey', 'unread_chat', 'transcript', 'report', 'campaign')),
    DROP COLUMN of_ticket_id;
ALTER TABLE outbound_mails
    ADD COLUMN of_ticket_id uuid GENERATED ALWAYS AS (
        CASE WHEN purpose NOT IN ('report', 'campaign') THEN conversation_id END) STORED
        CONSTRAINT outbound_mails_of_ticket_fkey REFERENCES tickets ON DELETE CASCADE;
CREATE INDEX outbound_mails_by_ticket ON outbound_mails (of_ticket_id);
CREATE INDEX outbound_mails_talk_attempted ON outbound_mails (inbox_id, attempted_at) WHERE purpose <> 'campaign';
