-- Which ticket the answer to a campaign's mail became.
ALTER TABLE campaign_sends ADD COLUMN reply_ticket_id uuid REFERENCES tickets ON DELETE SET NULL;
CREATE INDEX campaign_sends_by_reply_ticket ON campaign_sends (reply_ticket_id) WHERE reply_ticket_id IS NOT NULL;

-- Held back is also who would read a gap where a name should stand.
ALTER TABLE campaign_members
    DROP CONSTRAINT campaign_members_decision_known,
    ADD CONSTRAINT campaign_members_decision_known CHECK (decision IN ('waiting', 'handed_over', 'no_address', 'suppressed',
        'opted_out', 'no_consent', 'same_address', 'open_complaint', 'churn_risk', 'empty_words'));
