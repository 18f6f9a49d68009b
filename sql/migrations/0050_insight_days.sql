-- What reports read instead of a million messages: prepared by a job, one row per ticket and finished day.
-- A message's day is that of the company's time zone; a change of zone makes the job prepare everything again. Agent and
-- team are those responsible for the ticket when the day was prepared.
CREATE TABLE message_days (
    day           date NOT NULL,
    ticket_id     uuid NOT NULL REFERENCES tickets ON DELETE CASCADE,
    message_count integer NOT NULL CONSTRAINT message_days_count_positive CHECK (message_count > 0),
    agent_id      uuid,
    team_id       uuid,
    channel       text NOT NULL,
    inbox_id      uuid NOT NULL,
    PRIMARY KEY (day, ticket_id)
);
CREATE INDEX message_days_by_ticket ON message_days (ticket_id);

-- Every day before `before_day` is in message_days, cut in `time_zone`.
CREATE TABLE message_days_state (
    singleton  boolean PRIMARY KEY DEFAULT true CONSTRAINT message_days_state_single CHECK (singleton),
    time_zone  text NOT NULL,
    before_day date NOT NULL
);

-- The state of the unsolved tickets at the end of each day. The job overwrites today's picture every few minutes, so the
-- last one of a day stays; a day without a picture is a gap in the report, never a zero.
CREATE TABLE backlog_pictures (
    day      date PRIMARY KEY,
    taken_at timestamptz NOT NULL
);
CREATE TABLE backlog_days (
    day                    date NOT NULL REFERENCES backlog_pictures ON DELETE CASCADE,
    agent_id               uuid,
    team_id                uuid,
    channel                text NOT NULL,
    inbox_id               uuid NOT NULL,
    open_count             integer NOT NULL,
    waiting_count          integer NOT NULL,
    snoozed_count          integer NOT NULL,
    unassigned_count       integer NOT NULL,
    oldest_waiting_seconds bigint,
    CONSTRAINT backlog_days_once UNIQUE NULLS NOT DISTINCT (day, agent_id, team_id, channel, inbox_id)
);
