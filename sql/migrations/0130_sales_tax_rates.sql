-- The company's own list of taxes. A quote keeps a rate's name and figure as they were when it was written.
CREATE TABLE tax_rates (
    id           uuid PRIMARY KEY,
    name         text NOT NULL CONSTRAINT tax_rates_name_present CHECK (name <> ''),
    known_as     text,                             -- came with Deskbell and still has its name
    basis_points integer NOT NULL CONSTRAINT tax_rates_share CHECK (basis_points BETWEEN 0 AND 10000),
    is_default   boolean NOT NULL DEFAULT false,   -- of lines that state none
    position     integer NOT NULL,
    archived_at  timestamptz,
    version      integer NOT NULL DEFAULT 1,
    CONSTRAINT tax_rates_default_offered CHECK (NOT is_default OR archived_at IS NULL)
);
CREATE UNIQUE INDEX tax_rates_one_default ON tax_rates (is_default) WHERE is_default;

-- The usual rate of a company that has one becomes the first of its list.
INSERT INTO tax_rates (id, name, known_as, basis_points, is_default, position)
SELECT '01935800-0000-7000-8000-000000000131', 'Tax', 'tax', tax_basis_points, true, 1
FROM quote_settings
WHERE tax_basis_points > 0;
INSERT INTO tax_rates (id, name, known_as, basis_points, is_default, position)
SELECT '01935800-0000-7000-8000-000000000132', 'No tax', 'none', 0, NOT EXISTS (SELECT FROM tax_rates), 2;
ALTER TABLE quote_settings DROP COLUMN tax_basis_points;

-- What a line's tax is called; '' for a rate without a name. Quantities are of up to three decimals: 1.5 hours.
ALTER TABLE quote_lines
    ADD COLUMN tax_name text NOT NULL DEFAULT '',
    ALTER COLUMN quantity TYPE numeric(8, 3);

-- The picture at the head of a version, as it was sent.
ALTER TABLE quote_editions ADD COLUMN logo_id uuid REFERENCES attachments;
CREATE INDEX quote_editions_by_logo ON quote_editions (logo_id) WHERE logo_id IS NOT NULL;
ALTER TABLE quote_editions DISABLE TRIGGER quote_editions_frozen;
UPDATE quote_editions SET logo_id = (SELECT logo_id FROM quote_settings) WHERE sent_at IS NOT NULL;
ALTER TABLE quote_editions ENABLE TRIGGER quote_editions_frozen;
