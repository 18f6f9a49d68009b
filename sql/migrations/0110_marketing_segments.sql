-- Groups of customers by a rule, worked out whenever they are asked for: nobody is a member, everybody fits or does not.
CREATE TABLE segments (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CONSTRAINT segments_name_present CHECK (name <> ''),
    rule       jsonb NOT NULL,                  -- as SegmentRule.swift reads it
    builtin    text CONSTRAINT segments_builtin_unique UNIQUE,  -- names one that comes with the product
    created_by uuid REFERENCES users ON DELETE SET NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version    integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX segments_name_unique ON segments (lower(name));

-- The day a text names, or NULL: what people and imports wrote into a field need not be one.
CREATE FUNCTION day_of(source text) RETURNS date LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN source ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN source::date END;
EXCEPTION WHEN datetime_field_overflow OR invalid_datetime_format THEN
    RETURN NULL;
END $$;

-- The founding segmentations: by age, by how often and by how much a customer orders.
INSERT INTO segments (id, name, rule, builtin, created_at, updated_at)
SELECT ('01935800-0000-7000-8000-0000000001' || lpad(to_hex(place), 2, '0'))::uuid, name,
    jsonb_build_object('match', 'all', 'rules', jsonb_build_array(
        jsonb_build_object('field', field, 'operator', 'is', 'value', jsonb_build_array(value)))),
    field || '.' || value, now(), now()
FROM (VALUES
    (1, 'age_group', 'young', 'Under 30'), (2, 'age_group', 'middle', '30 to 49'), (3, 'age_group', 'senior', '50 and over'),
    (4, 'frequency_group', 'high', 'Orders often'), (5, 'frequency_group', 'medium', 'Orders now and then'),
    (6, 'frequency_group', 'low', 'Orders seldom'), (7, 'order_value_group', 'high', 'Large orders'),
    (8, 'order_value_group', 'medium', 'Middling orders'), (9, 'order_value_group', 'low', 'Small orders')
) AS founding (place, field, value, name);
