-- How many seconds between two moments was somebody there?
-- By the office hours of that id, as configured today; a special day replaces its weekday (a worked one without windows
-- has Monday's). Without office hours every second counts, because an inbox without them is always open. A stretch of more
-- than 400 days counts by the clock: nobody waits by the hour that long.
CREATE FUNCTION report.open_seconds(hours text, since timestamptz, until timestamptz) RETURNS double precision
LANGUAGE plpgsql STABLE AS $$
DECLARE
    plan    office_hours%ROWTYPE;
    day     date;
    windows jsonb;
    special jsonb;
    slot    jsonb;
    total   double precision := 0;
BEGIN
    IF since IS NULL OR until IS NULL THEN RETURN NULL; END IF;
    IF until <= since THEN RETURN 0; END IF;
    IF hours IS NOT NULL THEN
        SELECT * INTO plan FROM office_hours AS o WHERE o.id::text = hours;
    END IF;
    IF plan.id IS NULL OR until - since > interval '400 days' THEN
        RETURN EXTRACT(EPOCH FROM until - since);
    END IF;
    day := (since AT TIME ZONE plan.time_zone)::date;
    WHILE day <= (until AT TIME ZONE plan.time_zone)::date LOOP
        windows := plan.days -> lower(to_char(day, 'FMdy'));
        IF plan.holidays <> '[]' THEN
            SELECT h INTO special FROM jsonb_array_elements(plan.holidays) AS h WHERE h ->> 'date' = day::text LIMIT 1;
            IF FOUND THEN
                windows := CASE WHEN (special ->> 'working')::boolean
                    THEN COALESCE(NULLIF(special -> 'windows', 'null'), plan.days -> 'mon') END;
            END IF;
        END IF;
        FOR slot IN SELECT w FROM jsonb_array_elements(COALESCE(windows, '[]')) AS w LOOP
            total := total + GREATEST(0, EXTRACT(EPOCH FROM
                LEAST(until, (day + (slot ->> 1)::interval) AT TIME ZONE plan.time_zone)
                - GREATEST(since, (day + (slot ->> 0)::interval) AT TIME ZONE plan.time_zone)));
        END LOOP;
        day := day + 1;
    END LOOP;
    RETURN total;
END $$;
