-- Fields of every usual type, put away rather than removed; companies carry fields, an owner and a main contact.
ALTER TABLE custom_fields DROP CONSTRAINT custom_fields_type_known;
ALTER TABLE custom_fields ADD CONSTRAINT custom_fields_type_known CHECK (type IN (
    'text', 'long_text', 'number', 'money', 'date', 'datetime', 'checkbox', 'select', 'multiselect', 'link', 'email', 'phone',
    'customer', 'user'));
ALTER TABLE custom_fields DROP CONSTRAINT custom_fields_subject_known;
ALTER TABLE custom_fields ADD CONSTRAINT custom_fields_subject_known CHECK (subject IN ('ticket', 'customer', 'company'));
ALTER TABLE custom_fields ADD COLUMN archived_at timestamptz;

-- A moment as fields keep it; NULL for anything else, as an import or an earlier field of the same key may have left it.
CREATE FUNCTION moment_of(source text) RETURNS timestamptz LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN source ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}' THEN source::timestamptz END;
EXCEPTION WHEN datetime_field_overflow OR invalid_datetime_format THEN
    RETURN NULL;
END $$;

ALTER TABLE companies
    ADD COLUMN phone text NOT NULL DEFAULT '',
    ADD COLUMN address text NOT NULL DEFAULT '',   -- with line breaks
    ADD COLUMN owner_id uuid CONSTRAINT companies_owner_fkey REFERENCES users ON DELETE SET NULL,
    ADD COLUMN main_contact_id uuid CONSTRAINT companies_main_contact_fkey REFERENCES customers ON DELETE SET NULL,
    ADD COLUMN custom_fields jsonb NOT NULL DEFAULT '{}';
CREATE INDEX companies_by_main_contact ON companies (main_contact_id) WHERE main_contact_id IS NOT NULL;

-- Lists of customers are kept under names as those of tickets are, and exported as they are shown.
ALTER TABLE saved_views ADD COLUMN subject text NOT NULL DEFAULT 'ticket'
    CONSTRAINT saved_views_subject_known CHECK (subject IN ('ticket', 'customer'));
ALTER TABLE exports ADD COLUMN filters jsonb NOT NULL DEFAULT '{}';

-- A Chinese landline without the country's code is one of China's unless the person is known to live elsewhere.
CREATE OR REPLACE FUNCTION customer_phone_key(number text, digits text, country text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN length(digits) NOT BETWEEN 7 AND 15 THEN NULL
        WHEN normalize(number, NFKC) ~ '^\s*(\+|00)' THEN digits
        WHEN digits ~ '^861[3-9][0-9]{9}$' THEN digits
        WHEN digits ~ '^1[3-9][0-9]{9}$' AND COALESCE(upper(country), 'CN') IN ('CN', '') THEN '86' || digits
        WHEN digits ~ '^0(10|2[0-9]|[3-9][0-9]{2})[1-9][0-9]{6,7}$' AND COALESCE(upper(country), 'CN') IN ('CN', '')
            THEN '86' || substr(digits, 2)
        WHEN code IS NOT NULL THEN code || ltrim(digits, '0')
    END
    FROM (
        SELECT ('{"CN":"86","HK":"852","MO":"853","TW":"886","SG":"65","JP":"81","KR":"82","US":"1","CA":"1","GB":"44",
                  "DE":"49","FR":"33","NL":"31","ES":"34","IT":"39","AU":"61","NZ":"64","IN":"91","MY":"60","TH":"66",
                  "VN":"84","CH":"41","AT":"43","BE":"32","SE":"46","BR":"55","MX":"52"}'::jsonb) ->> upper(country) AS code
    ) AS known
$$;
