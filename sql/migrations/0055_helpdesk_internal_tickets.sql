-- A ticket of the channel "internal" is staff among themselves about a customer, who never hears of it. Storing a
-- public reply moves last_customer_seq or last_agent_seq, so the check below refuses it whoever writes it.
ALTER TABLE inboxes DROP CONSTRAINT inboxes_kind_known;
ALTER TABLE inboxes ADD CONSTRAINT inboxes_kind_known
    CHECK (kind IN ('chat', 'form', 'email', 'phone', 'api', 'internal'));
ALTER TABLE tickets DROP CONSTRAINT tickets_channel_known;
ALTER TABLE tickets ADD CONSTRAINT tickets_channel_known
    CHECK (channel IN ('chat', 'form', 'email', 'phone', 'api', 'internal'));
ALTER TABLE tickets ADD CONSTRAINT tickets_internal_stays_inside CHECK (
    channel <> 'internal'
    OR visitor_id IS NULL AND last_customer_seq = 0 AND last_agent_seq = 0 AND first_response_at IS NULL);
