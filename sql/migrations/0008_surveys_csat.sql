-- One question per solve cycle of a ticket. The agent and team are those of the moment it was sent.
CREATE TABLE survey_invitations (
    id          uuid PRIMARY KEY,
    token       text NOT NULL CONSTRAINT survey_invitations_token_unique UNIQUE,
    ticket_id   uuid NOT NULL REFERENCES tickets ON DELETE CASCADE,
    solve_count integer NOT NULL,
    customer_id uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    agent_id    uuid REFERENCES users ON DELETE SET NULL,
    team_id     uuid REFERENCES teams ON DELETE SET NULL,
    inbox_id    uuid NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    channel     text NOT NULL,
    sent_at     timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL,
    CONSTRAINT survey_invitations_once_per_cycle UNIQUE (ticket_id, solve_count)
);
CREATE INDEX survey_invitations_newest ON survey_invitations (sent_at DESC, id DESC);
CREATE INDEX survey_invitations_by_customer ON survey_invitations (customer_id, sent_at DESC);

-- At most one answer per invitation, by the primary key; changed in place within the stated window.
CREATE TABLE survey_answers (
    invitation_id uuid PRIMARY KEY REFERENCES survey_invitations ON DELETE CASCADE,
    rating        integer NOT NULL CONSTRAINT survey_answers_rating_range CHECK (rating BETWEEN 1 AND 5),
    comment       text NOT NULL DEFAULT '',
    reason        text,
    answered_at   timestamptz NOT NULL DEFAULT now(),
    changed_at    timestamptz
);
CREATE INDEX survey_answers_by_time ON survey_answers (answered_at);
