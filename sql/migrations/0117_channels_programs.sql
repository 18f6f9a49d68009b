-- A conversation another program brings in is a visitor of its inbox, known by the program's own name for it.
ALTER TABLE visitors
    ADD COLUMN conversation text,                    -- the program's id of it; NULL: somebody with the widget open
    ADD COLUMN contact      text,                    -- the program's id of the person
    ADD COLUMN platform     text;                    -- where they write, such as 'weibo'
CREATE UNIQUE INDEX visitors_conversation_unique ON visitors (inbox_id, conversation) WHERE conversation IS NOT NULL;
CREATE INDEX visitors_by_contact ON visitors (inbox_id, contact) WHERE contact IS NOT NULL;
CREATE INDEX customers_handles ON customers USING gin (handles) WHERE deleted_at IS NULL;

-- Answers of one inbox go to one program.
CREATE UNIQUE INDEX webhooks_program_unique ON webhooks (inbox_id) WHERE kinds @> ARRAY['message.sent'];
CREATE INDEX webhook_deliveries_answers ON webhook_deliveries (subject_id, seq) WHERE kind = 'message.sent';

-- What is public and ours, on a ticket whose conversation lives in another program, is an answer that program delivers.
CREATE OR REPLACE FUNCTION webhooks_note_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.webhooks_tell(
        CASE WHEN m.private OR m.kind = 'note' THEN 'note.created' ELSE 'message.created' END, 'ticket', m.ticket_id,
        m.seq, (SELECT t.inbox_id FROM public.tickets AS t WHERE t.id = m.ticket_id))
    FROM (SELECT * FROM added WHERE kind <> 'event' ORDER BY ticket_id, seq) AS m;
    PERFORM public.webhooks_tell('message.sent', 'ticket', m.ticket_id, m.seq, m.inbox_id)
    FROM (
        SELECT a.ticket_id, a.seq, t.inbox_id
        FROM added AS a
        JOIN public.tickets AS t ON t.id = a.ticket_id AND t.channel = 'api'
        JOIN public.visitors AS v ON v.id = t.visitor_id AND v.conversation IS NOT NULL
        WHERE a.kind = 'reply' AND NOT a.private AND a.author_kind <> 'customer'
        ORDER BY a.ticket_id, a.seq
    ) AS m;
    RETURN NULL;
END $$;

-- The link to the question about a ticket is for its customer: the program hands it on.
CREATE FUNCTION webhooks_note_invitations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.webhooks_tell('survey.offered', 'ticket', NEW.ticket_id, NULL, NEW.inbox_id);
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_invitations AFTER INSERT ON survey_invitations
    FOR EACH ROW WHEN (NEW.channel = 'api') EXECUTE FUNCTION webhooks_note_invitations();
