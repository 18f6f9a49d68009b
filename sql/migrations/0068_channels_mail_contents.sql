-- Whether any mail still names a content: asked of every old file by night.
CREATE INDEX inbound_mails_by_content ON inbound_mails (sha256);
CREATE INDEX outbound_mails_by_content ON outbound_mails (sha256) WHERE sha256 IS NOT NULL;
