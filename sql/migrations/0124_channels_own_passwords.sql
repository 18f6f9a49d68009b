-- Each of a mailbox's servers has a password of its own: which one is shown to a server no longer depends on the other.
UPDATE mailbox_secrets SET smtp_password = imap_password WHERE smtp_password IS NULL AND imap_password IS NOT NULL;
