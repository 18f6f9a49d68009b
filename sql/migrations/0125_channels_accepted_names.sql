-- What the servers that accepted a mail call it: their reports may name it by nothing else.
ALTER TABLE outbound_mails ADD COLUMN accepted_names text[] NOT NULL DEFAULT '{}';
UPDATE outbound_mails AS m
SET accepted_names = n.names
FROM (
    SELECT ticket_id, seq, array_agg(message_id ORDER BY message_id) AS names
    FROM mail_message_ids
    WHERE direction = 'out'
    GROUP BY ticket_id, seq
) AS n
WHERE m.purpose = 'reply' AND n.ticket_id = m.of_ticket_id AND n.seq = m.message_seq;
CREATE INDEX outbound_mails_by_accepted_name ON outbound_mails USING gin (accepted_names);
