-- How busy was everybody when a ticket was opened and later?
-- One row per pair of ticket and moment, numbered by `place`. `backlog_at_creation`: other tickets unsolved when this one was
-- opened. `agent_open_tickets`: other unsolved tickets of the agent who had it at the moment; NULL when nobody had it.
-- Counted backwards: what is unsolved now, less everything that became so later, plus everything solved later. So a
-- ticket of today costs little, and a thousand old ones one walk.
CREATE FUNCTION report.ticket_load_features(ticket_ids uuid[], moments timestamptz[]) RETURNS TABLE (
    place bigint, backlog_at_creation double precision, agent_open_tickets double precision
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
DECLARE
    earliest timestamptz;
    oldest   timestamptz;
    backlog  bigint;
BEGIN
    SELECT min(t.as_of), min(t.created_at) INTO earliest, oldest FROM report.tickets_at(ticket_ids, moments) AS t;
    SELECT count(*) INTO backlog FROM tickets AS t WHERE t.status IN ('open', 'waiting', 'snoozed');
    RETURN QUERY
    WITH pairs AS MATERIALIZED (
        SELECT t.place, t.ticket_id, t.as_of, t.created_at, t.assignee_id FROM report.tickets_at(ticket_ids, moments) AS t
    ), flow AS (
        SELECT NULL::bigint AS place, t.created_at AS at, 1 AS rank, 1 AS change FROM tickets AS t WHERE t.created_at > oldest
        UNION ALL
        SELECT NULL, b.at, 1, CASE WHEN b.is_solving THEN -1 ELSE 1 END FROM report.backlog_turns AS b WHERE b.at > oldest
        UNION ALL
        -- Before what happened at the same moment, walking backwards: that is part of the moment.
        SELECT pairs.place, pairs.created_at, 0, 0 FROM pairs
    ), backlogs AS (
        SELECT flow.place, sum(flow.change) OVER (ORDER BY flow.at DESC, flow.rank ROWS UNBOUNDED PRECEDING) AS later
        FROM flow
    ), moves AS (
        -- New tickets of the agent, as first assigned.
        SELECT NULL::bigint AS place, t.created_at AS at, 1 AS rank, 1 AS change,
               CASE WHEN first.id IS NULL THEN t.assignee_id ELSE first.assignee_id END AS agent_id
        FROM tickets AS t
        LEFT JOIN LATERAL (
            SELECT p.id, p.assignee_id FROM ticket_past_values AS p
            WHERE p.ticket_id = t.id
            ORDER BY p.until, p.id
            LIMIT 1
        ) AS first ON true
        WHERE t.created_at > earliest
        UNION ALL
        SELECT NULL, b.at, 1, CASE WHEN b.is_solving THEN -1 ELSE 1 END, b.agent_id
        FROM report.backlog_turns AS b
        WHERE b.at > earliest
        UNION ALL
        -- Taken from one, given to another.
        SELECT NULL, handed.until, 1, side.change, CASE WHEN side.change < 0 THEN handed.from_id ELSE handed.to_id END
        FROM (
            SELECT p.until, p.assignee_id AS from_id, p.status,
                   CASE WHEN later.id IS NULL THEN t.assignee_id ELSE later.assignee_id END AS to_id
            FROM ticket_past_values AS p
            JOIN tickets AS t ON t.id = p.ticket_id
            LEFT JOIN LATERAL (
                SELECT n.id, n.assignee_id FROM ticket_past_values AS n
                WHERE n.ticket_id = p.ticket_id AND (n.until, n.id) > (p.until, p.id)
                ORDER BY n.until, n.id
                LIMIT 1
            ) AS later ON true
            WHERE p.until > earliest
        ) AS handed
        CROSS JOIN (VALUES (-1), (1)) AS side (change)
        WHERE handed.from_id IS DISTINCT FROM handed.to_id AND handed.status NOT IN ('solved', 'closed')
        UNION ALL
        SELECT pairs.place, pairs.as_of, 0, 0, pairs.assignee_id FROM pairs
    ), loads AS (
        SELECT moves.place, moves.agent_id,
               sum(moves.change) OVER (
                   PARTITION BY moves.agent_id ORDER BY moves.at DESC, moves.rank ROWS UNBOUNDED PRECEDING) AS later
        FROM moves
        WHERE moves.agent_id IS NOT NULL
    ), present AS (
        SELECT agents.agent_id,
               (
                   SELECT count(*) FROM tickets AS t
                   WHERE t.assignee_id = agents.agent_id AND t.status IN ('open', 'waiting', 'snoozed')
               ) AS unsolved
        FROM (SELECT DISTINCT pairs.assignee_id AS agent_id FROM pairs WHERE pairs.assignee_id IS NOT NULL) AS agents
    )
    SELECT pairs.place, (backlog - backlogs.later - 1)::double precision,
           (present.unsolved - loads.later - own.is_unsolved)::double precision
    FROM pairs
    JOIN backlogs ON backlogs.place = pairs.place
    LEFT JOIN loads ON loads.place = pairs.place
    LEFT JOIN present ON present.agent_id = loads.agent_id
    CROSS JOIN LATERAL (
        SELECT (count(*) FILTER (WHERE b.is_solving) <= count(*) FILTER (WHERE NOT b.is_solving))::integer AS is_unsolved
        FROM report.backlog_turns AS b
        WHERE b.ticket_id = pairs.ticket_id AND b.at <= pairs.as_of
    ) AS own;
END $$;
