-- How was a ticket worked on, as far as was known at a moment?
-- One row per pair of ticket and moment, numbered by `place`. Messages are public ones of customers and agents, never of the
-- system. `…_business_seconds` count office hours only; the others the clock on the wall.
-- `first_response_seconds`: from opening to an agent's first answer; NULL while there is none.
-- `longest_wait_seconds`, `total_wait_seconds`: stretches from a customer's unanswered message to the answer, the solving or
-- the moment. `resolution_seconds`: from opening to the last solving, or to the moment while unsolved.
-- `agent_replies`, `customer_messages`: counts. `unanswered_messages`: the longest run of customer's messages without answer.
-- `reopens`: times it came back from solved or closed. `reassignments`: times it was taken from somebody and given to
-- somebody else or nobody. `distinct_agents`: people who answered. `channel_switched`: 1 when one opened otherwise got mail.
-- `category`: first tag by name. `out_of_hours`: 1 when it was opened outside its inbox's office hours.
-- `attachments`: files on messages. Left out: service-level targets, which do not exist yet.
CREATE FUNCTION report.ticket_work_features(ticket_ids uuid[], moments timestamptz[]) RETURNS TABLE (
    place bigint, ticket_id uuid, as_of timestamptz, first_response_seconds double precision,
    first_response_business_seconds double precision, longest_wait_seconds double precision,
    longest_wait_business_seconds double precision, total_wait_seconds double precision,
    total_wait_business_seconds double precision, resolution_seconds double precision,
    resolution_business_seconds double precision, agent_replies double precision, customer_messages double precision,
    unanswered_messages double precision, reopens double precision, reassignments double precision,
    distinct_agents double precision, channel text, channel_switched double precision, priority text, category text,
    out_of_hours double precision, attachments double precision
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT t.place, t.ticket_id, t.as_of, EXTRACT(EPOCH FROM counted.answered_at - t.created_at)::double precision,
           report.open_seconds(t.hours_id, t.created_at, counted.answered_at), waits.longest, waits.longest_business,
           waits.total, waits.total_business,
           EXTRACT(EPOCH FROM turns.ended_at - t.created_at)::double precision,
           report.open_seconds(t.hours_id, t.created_at, turns.ended_at), counted.agent_replies, counted.customer_messages,
           waits.run, turns.reopens,
           (
               SELECT count(*) FILTER (WHERE step.from_id IS NOT NULL AND step.to_id IS DISTINCT FROM step.from_id)
               FROM (
                   SELECT p.until, p.assignee_id AS from_id,
                          lead(p.assignee_id, 1, (SELECT n.assignee_id FROM tickets AS n WHERE n.id = t.ticket_id))
                              OVER (ORDER BY p.until, p.id) AS to_id
                   FROM ticket_past_values AS p
                   WHERE p.ticket_id = t.ticket_id
               ) AS step
               WHERE step.until <= t.as_of
           )::double precision,
           counted.distinct_agents, t.channel,
           (t.channel <> 'email' AND EXISTS (
               SELECT FROM inbound_mails AS mail
               JOIN messages AS m ON m.ticket_id = mail.ticket_id AND m.seq = mail.seq
               WHERE mail.ticket_id = t.ticket_id AND m.author_kind = 'customer' AND m.created_at <= t.as_of
           ))::integer::double precision,
           t.priority, report.ticket_category_at(t.ticket_id, t.as_of),
           (report.open_seconds(t.hours_id, t.created_at, t.created_at + interval '1 second') = 0)::integer
               ::double precision,
           counted.attachments
    FROM report.tickets_at(ticket_ids, moments) AS t
    CROSS JOIN LATERAL (
        SELECT min(m.created_at) FILTER (WHERE m.author_kind = 'agent') AS answered_at,
               (count(*) FILTER (WHERE m.author_kind = 'agent'))::double precision AS agent_replies,
               (count(*) FILTER (WHERE m.author_kind = 'customer'))::double precision AS customer_messages,
               (count(DISTINCT m.author_id) FILTER (WHERE m.author_kind = 'agent'))::double precision AS distinct_agents,
               COALESCE(sum(cardinality(m.attachment_ids)), 0)::double precision AS attachments
        FROM messages AS m
        WHERE m.ticket_id = t.ticket_id AND m.kind = 'reply' AND NOT m.private
            AND m.author_kind IN ('customer', 'agent') AND m.created_at <= t.as_of
    ) AS counted
    CROSS JOIN LATERAL (
        SELECT (count(*) FILTER (WHERE NOT b.is_solving))::double precision AS reopens,
               CASE
                   WHEN count(*) FILTER (WHERE b.is_solving) > count(*) FILTER (WHERE NOT b.is_solving)
                   THEN max(b.at) FILTER (WHERE b.is_solving)
                   ELSE t.as_of
               END AS ended_at
        FROM report.backlog_turns AS b
        WHERE b.ticket_id = t.ticket_id AND b.at <= t.as_of
    ) AS turns
    CROSS JOIN LATERAL (
        SELECT COALESCE(max(EXTRACT(EPOCH FROM run.ended_at - run.asked_at)), 0)::double precision AS longest,
               COALESCE(max(report.open_seconds(t.hours_id, run.asked_at, run.ended_at)), 0) AS longest_business,
               COALESCE(sum(EXTRACT(EPOCH FROM run.ended_at - run.asked_at)), 0)::double precision AS total,
               COALESCE(sum(report.open_seconds(t.hours_id, run.asked_at, run.ended_at)), 0) AS total_business,
               COALESCE(max(run.messages), 0)::double precision AS run
        FROM (
            SELECT min(said.at) FILTER (WHERE said.who = 'customer') AS asked_at,
                   count(*) FILTER (WHERE said.who = 'customer') AS messages,
                   lead(min(said.at) FILTER (WHERE said.who <> 'customer'), 1, t.as_of) OVER (ORDER BY said.turn)
                       AS ended_at
            FROM (
                SELECT line.at, line.who,
                       count(*) FILTER (WHERE line.who <> 'customer')
                           OVER (ORDER BY line.at, line.rank, line.seq ROWS UNBOUNDED PRECEDING) AS turn
                FROM (
                    SELECT m.created_at AS at, m.author_kind AS who, 0 AS rank, m.seq
                    FROM messages AS m
                    WHERE m.ticket_id = t.ticket_id AND m.kind = 'reply' AND NOT m.private
                        AND m.author_kind IN ('customer', 'agent') AND m.created_at <= t.as_of
                    UNION ALL
                    SELECT c.at, 'solved', 1, 0
                    FROM ticket_status_changes AS c
                    WHERE c.ticket_id = t.ticket_id AND c.at <= t.as_of AND c.to_status IN ('solved', 'closed')
                ) AS line
            ) AS said
            GROUP BY said.turn
        ) AS run
        WHERE run.messages > 0
    ) AS waits;
END $$;
