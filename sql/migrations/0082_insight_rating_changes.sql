-- Every answer to a survey and every change of one, so that any moment's mean is a sum over what had come by then. Agent
-- and team are those of the moment of asking, the category is the ticket's first tag (by name) when the answer came.
CREATE TABLE rating_changes (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at            timestamptz NOT NULL,
    invitation_id uuid NOT NULL REFERENCES survey_invitations ON DELETE CASCADE,
    ticket_id     uuid NOT NULL,
    customer_id   uuid NOT NULL,
    agent_id      uuid,
    category      text,
    answers       integer NOT NULL,              -- 1 for an answer, 0 for a change of one
    rating        integer NOT NULL               -- what it adds to the sum of ratings
);
CREATE INDEX rating_changes_by_time ON rating_changes (at) INCLUDE (answers, rating);
CREATE INDEX rating_changes_by_ticket ON rating_changes (ticket_id, at) INCLUDE (answers, rating, agent_id, category);
CREATE INDEX rating_changes_by_customer ON rating_changes (customer_id, at) INCLUDE (answers, rating, ticket_id);
CREATE INDEX rating_changes_by_agent ON rating_changes (agent_id, at) INCLUDE (answers, rating) WHERE agent_id IS NOT NULL;
CREATE INDEX rating_changes_by_category ON rating_changes (category, at) INCLUDE (answers, rating)
    WHERE category IS NOT NULL;
CREATE INDEX rating_changes_by_invitation ON rating_changes (invitation_id, at);

CREATE FUNCTION rating_changes_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    former integer := 0;
BEGIN
    IF TG_OP = 'UPDATE' THEN former := OLD.rating; END IF;
    INSERT INTO public.rating_changes (at, invitation_id, ticket_id, customer_id, agent_id, category, answers, rating)
    SELECT CASE WHEN TG_OP = 'UPDATE' THEN COALESCE(NEW.changed_at, now()) ELSE NEW.answered_at END, i.id, i.ticket_id,
        i.customer_id, i.agent_id,
        (
            SELECT min(g.name)
            FROM public.ticket_tags AS tt
            JOIN public.tags AS g ON g.id = tt.tag_id
            WHERE tt.ticket_id = i.ticket_id
        ),
        CASE WHEN TG_OP = 'UPDATE' THEN 0 ELSE 1 END, NEW.rating - former
    FROM public.survey_invitations AS i
    WHERE i.id = NEW.invitation_id;
    RETURN NULL;
END $$;
CREATE TRIGGER rating_changes_keep_new AFTER INSERT ON survey_answers
    FOR EACH ROW EXECUTE FUNCTION rating_changes_keep();
CREATE TRIGGER rating_changes_keep_change AFTER UPDATE OF rating ON survey_answers
    FOR EACH ROW WHEN (OLD.rating <> NEW.rating) EXECUTE FUNCTION rating_changes_keep();

-- What an answer said before it was changed was never kept: those count as last given, from the moment of the change.
INSERT INTO rating_changes (at, invitation_id, ticket_id, customer_id, agent_id, category, answers, rating)
SELECT COALESCE(a.changed_at, a.answered_at), i.id, i.ticket_id, i.customer_id, i.agent_id,
    (
        SELECT min(g.name) FROM ticket_tags AS tt JOIN tags AS g ON g.id = tt.tag_id WHERE tt.ticket_id = i.ticket_id
    ), 1, a.rating
FROM survey_answers AS a
JOIN survey_invitations AS i ON i.id = a.invitation_id;
