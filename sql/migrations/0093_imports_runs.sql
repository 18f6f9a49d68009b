-- A file of customers, products or orders on its way in. The file itself lies in imports/<id>/ in the data folder.
CREATE TABLE imports (
    id              uuid PRIMARY KEY,
    kind            text NOT NULL CONSTRAINT imports_kind_known CHECK (kind IN ('customers', 'products', 'orders')),
    file_name       text NOT NULL,
    source_key      text,                          -- the command line's name for the file, to go on after a stop
    encoding        text NOT NULL,                 -- as iconv calls it
    delimiter       text NOT NULL,
    header          jsonb NOT NULL,                -- ["Name", "E-mail"]
    columns         jsonb NOT NULL DEFAULT '{}',   -- {"email": 1}: field to column, counted from 0
    state           text NOT NULL DEFAULT 'uploaded' CONSTRAINT imports_state_known
                    CHECK (state IN ('uploaded', 'running', 'done', 'cancelled', 'failed', 'undoing', 'undone')),
    fault           text,                          -- why it failed
    byte            bigint NOT NULL DEFAULT 0,     -- of the converted file, where the next row begins
    row_total       integer NOT NULL,
    row_done        integer NOT NULL DEFAULT 0,
    row_created     integer NOT NULL DEFAULT 0,
    row_updated     integer NOT NULL DEFAULT 0,
    row_unchanged   integer NOT NULL DEFAULT 0,
    row_failed      integer NOT NULL DEFAULT 0,
    undo_total      integer NOT NULL DEFAULT 0,    -- records to take back
    undone          integer NOT NULL DEFAULT 0,
    kept            integer NOT NULL DEFAULT 0,
    created_by      uuid REFERENCES users ON DELETE SET NULL,
    created_by_name text NOT NULL DEFAULT '',
    created_at      timestamptz NOT NULL,
    started_at      timestamptz,
    finished_at     timestamptz,
    forgotten_at    timestamptz                    -- the ledger is gone: no undo any more
);
CREATE INDEX imports_newest ON imports (created_at DESC, id DESC);
CREATE INDEX imports_by_source ON imports (source_key) WHERE source_key IS NOT NULL;

-- What an import wrote: one line per record, so that it can be taken back.
CREATE TABLE import_records (
    import_id   uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
    place       bigint GENERATED ALWAYS AS IDENTITY,
    row_number  integer NOT NULL,
    record_kind text NOT NULL,                     -- 'customer', 'company', 'product', 'order'
    record_id   uuid NOT NULL,
    label       text NOT NULL,
    before      jsonb,                             -- as it was; NULL: the import made it
    after       jsonb NOT NULL,                    -- as the import left it
    version     integer NOT NULL,                  -- then
    fate        text CONSTRAINT import_records_fate_known CHECK (fate IN ('undone', 'kept')),
    kept_reason text,
    PRIMARY KEY (import_id, record_id)
);
CREATE INDEX import_records_to_undo ON import_records (import_id, place DESC) WHERE fate IS NULL;
CREATE INDEX import_records_kept ON import_records (import_id, place) WHERE fate = 'kept';

-- Rows that could not be read, with the reasons, for the error file.
CREATE TABLE import_faults (
    import_id  uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
    row_number integer NOT NULL,
    cells      jsonb NOT NULL,
    faults     jsonb NOT NULL,                     -- [{"field": "email", "code": "email", "detail": "…"}]
    PRIMARY KEY (import_id, row_number)
);

-- A list on its way out. The file lies in exports/<id>.csv in the data folder and is removed after a day.
CREATE TABLE exports (
    id              uuid PRIMARY KEY,
    name            text NOT NULL,
    state           text NOT NULL DEFAULT 'running' CONSTRAINT exports_state_known
                    CHECK (state IN ('running', 'done', 'failed')),
    row_count       integer NOT NULL DEFAULT 0,
    size_bytes      bigint NOT NULL DEFAULT 0,
    created_by      uuid REFERENCES users ON DELETE SET NULL,
    created_by_name text NOT NULL DEFAULT '',
    created_at      timestamptz NOT NULL,
    finished_at     timestamptz
);
CREATE INDEX exports_newest ON exports (created_at DESC, id DESC);
