-- Parcels come by file too, and so do whole files: a folder an ERP puts them into.
ALTER TABLE imports DROP CONSTRAINT imports_kind_known;
ALTER TABLE imports ADD CONSTRAINT imports_kind_known
    CHECK (kind IN ('customers', 'products', 'orders', 'shipments'));
ALTER TABLE imports ADD COLUMN fault_code text;  -- of a file refused whole, such as 'symlink'

-- Files taken from the folder, each under the id its import has from the moment it is taken.
CREATE TABLE import_drops (
    import_id    uuid PRIMARY KEY REFERENCES imports ON DELETE CASCADE,
    file_name    text NOT NULL,
    content_hash bytea NOT NULL,                 -- SHA-256
    taken_at     timestamptz NOT NULL,
    settled_at   timestamptz                     -- its result was noted, and the owners told of a bad one
);
CREATE INDEX import_drops_by_content ON import_drops (file_name, content_hash);

-- What changed since a moment, for whoever keeps a copy.
CREATE INDEX orders_changed ON orders (updated_at, id);
CREATE INDEX products_changed ON products (updated_at, id);
CREATE INDEX customers_changed ON customers (updated_at, id) WHERE deleted_at IS NULL;

-- How far the lists written into the folder's out/ reach.
CREATE TABLE drop_exports (
    name          text PRIMARY KEY,
    changed_until timestamptz NOT NULL
);

-- Mail to tell of a late parcel (0089) is a purpose of its own; its conversation is the ticket it opens.
ALTER TABLE outbound_mails
    DROP CONSTRAINT outbound_mails_purpose_known,
    ADD CONSTRAINT outbound_mails_purpose_known
        CHECK (purpose IN ('reply', 'acknowledgement', 'survey', 'unread_chat', 'transcript', 'report', 'campaign',
            'notice'));
