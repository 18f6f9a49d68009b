-- A report sent by mail again and again: what it shows, when, to whom, by which mailbox.
CREATE TABLE report_schedules (
    id          uuid PRIMARY KEY,
    report      text NOT NULL,
    group_by    text NOT NULL,
    period_days integer NOT NULL CONSTRAINT report_schedules_period CHECK (period_days BETWEEN 1 AND 400),
    agent_id    uuid REFERENCES users ON DELETE CASCADE,
    team_id     uuid REFERENCES teams ON DELETE CASCADE,
    channel     text,
    cadence     text NOT NULL CONSTRAINT report_schedules_cadence CHECK (cadence IN ('day', 'week', 'month')),
    weekday     integer CONSTRAINT report_schedules_weekday CHECK (weekday BETWEEN 1 AND 7),       -- 1 is Monday
    month_day   integer CONSTRAINT report_schedules_month_day CHECK (month_day BETWEEN 1 AND 31),  -- the last day of shorter months
    at_time     time NOT NULL,                  -- on the company's clock
    inbox_id    uuid NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    recipients  text[] NOT NULL CONSTRAINT report_schedules_recipients_some CHECK (cardinality(recipients) > 0),
    locale      text NOT NULL,
    enabled     boolean NOT NULL DEFAULT true,
    next_at     timestamptz NOT NULL,
    error       text,                           -- why the last try to make the report failed; it is tried again
    created_by  uuid REFERENCES users ON DELETE SET NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    version     integer NOT NULL DEFAULT 1,
    CONSTRAINT report_schedules_day_named CHECK (
        (cadence = 'week') = (weekday IS NOT NULL) AND (cadence = 'month') = (month_day IS NOT NULL))
);
CREATE INDEX report_schedules_due ON report_schedules (next_at) WHERE enabled;

-- One sending: written in the transaction that queues its mails, so a due time is never sent twice. A sending somebody
-- asked for by hand has no due time.
CREATE TABLE report_sendings (
    id          uuid PRIMARY KEY,
    schedule_id uuid NOT NULL REFERENCES report_schedules ON DELETE CASCADE,
    due_at      timestamptz,
    sent_at     timestamptz NOT NULL,
    mails       jsonb NOT NULL,                 -- [{"address": …, "mail_id": … or null, "refused": … or null}]
    CONSTRAINT report_sendings_once UNIQUE (schedule_id, due_at)
);
CREATE INDEX report_sendings_newest ON report_sendings (schedule_id, sent_at DESC);

-- Such a mail belongs to no ticket: its conversation is the schedule. Of the others the ticket is known as before.
ALTER TABLE outbound_mails
    DROP CONSTRAINT outbound_mails_conversation_id_fkey,
    DROP CONSTRAINT outbound_mails_purpose_known,
    ADD CONSTRAINT outbound_mails_purpose_known
        CHECK (purpose IN ('reply', 'acknowledgement', 'survey', 'unread_chat', 'transcript', 'report')),
    ADD COLUMN of_ticket_id uuid GENERATED ALWAYS AS (CASE WHEN purpose <> 'report' THEN conversation_id END) STORED
        CONSTRAINT outbound_mails_of_ticket_fkey REFERENCES tickets ON DELETE CASCADE;
CREATE INDEX outbound_mails_by_ticket ON outbound_mails (of_ticket_id);
