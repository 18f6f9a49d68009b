-- Tickets that two mails of one customer, minutes apart, opened: offered as one, and what somebody made of the offer.
CREATE TABLE ticket_joinings (
    ticket_id  uuid PRIMARY KEY REFERENCES tickets ON DELETE CASCADE,  -- the later one
    other_id   uuid NOT NULL REFERENCES tickets ON DELETE CASCADE,     -- the earlier one, which takes the mails
    offered_at timestamptz NOT NULL,
    joined_at  timestamptz,                     -- its mails are the other's, and what follows them is
    apart_at   timestamptz,                     -- somebody said no: it is never offered again
    CONSTRAINT ticket_joinings_two_tickets CHECK (ticket_id <> other_id),
    CONSTRAINT ticket_joinings_one_answer CHECK (joined_at IS NULL OR apart_at IS NULL)
);
CREATE INDEX ticket_joinings_by_other ON ticket_joinings (other_id);
