-- What reports read instead of every ticket: prepared by a job, one row per day (company's time zone), agent, team, channel
-- and inbox. What counts on which day stands in the views of schema report the rows are made of. Lengths of time are kept one
-- by one, in seconds as float8send writes them and in order, so that a median over any days is exact.
CREATE TABLE volume_days (
    day            date NOT NULL,
    agent_id       uuid,
    team_id        uuid,
    channel        text,
    inbox_id       uuid,
    created_count  bigint NOT NULL,
    solved_count   bigint NOT NULL,
    reopened_count bigint NOT NULL,
    CONSTRAINT volume_days_once UNIQUE NULLS NOT DISTINCT (day, agent_id, team_id, channel, inbox_id)
);
CREATE TABLE message_day_counts (
    day           date NOT NULL,
    agent_id      uuid,
    team_id       uuid,
    channel       text,
    inbox_id      uuid,
    message_count bigint NOT NULL,
    CONSTRAINT message_day_counts_once UNIQUE NULLS NOT DISTINCT (day, agent_id, team_id, channel, inbox_id)
);
CREATE TABLE first_response_days (
    day              date NOT NULL,
    agent_id         uuid,
    team_id          uuid,
    channel          text,
    inbox_id         uuid,
    seconds          bytea NOT NULL,
    unanswered_count bigint NOT NULL,
    CONSTRAINT first_response_days_once UNIQUE NULLS NOT DISTINCT (day, agent_id, team_id, channel, inbox_id)
);
CREATE TABLE resolution_days (
    day      date NOT NULL,
    agent_id uuid,
    team_id  uuid,
    channel  text,
    inbox_id uuid,
    seconds  bytea NOT NULL,
    CONSTRAINT resolution_days_once UNIQUE NULLS NOT DISTINCT (day, agent_id, team_id, channel, inbox_id)
);
CREATE TABLE csat_days (
    day             date NOT NULL,
    agent_id        uuid,
    team_id         uuid,
    channel         text,
    inbox_id        uuid,
    band            text,                            -- predicted before the question; it never changes afterwards
    sent_count      bigint NOT NULL,
    answered_count  bigint NOT NULL,
    satisfied_count bigint NOT NULL,
    rating_sum      bigint NOT NULL,
    CONSTRAINT csat_days_once UNIQUE NULLS NOT DISTINCT (day, agent_id, team_id, channel, inbox_id, band)
);

-- The days were cut in this zone; after a change of it, or without a row, nothing above is to be believed.
CREATE TABLE workload_days_state (
    singleton boolean PRIMARY KEY DEFAULT true CONSTRAINT workload_days_state_single CHECK (singleton),
    time_zone text NOT NULL
);

-- Days of which something has changed since they were prepared; the job takes the rows away when it prepares them again.
-- Nothing here is unique, so two tickets of one day never wait for each other.
CREATE TABLE workload_changes (
    id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    day date NOT NULL
);
CREATE INDEX workload_changes_by_day ON workload_changes (day);

CREATE FUNCTION workload_day(moment timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (moment AT TIME ZONE COALESCE((SELECT p.time_zone FROM public.company_profile AS p), 'UTC'))::date
$$;

CREATE FUNCTION workload_ticket_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO public.workload_changes (day) VALUES (public.workload_day(NEW.created_at));
        IF NEW.solved_at IS NOT NULL THEN
            INSERT INTO public.workload_changes (day) VALUES (public.workload_day(NEW.solved_at));
        END IF;
    END IF;
    IF TG_OP = 'INSERT' THEN RETURN NULL; END IF;
    IF TG_OP = 'DELETE' OR OLD.created_at <> NEW.created_at THEN
        INSERT INTO public.workload_changes (day) VALUES (public.workload_day(OLD.created_at));
    END IF;
    IF OLD.solved_at IS NOT NULL THEN
        INSERT INTO public.workload_changes (day) VALUES (public.workload_day(OLD.solved_at));
    END IF;
    -- What happened to the ticket stands under its channel and inbox.
    IF TG_OP = 'UPDATE' AND (OLD.channel, OLD.inbox_id) IS DISTINCT FROM (NEW.channel, NEW.inbox_id) THEN
        INSERT INTO public.workload_changes (day)
        SELECT public.workload_day(c.at) FROM public.ticket_status_changes AS c WHERE c.ticket_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER workload_note_insert AFTER INSERT ON tickets
    FOR EACH ROW EXECUTE FUNCTION workload_ticket_note();
CREATE TRIGGER workload_note_delete AFTER DELETE ON tickets
    FOR EACH ROW EXECUTE FUNCTION workload_ticket_note();
-- A further message changes none of these, so storing one costs nothing more.
CREATE TRIGGER workload_note_update
    AFTER UPDATE OF status, assignee_id, team_id, channel, inbox_id, created_at, first_response_at, first_responder_id, solved_at,
        solved_by_id, last_customer_seq ON tickets
    FOR EACH ROW WHEN (
        (OLD.status IN ('solved', 'closed'), OLD.assignee_id, OLD.team_id, OLD.channel, OLD.inbox_id, OLD.created_at,
            OLD.first_response_at, OLD.first_responder_id, OLD.solved_at, OLD.solved_by_id, OLD.last_customer_seq > 0)
        IS DISTINCT FROM
        (NEW.status IN ('solved', 'closed'), NEW.assignee_id, NEW.team_id, NEW.channel, NEW.inbox_id, NEW.created_at,
            NEW.first_response_at, NEW.first_responder_id, NEW.solved_at, NEW.solved_by_id, NEW.last_customer_seq > 0))
    EXECUTE FUNCTION workload_ticket_note();

-- The others once per statement, by the column that holds the moment.
CREATE FUNCTION workload_turns_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.workload_changes (day) SELECT DISTINCT public.workload_day(c.at) FROM changed AS c;
    RETURN NULL;
END $$;
CREATE TRIGGER workload_note_insert AFTER INSERT ON ticket_status_changes REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION workload_turns_note();
CREATE TRIGGER workload_note_update_new AFTER UPDATE ON ticket_status_changes REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION workload_turns_note();
CREATE TRIGGER workload_note_update_old AFTER UPDATE ON ticket_status_changes REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION workload_turns_note();
CREATE TRIGGER workload_note_delete AFTER DELETE ON ticket_status_changes REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION workload_turns_note();

CREATE FUNCTION workload_questions_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.workload_changes (day) SELECT DISTINCT public.workload_day(c.sent_at) FROM changed AS c;
    RETURN NULL;
END $$;
CREATE TRIGGER workload_note_insert AFTER INSERT ON survey_invitations REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION workload_questions_note();
CREATE TRIGGER workload_note_update_new AFTER UPDATE ON survey_invitations REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION workload_questions_note();
CREATE TRIGGER workload_note_update_old AFTER UPDATE ON survey_invitations REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION workload_questions_note();
CREATE TRIGGER workload_note_delete AFTER DELETE ON survey_invitations REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION workload_questions_note();

-- An answer belongs to the day of its question; with the question gone, that has told already.
CREATE FUNCTION workload_answers_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.workload_changes (day)
    SELECT DISTINCT public.workload_day(i.sent_at)
    FROM public.survey_invitations AS i
    WHERE i.id IN (SELECT c.invitation_id FROM changed AS c);
    RETURN NULL;
END $$;
CREATE TRIGGER workload_note_insert AFTER INSERT ON survey_answers REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION workload_answers_note();
CREATE TRIGGER workload_note_update AFTER UPDATE ON survey_answers REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION workload_answers_note();
CREATE TRIGGER workload_note_delete AFTER DELETE ON survey_answers REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION workload_answers_note();

CREATE FUNCTION workload_messages_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.workload_changes (day) SELECT DISTINCT c.day FROM changed AS c;
    RETURN NULL;
END $$;
CREATE TRIGGER workload_note_insert AFTER INSERT ON message_days REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION workload_messages_note();
CREATE TRIGGER workload_note_update_new AFTER UPDATE ON message_days REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION workload_messages_note();
CREATE TRIGGER workload_note_update_old AFTER UPDATE ON message_days REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION workload_messages_note();
CREATE TRIGGER workload_note_delete AFTER DELETE ON message_days REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION workload_messages_note();
