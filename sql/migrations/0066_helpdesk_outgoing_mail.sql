-- Replies with a time: undo send and send later are one thing. The row is the draft; the message exists only once it is due.
CREATE TABLE scheduled_replies (
    id              uuid PRIMARY KEY,
    ticket_id       uuid NOT NULL REFERENCES tickets ON DELETE CASCADE,
    user_id         uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    client_id       text NOT NULL,                  -- the message's name, so that it is posted once
    text            text NOT NULL,
    recipients      jsonb,                          -- {to, cc, bcc} as chosen; NULL: as the conversation says
    attachment_ids  uuid[] NOT NULL DEFAULT '{}',
    send_at         timestamptz NOT NULL,
    undo            boolean NOT NULL,               -- a moment for second thoughts: posted whatever came meanwhile
    cancel_on_reply boolean NOT NULL DEFAULT false, -- held when the customer wrote after `seen_seq`
    solve           boolean NOT NULL DEFAULT false,
    seen_seq        bigint NOT NULL,
    state           text NOT NULL DEFAULT 'waiting' CONSTRAINT scheduled_replies_state_known
                    CHECK (state IN ('waiting', 'held')),
    problem         text,                           -- why it is held
    created_at      timestamptz NOT NULL,
    CONSTRAINT scheduled_replies_client_id_unique UNIQUE (ticket_id, client_id)
);
CREATE INDEX scheduled_replies_by_ticket ON scheduled_replies (ticket_id, send_at, id);

-- How far a chat was mailed to a visitor who left.
CREATE TABLE mailed_chats (
    ticket_id uuid PRIMARY KEY REFERENCES tickets ON DELETE CASCADE,
    seq       bigint NOT NULL,
    at        timestamptz NOT NULL
);
CREATE INDEX tickets_unread_chats ON tickets (last_message_at)
    WHERE channel = 'chat' AND reply_mailbox_id IS NOT NULL AND last_agent_seq > customer_read_seq;
