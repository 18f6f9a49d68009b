-- What somebody keeps off their today list until then; only things that have no such time of their own.
CREATE TABLE today_deferrals (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    section text NOT NULL,
    item_id uuid NOT NULL,
    until   timestamptz NOT NULL,
    CONSTRAINT today_deferrals_pkey PRIMARY KEY (user_id, section, item_id)
);

-- The today list reads these by what is still open.
CREATE INDEX shipments_undelivered ON shipments (promised_at) WHERE delivered_at IS NULL;
CREATE INDEX outbound_mails_failed ON outbound_mails (settled_at) WHERE state = 'failed';
CREATE INDEX current_risks_high ON current_risks (kind, subject_id) WHERE band = 'high';
