-- What does a model see of a ticket at a moment?
-- One row per pair of ticket and moment, in the order they were given; a ticket made later has no row. Every column is what
-- features_ticket_work, features_ticket_load, features_ticket_text and features_ticket_past say. Nothing recorded after the
-- moment moves any of them; the survey of the same ticket moves none either.
CREATE FUNCTION report.ticket_features(ticket_ids uuid[], moments timestamptz[]) RETURNS TABLE (
    ticket_id uuid, as_of timestamptz, first_response_seconds double precision,
    first_response_business_seconds double precision, longest_wait_seconds double precision,
    longest_wait_business_seconds double precision, total_wait_seconds double precision,
    total_wait_business_seconds double precision, resolution_seconds double precision,
    resolution_business_seconds double precision, agent_replies double precision, customer_messages double precision,
    unanswered_messages double precision, reopens double precision, reassignments double precision,
    distinct_agents double precision, channel text, channel_switched double precision, priority text, category text,
    out_of_hours double precision, attachments double precision, backlog_at_creation double precision,
    agent_open_tickets double precision, first_message_length double precision, exclamation_ratio double precision,
    capitals_ratio double precision, negative_words double precision, negative_words_change double precision,
    thanks_last double precision, complaint_words double precision, repeat_words double precision, language text,
    customer_rating_mean double precision, last_rating double precision, last_rating_days double precision,
    surveys_sent double precision, surveys_answered double precision, agent_rating_mean double precision,
    category_rating_mean double precision, customer_tickets_30_days double precision,
    customer_tickets_90_days double precision, customer_unsolved_tickets double precision,
    customer_tenure_days double precision, customer_orders_365_days double precision
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT work.ticket_id, work.as_of, work.first_response_seconds, work.first_response_business_seconds,
           work.longest_wait_seconds, work.longest_wait_business_seconds, work.total_wait_seconds,
           work.total_wait_business_seconds, work.resolution_seconds, work.resolution_business_seconds,
           work.agent_replies, work.customer_messages, work.unanswered_messages, work.reopens, work.reassignments,
           work.distinct_agents, work.channel, work.channel_switched, work.priority, work.category,
           work.out_of_hours, work.attachments, load.backlog_at_creation, load.agent_open_tickets,
           words.first_message_length, words.exclamation_ratio, words.capitals_ratio, words.negative_words,
           words.negative_words_change, words.thanks_last, words.complaint_words, words.repeat_words, words.language,
           past.customer_rating_mean, past.last_rating, past.last_rating_days, past.surveys_sent,
           past.surveys_answered, past.agent_rating_mean, past.category_rating_mean, past.customer_tickets_30_days,
           past.customer_tickets_90_days, past.customer_unsolved_tickets, past.customer_tenure_days,
           past.customer_orders_365_days
    FROM report.ticket_work_features(ticket_ids, moments) AS work
    JOIN report.ticket_load_features(ticket_ids, moments) AS load ON load.place = work.place
    JOIN report.ticket_text_features(ticket_ids, moments) AS words ON words.place = work.place
    JOIN report.ticket_past_features(ticket_ids, moments) AS past ON past.place = work.place
    ORDER BY work.place;
END $$;
