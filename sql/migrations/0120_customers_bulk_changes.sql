-- One change to many customers: who was meant, what became of each, and what to put back.
CREATE TABLE customer_bulk_changes (
    id              uuid PRIMARY KEY,
    change          jsonb NOT NULL,              -- {"add_tags": ["vip"], "owner_id": null}
    state           text NOT NULL DEFAULT 'running' CONSTRAINT customer_bulk_changes_state_known
                    CHECK (state IN ('running', 'done', 'undoing', 'undone')),
    total_count     integer NOT NULL,
    changed_count   integer NOT NULL DEFAULT 0,
    skipped_count   integer NOT NULL DEFAULT 0,  -- changed by somebody else meanwhile, merged or gone
    restored_count  integer NOT NULL DEFAULT 0,
    created_by      uuid REFERENCES users ON DELETE SET NULL,
    created_by_name text NOT NULL,
    created_at      timestamptz NOT NULL,
    finished_at     timestamptz
);
CREATE INDEX customer_bulk_changes_ended ON customer_bulk_changes (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE customer_bulk_items (
    bulk_id       uuid NOT NULL REFERENCES customer_bulk_changes ON DELETE CASCADE,
    customer_id   uuid NOT NULL REFERENCES customers ON DELETE CASCADE,
    version       integer NOT NULL,              -- when they were chosen
    outcome       text CONSTRAINT customer_bulk_items_outcome_known
                  CHECK (outcome IN ('changed', 'unchanged', 'skipped', 'restored', 'kept')),
    before        jsonb,                         -- {"tags", "owner_id", "company_id", "vip", "consent"}
    after_version integer,
    PRIMARY KEY (bulk_id, customer_id)
);
CREATE INDEX customer_bulk_items_due ON customer_bulk_items (bulk_id, customer_id) WHERE outcome IS NULL;
CREATE INDEX customer_bulk_items_by_customer ON customer_bulk_items (customer_id);
