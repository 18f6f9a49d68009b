-- What did the customer write in a ticket, as far as was known at a moment?
-- One row per pair of ticket and moment, numbered by `place`; everything NULL while the customer wrote nothing. Only public
-- messages of the customer are read, at most 20,000 characters of them.
-- `first_message_length`: characters. `exclamation_ratio`: share of ! and ? among all characters. `capitals_ratio`: share of
-- capitals among Latin letters. `negative_words`, `complaint_words`, `repeat_words`: hits of those lists (features_lexicons)
-- in all messages. `negative_words_change`: hits in the last message less those in the first. `thanks_last`: 1 when the
-- last message thanks. `language`: of all messages together, see report.text_language.
CREATE FUNCTION report.ticket_text_features(ticket_ids uuid[], moments timestamptz[]) RETURNS TABLE (
    place bigint, first_message_length double precision, exclamation_ratio double precision,
    capitals_ratio double precision, negative_words double precision, negative_words_change double precision,
    thanks_last double precision, complaint_words double precision, repeat_words double precision, language text
) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT wanted.place, char_length(said.first)::double precision,
           regexp_count(said.whole, '[!?！？]')::double precision / NULLIF(char_length(said.whole), 0),
           regexp_count(said.whole, '[A-Z]')::double precision
               / GREATEST(regexp_count(said.whole, '[A-Za-z]'), CASE WHEN said.whole IS NOT NULL THEN 1 END),
           report.word_hits(said.whole, 'negative'),
           report.word_hits(said.last, 'negative') - report.word_hits(said.first, 'negative'),
           (report.word_hits(said.last, 'thanks') > 0)::integer::double precision,
           report.word_hits(said.whole, 'complaint'), report.word_hits(said.whole, 'repeat'),
           report.text_language(said.whole)
    FROM unnest(ticket_ids, moments) WITH ORDINALITY AS wanted (ticket_id, as_of, place)
    CROSS JOIN LATERAL (
        SELECT left(string_agg(m.text, E'\n' ORDER BY m.created_at, m.seq), 20000) AS whole,
               (array_agg(m.text ORDER BY m.created_at, m.seq))[1] AS first,
               (array_agg(m.text ORDER BY m.created_at DESC, m.seq DESC))[1] AS last
        FROM messages AS m
        WHERE m.ticket_id = wanted.ticket_id AND m.kind = 'reply' AND NOT m.private AND m.author_kind = 'customer'
            AND m.created_at <= wanted.as_of
    ) AS said;
END $$;
