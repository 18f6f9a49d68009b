-- Whose prepared days are not to be believed: those of which something has changed since, or all there are when nothing is
-- prepared or it was cut in another time zone.
-- Every report asks this, so it is written in a language whose plans a session keeps.
CREATE FUNCTION report.changed_workload_days() RETURNS date[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF EXISTS (SELECT FROM workload_days_state AS s JOIN company_profile AS p ON p.time_zone = s.time_zone) THEN
        -- From day to day along the index: a busy day has thousands of rows, and there are few days.
        RETURN ARRAY(
            WITH RECURSIVE changed AS (
                SELECT (SELECT min(c.day) FROM workload_changes AS c) AS day
                UNION ALL
                SELECT (SELECT min(c.day) FROM workload_changes AS c WHERE c.day > changed.day)
                FROM changed
                WHERE changed.day IS NOT NULL
            )
            SELECT changed.day FROM changed WHERE changed.day IS NOT NULL
        );
    END IF;
    RETURN ARRAY(
        SELECT spread.day::date
        FROM (
            SELECT LEAST(
                       (SELECT min(t.created_at) FROM tickets AS t), (SELECT min(t.solved_at) FROM tickets AS t),
                       (SELECT min(c.at) FROM ticket_status_changes AS c),
                       (SELECT min(i.sent_at) FROM survey_invitations AS i),
                       (SELECT min(m.day)::timestamptz FROM message_days AS m)) AS first,
                   GREATEST(
                       (SELECT max(t.created_at) FROM tickets AS t), (SELECT max(t.solved_at) FROM tickets AS t),
                       (SELECT max(c.at) FROM ticket_status_changes AS c),
                       (SELECT max(i.sent_at) FROM survey_invitations AS i),
                       (SELECT max(m.day)::timestamptz FROM message_days AS m)) AS last
        ) AS known
        -- A day more on both sides: the moments are in no zone yet.
        CROSS JOIN generate_series(known.first - interval '1 day', known.last + interval '1 day', interval '1 day')
            AS spread (day)
    );
END $$;

-- Where each of these days begins and ends in the company's time zone.
CREATE FUNCTION report.day_bounds(days date[]) RETURNS TABLE (day date, begins timestamptz, ends timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT d.day, d.day::timestamp AT TIME ZONE p.time_zone, (d.day + 1)::timestamp AT TIME ZONE p.time_zone
    FROM unnest(days) AS d (day)
    CROSS JOIN company_profile AS p
$$;

-- report.volume per day, agent, team, channel and inbox. One plan serves all days: to make one takes longer than to count
-- a day. OFFSET 0 keeps the bounds of a day inside, where an index serves.
CREATE FUNCTION report.volume_days_of(days date[]) RETURNS TABLE (
    day date, agent_id uuid, team_id uuid, channel text, inbox_id uuid, created_count bigint, solved_count bigint,
    reopened_count bigint
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT b.day, v.agent_id, v.team_id, v.channel, v.inbox_id, count(*) FILTER (WHERE v.kind = 'created'),
           count(*) FILTER (WHERE v.kind = 'solved'), count(*) FILTER (WHERE v.kind = 'reopened')
    FROM report.day_bounds(days) AS b
    CROSS JOIN LATERAL (SELECT f.* FROM report.volume AS f WHERE f.at >= b.begins AND f.at < b.ends OFFSET 0) AS v
    GROUP BY b.day, v.agent_id, v.team_id, v.channel, v.inbox_id;
END $$;

-- report.first_response likewise. `seconds`: those of the answered tickets in order, eight bytes each.
CREATE FUNCTION report.first_response_days_of(days date[]) RETURNS TABLE (
    day date, agent_id uuid, team_id uuid, channel text, inbox_id uuid, seconds bytea, unanswered_count bigint
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT b.day, r.agent_id, r.team_id, r.channel, r.inbox_id,
           COALESCE(string_agg(float8send(r.seconds), ''::bytea ORDER BY r.seconds), ''::bytea),
           count(*) - count(r.seconds)
    FROM report.day_bounds(days) AS b
    CROSS JOIN LATERAL (SELECT f.* FROM report.first_response AS f WHERE f.at >= b.begins AND f.at < b.ends OFFSET 0) AS r
    GROUP BY b.day, r.agent_id, r.team_id, r.channel, r.inbox_id;
END $$;

-- report.resolution likewise.
CREATE FUNCTION report.resolution_days_of(days date[]) RETURNS TABLE (
    day date, agent_id uuid, team_id uuid, channel text, inbox_id uuid, seconds bytea
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT b.day, r.agent_id, r.team_id, r.channel, r.inbox_id,
           string_agg(float8send(r.seconds), ''::bytea ORDER BY r.seconds)
    FROM report.day_bounds(days) AS b
    CROSS JOIN LATERAL (SELECT f.* FROM report.resolution AS f WHERE f.at >= b.begins AND f.at < b.ends OFFSET 0) AS r
    GROUP BY b.day, r.agent_id, r.team_id, r.channel, r.inbox_id;
END $$;

-- report.csat likewise, and per predicted band. `rating_sum`: of all ratings.
CREATE FUNCTION report.csat_days_of(days date[]) RETURNS TABLE (
    day date, agent_id uuid, team_id uuid, channel text, inbox_id uuid, band text, sent_count bigint, answered_count bigint,
    satisfied_count bigint, rating_sum bigint
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT b.day, c.agent_id, c.team_id, c.channel, c.inbox_id, c.band, count(*), count(c.rating),
           count(*) FILTER (WHERE c.satisfied), COALESCE(sum(c.rating), 0)
    FROM report.day_bounds(days) AS b
    CROSS JOIN LATERAL (SELECT f.* FROM report.csat AS f WHERE f.at >= b.begins AND f.at < b.ends OFFSET 0) AS c
    GROUP BY b.day, c.agent_id, c.team_id, c.channel, c.inbox_id, c.band;
END $$;

-- message_days likewise, so finished days only.
CREATE FUNCTION report.message_day_counts_of(days date[]) RETURNS TABLE (
    day date, agent_id uuid, team_id uuid, channel text, inbox_id uuid, message_count bigint
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT m.day, m.agent_id, m.team_id, m.channel, m.inbox_id, sum(m.message_count)
    FROM message_days AS m
    WHERE m.day = ANY (days)
    GROUP BY m.day, m.agent_id, m.team_id, m.channel, m.inbox_id;
END $$;

-- The same for every day: from the prepared tables, but made anew for days of which something has changed.
-- Which have changed is asked in a subselect of its own, so once.
CREATE VIEW report.volume_days AS
SELECT d.day, d.agent_id, d.team_id, d.channel, d.inbox_id, d.created_count, d.solved_count, d.reopened_count
FROM volume_days AS d
WHERE d.day <> ALL ((SELECT report.changed_workload_days())::date[])
UNION ALL
SELECT d.day, d.agent_id, d.team_id, d.channel, d.inbox_id, d.created_count, d.solved_count, d.reopened_count
FROM report.volume_days_of((SELECT report.changed_workload_days())) AS d;

CREATE VIEW report.first_response_days AS
SELECT d.day, d.agent_id, d.team_id, d.channel, d.inbox_id, d.seconds, d.unanswered_count
FROM first_response_days AS d
WHERE d.day <> ALL ((SELECT report.changed_workload_days())::date[])
UNION ALL
SELECT d.day, d.agent_id, d.team_id, d.channel, d.inbox_id, d.seconds, d.unanswered_count
FROM report.first_response_days_of((SELECT report.changed_workload_days())) AS d;

CREATE VIEW report.resolution_days AS
SELECT d.day, d.agent_id, d.team_id, d.channel, d.inbox_id, d.seconds
FROM resolution_days AS d
WHERE d.day <> ALL ((SELECT report.changed_workload_days())::date[])
UNION ALL
SELECT d.day, d.agent_id, d.team_id, d.channel, d.inbox_id, d.seconds
FROM report.resolution_days_of((SELECT report.changed_workload_days())) AS d;

CREATE VIEW report.csat_days AS
SELECT d.day, d.agent_id, d.team_id, d.channel, d.inbox_id, d.band, d.sent_count, d.answered_count, d.satisfied_count,
       d.rating_sum
FROM csat_days AS d
WHERE d.day <> ALL ((SELECT report.changed_workload_days())::date[])
UNION ALL
SELECT d.day, d.agent_id, d.team_id, d.channel, d.inbox_id, d.band, d.sent_count, d.answered_count, d.satisfied_count,
       d.rating_sum
FROM report.csat_days_of((SELECT report.changed_workload_days())) AS d;

-- Messages of finished days likewise; those of the days after are counted as report.messages does.
CREATE VIEW report.message_day_counts AS
SELECT d.day, d.agent_id, d.team_id, d.channel, d.inbox_id, d.message_count
FROM message_day_counts AS d
WHERE d.day <> ALL ((SELECT report.changed_workload_days())::date[])
    AND d.day < (
        SELECT state.before_day
        FROM message_days_state AS state
        JOIN company_profile ON company_profile.time_zone = state.time_zone
    )
UNION ALL
SELECT d.day, d.agent_id, d.team_id, d.channel, d.inbox_id, d.message_count
FROM report.message_day_counts_of((SELECT report.changed_workload_days())) AS d
WHERE d.day < (
    SELECT state.before_day
    FROM message_days_state AS state
    JOIN company_profile ON company_profile.time_zone = state.time_zone
)
UNION ALL
SELECT m.day, m.agent_id, m.team_id, m.channel, m.inbox_id, m.message_count
FROM report.messages AS m
WHERE m.day >= COALESCE(
    (
        SELECT state.before_day
        FROM message_days_state AS state
        JOIN company_profile ON company_profile.time_zone = state.time_zone
    ),
    '-infinity');
