-- What is to be done about a deal or a customer, and when.
CREATE TABLE activities (
    id             uuid PRIMARY KEY,
    kind           text NOT NULL CONSTRAINT activities_kind_known CHECK (kind IN ('call', 'meeting', 'mail', 'task')),
    subject        text NOT NULL CONSTRAINT activities_subject_present CHECK (subject <> ''),
    note           text NOT NULL DEFAULT '',
    opportunity_id uuid REFERENCES opportunities ON DELETE CASCADE,
    customer_id    uuid REFERENCES customers,
    owner_id       uuid REFERENCES users ON DELETE SET NULL,
    due_at         timestamptz,
    done_at        timestamptz,
    reminded_at    timestamptz,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    version        integer NOT NULL DEFAULT 1,
    CONSTRAINT activities_about_something CHECK (opportunity_id IS NOT NULL OR customer_id IS NOT NULL)
);
CREATE INDEX activities_by_owner ON activities (owner_id, due_at, id) WHERE done_at IS NULL;
CREATE INDEX activities_by_opportunity ON activities (opportunity_id, due_at, id);
CREATE INDEX activities_by_customer ON activities (customer_id, due_at, id);
