-- What quotes are called, and the picture at their head.
ALTER TABLE quote_settings
    ADD COLUMN number_prefix text NOT NULL DEFAULT 'Q'
               CONSTRAINT quote_settings_prefix_length CHECK (char_length(number_prefix) BETWEEN 1 AND 10),
    ADD COLUMN logo_id uuid REFERENCES attachments ON DELETE SET NULL;

-- A number keeps the letters it was given with.
ALTER TABLE quotes ADD COLUMN number_prefix text NOT NULL DEFAULT 'Q';

CREATE FUNCTION quote_number(prefix text, of_year integer, place integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT prefix || '-' || of_year || '-' || lpad(place::text, GREATEST(4, length(place::text)), '0')
$$;

-- Who sent a version, as it stood on its paper; NULL before it is sent.
ALTER TABLE quote_editions
    ADD COLUMN company_name text,
    ADD COLUMN company_address text;

-- The contract this one follows: each is followed by one at most.
ALTER TABLE contracts ADD COLUMN renews_id uuid CONSTRAINT contracts_renews_unique UNIQUE REFERENCES contracts;
