-- pg_restore works with an empty search path: the function a generated column calls must say where its helper lives, or
-- no backup can be restored.
CREATE OR REPLACE FUNCTION search_vector(source text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN source = '' THEN ''::tsvector
        WHEN source ~ '[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]'
        THEN to_tsvector('english', regexp_replace(left(source, 100000), '[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+', ' ', 'g'))
             || array_to_tsvector(public.search_pairs(left(source, 20000)))
        ELSE to_tsvector('english', left(source, 100000))
    END
$$;
