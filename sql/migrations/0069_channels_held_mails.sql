-- Whether somebody is at work on a mailbox's mails: asked each time some are taken, however many wait.
CREATE INDEX inbound_mails_held ON inbound_mails (inbox_id, lease_until) WHERE state = 'stored' AND lease_until IS NOT NULL;
