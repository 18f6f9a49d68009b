-- Whether and how customers hear of a late parcel before they ask; one row, off until somebody turns it on.
CREATE TABLE late_parcel_rule (
    singleton    boolean PRIMARY KEY DEFAULT true CONSTRAINT late_parcel_rule_single CHECK (singleton),
    enabled      boolean NOT NULL DEFAULT false,
    texts        jsonb NOT NULL DEFAULT '{}',      -- {"en": {"subject": "…", "body": "…"}}
    inbox_id     uuid REFERENCES inboxes ON DELETE SET NULL,
    uses_chat    boolean NOT NULL DEFAULT true,
    pause_days   integer NOT NULL DEFAULT 7 CONSTRAINT late_parcel_rule_pause CHECK (pause_days BETWEEN 0 AND 90),
    quiet_from   integer NOT NULL DEFAULT 1260     -- minutes of the company's day; equal: no quiet hours
                 CONSTRAINT late_parcel_rule_quiet_from CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_until  integer NOT NULL DEFAULT 540
                 CONSTRAINT late_parcel_rule_quiet_until CHECK (quiet_until BETWEEN 0 AND 1439),
    version      integer NOT NULL DEFAULT 1
);
INSERT INTO late_parcel_rule DEFAULT VALUES;

-- What was decided about each late parcel, once for ever, whatever new promises were broken after.
CREATE TABLE late_notices (
    shipment_id uuid PRIMARY KEY REFERENCES shipments ON DELETE CASCADE,
    customer_id uuid NOT NULL REFERENCES customers,
    late_at     timestamptz NOT NULL,              -- when the parcel was noticed to be late
    state       text NOT NULL DEFAULT 'waiting' CONSTRAINT late_notices_state_known
                CHECK (state IN ('waiting', 'told', 'noted', 'withheld')),
    reason      text,                              -- why nobody was told, such as 'paused'
    channel     text CONSTRAINT late_notices_channel_known CHECK (channel IN ('email', 'chat')),
    ticket_id   uuid REFERENCES tickets ON DELETE SET NULL,
    opened      boolean NOT NULL DEFAULT false,    -- the ticket was opened by it
    decided_at  timestamptz,
    CONSTRAINT late_notices_decided CHECK ((state = 'waiting') = (decided_at IS NULL)),
    CONSTRAINT late_notices_told_how CHECK ((state = 'told') = (channel IS NOT NULL))
);
CREATE INDEX late_notices_waiting ON late_notices (late_at, shipment_id) WHERE state = 'waiting';
CREATE INDEX late_notices_newest ON late_notices (decided_at DESC, shipment_id DESC) WHERE state <> 'waiting';
CREATE INDEX late_notices_by_customer ON late_notices (customer_id, decided_at) WHERE state = 'told';
CREATE INDEX late_notices_opened ON late_notices (ticket_id) WHERE opened;
